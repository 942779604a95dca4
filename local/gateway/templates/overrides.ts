import { TemplateError } from "./template-error";
import { toText } from "./java-text";

export type RequestOverrideTarget = "header" | "path" | "querystring";

/** What templates change about the request to the integration and about the response (`$context.requestOverride`, `…responseOverride`). */
export class Overrides {
  readonly request: Readonly<Record<RequestOverrideTarget, Map<string, string>>> = {
    header: new Map(),
    path: new Map(),
    querystring: new Map(),
  };
  readonly responseHeaders = new Map<string, string | readonly string[]>();
  #responseStatus: number | undefined;

  /** Undefined unless a template set an integer from 200 to 599: API Gateway ignores anything else. */
  get responseStatus(): number | undefined {
    return this.#responseStatus;
  }

  /** @throws {TemplateError} for a second value: API Gateway answers that with a server error */
  setRequest(target: RequestOverrideTarget, name: string, value: unknown): void {
    if (this.request[target].has(name))
      throw new TemplateError(
        `$context.requestOverride.${target}.${name} is set twice; API Gateway allows one value.`,
      );
    this.request[target].set(name, toText(value));
  }

  setResponseHeader(name: string, value: unknown): void {
    this.responseHeaders.set(name, Array.isArray(value) ? value.map(toText) : toText(value));
  }

  setResponseStatus(value: unknown): void {
    const status = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
    if (typeof status === "number" && Number.isInteger(status) && status >= 200 && status <= 599)
      this.#responseStatus = status;
  }
}
