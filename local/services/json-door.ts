import { crc32 } from "node:zlib";
import { header, type HttpRequest, type HttpResponse } from "../http";
import { AwsError } from "./aws-error";
import { anonymousCaller, type Arrival } from "./arrival";
import { authenticate, JSON_AUTHENTICATION_ERRORS } from "./authenticate";
import type { Caller, ServiceAnswer } from "./caller";
import type { ServiceContext } from "./context";

/** A service that speaks AWS JSON: `POST /` with the operation in `X-Amz-Target`. */
export interface JsonService {
  /** Its name in credential scopes. */
  readonly name: string;
  /** What stands before the dot in `X-Amz-Target`. */
  readonly targetPrefix: string;
  readonly contentType: "application/x-amz-json-1.0" | "application/x-amz-json-1.1";
  readonly skewMinutes: number;
  readonly bodyLimit: number;
  /** DynamoDB's clients check `x-amz-crc32`. */
  readonly sendsChecksum: boolean;
  readonly isPublic: (operation: string) => boolean;
  readonly call: (
    caller: Caller,
    operation: string,
    input: Record<string, unknown>,
  ) => Promise<ServiceAnswer>;
}

/** One request over the wire: authenticate, read, call. The service authorizes. */
export async function serveJson(
  context: ServiceContext,
  service: JsonService,
  arrival: Arrival,
): Promise<HttpResponse> {
  const { request } = arrival;
  try {
    if (request.body.length > service.bodyLimit)
      throw new AwsError("RequestEntityTooLarge", 413, "The request is too large.");
    const operation = readOperation(service, request);
    const { name, skewMinutes } = service;
    const caller = service.isPublic(operation)
      ? anonymousCaller(arrival)
      : authenticate(context, arrival, { service: name, skewMinutes, errors: JSON_AUTHENTICATION_ERRORS });
    return toResponse(service, await service.call(caller, operation, readInput(request)));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return toResponse(service, frameworkAnswer(error, arrival.requestId));
  }
}

function readOperation(service: JsonService, request: HttpRequest): string {
  const target = header(request, "x-amz-target") ?? "";
  const prefix = `${service.targetPrefix}.`;
  if (!target.startsWith(prefix) || !/^[A-Za-z]{1,100}$/.test(target.slice(prefix.length))) {
    throw new AwsError("UnknownOperationException", 400, "");
  }
  return target.slice(prefix.length);
}

function readInput(request: HttpRequest): Record<string, unknown> {
  let input: unknown;
  try {
    input = request.body.length === 0 ? {} : JSON.parse(request.body.toString("utf8"));
  } catch {
    input = undefined;
  }
  if (typeof input !== "object" || input === null || Array.isArray(input))
    throw new AwsError("SerializationException", 400, "");
  return input as Record<string, unknown>;
}

/** Errors before the service is reached. */
const frameworkAnswer = (error: AwsError, requestId: string): ServiceAnswer => ({
  status: error.status,
  headers: { "x-amzn-RequestId": requestId, "x-amzn-ErrorType": error.code },
  body: {
    __type: `com.amazon.coral.service#${error.code}`,
    ...(error.message !== "" && { message: error.message }),
  },
});

function toResponse(service: JsonService, answer: ServiceAnswer): HttpResponse {
  const body = JSON.stringify(answer.body);
  return {
    status: answer.status,
    headers: {
      ...answer.headers,
      "content-type": service.contentType,
      ...(service.sendsChecksum && { "x-amz-crc32": String(crc32(body)) }),
    },
    body,
  };
}
