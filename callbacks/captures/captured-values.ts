import { captureError, explainCapture, type CapturedName, type CaptureRequest } from "./captured-name";
import { configuredSecrets } from "./configured-secrets";
import { DataWriter } from "./data-writer";
import { CapturedEnvironment } from "./environment";
import { readVariable, type Reading } from "./read-variable";
import type { SharedObjects } from "./shared-objects";
import { writeCapture } from "./write-capture";

/** Reads what captures hold here, and writes it down. */
export class CapturedValues {
  private readonly secrets = configuredSecrets();
  private readonly request: CaptureRequest;

  constructor(request: CaptureRequest) {
    this.request = request;
  }

  write(capture: CapturedName, writer: DataWriter): string {
    writer.explain((error) => explainCapture(this.request, capture, error));
    try {
      return this.attempt(capture, writer);
    } catch (error) {
      throw explainCapture(this.request, capture, error);
    }
  }

  attempt(capture: CapturedName, writer: DataWriter): string {
    const reading = this.read(capture);
    if (typeof reading === "object")
      return writeCapture(reading.value, capture.uses, { path: capture.name.text, writer });
    throw captureError(this.request, capture, {
      problem: `needs '${capture.name.text}', whose value cannot be ${reading === "ambiguous" ? "told from that of another of its name" : "read"}`,
      remedy: "Use it inside the callback too, under a name of its own, or create what is made of it there",
    });
  }

  read(capture: CapturedName): Reading {
    if (!("reading" in capture)) capture.reading = readVariable(this.request.located, capture);
    return capture.reading;
  }

  writer(environment = new CapturedEnvironment(), shared?: SharedObjects): DataWriter {
    const { secrets } = this;
    return new DataWriter({ environment, secrets, writePulumi: writeCapture, ...(shared && { shared }) });
  }
}
