import type { HttpResponse } from "../http";
import { CONTEXT_VARIABLE, isAccessLogName } from "./context-names";
import type { Stage } from "./definition";
import type { Exchange } from "./exchange";
import { defaultResponse, type Refusal } from "./gateway-responses";
import type { GatewayPorts } from "./ports";
import { contextReader } from "./value-sources";

/** One finished request, as its line in the access log tells it. */
export interface FinishedRequest {
  readonly exchange: Exchange;
  readonly response: HttpResponse;
  readonly refusal: Refusal | undefined;
  readonly finishedMs: number;
}

/** Writes one line. */
export type AccessLogFormat = (request: FinishedRequest) => string;

const MAX_FORMAT_BYTES = 3 * 1024;

/**
 * Compiles the format of a stage's access log. What a request has no value for is `-`.
 * @throws {Error} when the format names a variable that does not exist, lacks the request's id, or is too long, as API Gateway does
 */
export function compileAccessLogFormat(format: string): AccessLogFormat {
  if (Buffer.byteLength(format) > MAX_FORMAT_BYTES)
    throw new Error("the access log format is longer than 3 KB.");
  const names = [...format.matchAll(CONTEXT_VARIABLE)].map((match) => match[1] ?? "");
  const unknown = names.find((name) => !isAccessLogName(name));
  if (unknown !== undefined)
    throw new Error(`the access log format names $context.${unknown}, which does not exist.`);
  if (!names.includes("requestId") && !names.includes("extendedRequestId"))
    throw new Error("the access log format must name $context.requestId or $context.extendedRequestId.");
  // split() with a group leaves names at the odd places.
  const parts = format
    .split(CONTEXT_VARIABLE)
    .map((text, index) => (index % 2 === 0 ? text : readerOf(text)));
  return (request) => {
    let line = "";
    for (const part of parts) line += typeof part === "string" ? part : (part(request) ?? "-");
    return line;
  };
}

const formats = new WeakMap<NonNullable<Stage["accessLog"]>, AccessLogFormat>();

export function writeAccessLog(ports: GatewayPorts, request: FinishedRequest): void {
  const { stage, api } = request.exchange;
  if (!stage.accessLog) return;
  let format = formats.get(stage.accessLog);
  if (!format) formats.set(stage.accessLog, (format = compileAccessLogFormat(stage.accessLog.format)));
  ports.logs.append(stage.accessLog.logGroup, `${api.id}-${stage.name}`, [
    // One request is one line, whatever its path or headers hold.
    { timestampMs: request.finishedMs, message: format(request).replace(/[\r\n]+/g, " ") },
  ]);
}

type Reader = (request: FinishedRequest) => string | undefined;

function readerOf(name: string): Reader {
  const own = OWN_VALUES[name];
  if (own) return (request) => toLogText(own(request));
  if (name.startsWith("error.")) return (request) => readError(request, name);
  const read = contextReader(name);
  return ({ exchange }) => read(exchange);
}

function readError({ response, refusal }: FinishedRequest, name: string): string | undefined {
  if (!refusal) return undefined;
  const message = refusal.message ?? defaultResponse(refusal.response).message;
  switch (name) {
    case "error.message":
      return message ?? undefined;
    case "error.messageString":
      return JSON.stringify(message);
    case "error.responseType":
      return refusal.response;
    default:
      return response.status === 400 ? JSON.stringify(message) : undefined;
  }
}

function toLogText(value: number | string | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

const OWN_VALUES: Readonly<Record<string, (request: FinishedRequest) => number | string | undefined>> = {
  status: ({ response }) => response.status,
  responseLength: ({ response }) => Buffer.byteLength(response.body),
  responseLatency: ({ exchange, finishedMs }) => finishedMs - exchange.receivedMs,
  endpointType: () => "REGIONAL",
  xrayTraceId: ({ exchange }) =>
    exchange.stage.tracing ? /Root=([^;]+)/.exec(exchange.trace.answered)?.[1] : undefined,
  integrationLatency: ({ exchange }) => exchange.integration?.latencyMs,
  integrationStatus: ({ exchange }) => exchange.integration?.serviceStatus,
  integrationErrorMessage: ({ exchange, refusal }) => (exchange.integration ? refusal?.reason : undefined),
  "integration.latency": ({ exchange }) => exchange.integration?.latencyMs,
  "integration.status": ({ exchange }) => exchange.integration?.status,
  "integration.integrationStatus": ({ exchange }) => exchange.integration?.serviceStatus,
  "integration.error": ({ exchange, refusal }) => (exchange.integration ? refusal?.reason : undefined),
};
