import { header, type HttpRequest, type HttpResponse } from "../../http";
import type { Arrival } from "../arrival";
import { notCovered, AwsError } from "../aws-error";
import { authenticate, REST_AUTHENTICATION_ERRORS } from "../authenticate";
import type { ServiceContext } from "../context";
import { lambdaErrors } from "./errors";
import {
  lambdaErrorAnswer,
  SYNCHRONOUS_LIMIT,
  type InvokeAnswer,
  type InvokeOptions,
  type Lambda,
} from "./index";

const PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;
const TYPES = ["RequestResponse", "Event", "DryRun"] as const;

/** Lambda over the wire: `POST /2015-03-31/functions/{name or ARN}/invocations`. */
export async function serveLambda(
  context: ServiceContext,
  lambda: Lambda,
  arrival: Arrival,
): Promise<HttpResponse> {
  const { request, requestId } = arrival;
  try {
    // Before the signature, which cannot be verified over a body that was cut off at the limit.
    if (request.body.length > SYNCHRONOUS_LIMIT) {
      throw lambdaErrors.payloadTooLarge(SYNCHRONOUS_LIMIT);
    }
    const rules = { service: "lambda", skewMinutes: 5, errors: REST_AUTHENTICATION_ERRORS };
    const caller = authenticate(context, arrival, rules);
    const functionName = PATH.exec(request.path)?.[1];
    if (request.method !== "POST" || functionName === undefined) {
      throw notCovered(`lambda: ${request.method} ${request.path}`);
    }
    return await lambda.invoke(caller, decodeName(functionName), request.body, readOptions(request));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return refusalAnswer(requestId, error);
  }
}

function decodeName(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw lambdaErrors.invalidParameter("The function name is not percent-encoded text.");
  }
}

function readOptions(request: HttpRequest): InvokeOptions {
  for (const name of ["x-amz-tenant-id", "x-amz-durable-execution-name"]) {
    if (header(request, name) !== undefined) throw notCovered(`lambda: the header ${name}`);
  }
  const invocationType = header(request, "x-amz-invocation-type") ?? "RequestResponse";
  const known = TYPES.find((type) => type === invocationType);
  if (known === undefined) {
    throw lambdaErrors.invalidParameter(
      `1 validation error detected: Value '${invocationType}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]`,
    );
  }
  const qualifier = new URLSearchParams(request.query).get("Qualifier");
  const clientContext = readClientContext(header(request, "x-amz-client-context"));
  const traceId = header(request, "x-amzn-trace-id");
  return {
    invocationType: known,
    ...(qualifier !== null && { qualifier }),
    ...(header(request, "x-amz-log-type") === "Tail" && known === "RequestResponse" && { logTail: true }),
    ...(clientContext !== undefined && { clientContext }),
    ...(traceId !== undefined && { traceId }),
  };
}

function readClientContext(encoded: string | undefined): unknown {
  if (encoded === undefined) return undefined;
  try {
    if (encoded.length > 3583) throw new RangeError();
    return JSON.parse(Buffer.from(encoded, "base64").toString("utf8"));
  } catch {
    throw lambdaErrors.invalidParameter(
      "Client context must be a valid Base64-encoded JSON object of at most 3583 characters.",
    );
  }
}

function refusalAnswer(requestId: string, error: AwsError): InvokeAnswer {
  const isOwn = "Type" in error.details;
  return isOwn
    ? lambdaErrorAnswer(requestId, error)
    : { ...lambdaErrorAnswer(requestId, error), body: JSON.stringify({ message: error.message }) };
}
