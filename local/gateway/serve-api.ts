import type { HttpRequest, HttpResponse } from "../http";
import { writeAccessLog } from "./access-log";
import { authenticate } from "./authenticate";
import { authorize } from "./authorize";
import { checkSize } from "./check-size";
import type { RestApi, Stage } from "./definition";
import { enforceResourcePolicy } from "./enforce-resource-policy";
import { errorResponse } from "./error-response";
import { Exchange } from "./exchange";
import { refuse, type Refusal } from "./gateway-responses";
import { integrate } from "./integrate";
import { matchRoute } from "./match-route";
import { toHttpResponse } from "./method-response";
import type { PipelineStage } from "./pipeline-stage";
import type { GatewayPorts } from "./ports";
import { throttle } from "./throttle";
import { validate } from "./validate";

/**
 * What happens to a request, in order. AWS documents the order up to authorization; whether it throttles before it validates, it does not
 * say, so nothing may rely on that.
 */
export const PIPELINE: readonly PipelineStage[] = [
  checkSize,
  matchRoute,
  enforceResourcePolicy,
  authenticate,
  authorize,
  throttle,
  validate,
  integrate,
];

/**
 * Answers one request to a stage as API Gateway would. Never rejects: a fault of ours is a 500 whose cause is in the local log.
 *
 * @param path the part of the request's path behind `/{stage}`, exactly as sent
 */
// oxlint-disable-next-line max-params -- where, and what; the server calls it in this form
export async function serveApi(
  ports: GatewayPorts,
  api: RestApi,
  stage: Stage,
  request: HttpRequest,
  path: string,
): Promise<HttpResponse> {
  const exchange = new Exchange(ports, { api, stage, path }, request);
  const refusal = await runPipeline(exchange, ports);
  const response = refusal
    ? errorResponse(exchange, refusal)
    : toHttpResponse(exchange, exchange.response ?? { status: 200, headers: [], body: "" });
  if (refusal) ports.decisions.refused(explainRefusal(exchange, refusal, response.status));
  writeAccessLog(ports, { exchange, response, refusal, finishedMs: ports.clock.nowMs() });
  return response;
}

async function runPipeline(exchange: Exchange, ports: GatewayPorts): Promise<Refusal | undefined> {
  try {
    for (const stage of PIPELINE) {
      const outcome = stage(exchange, ports);
      // Most stages answer at once; waiting a turn for each of them would cost more than they do.
      const refusal = outcome instanceof Promise ? await outcome : outcome;
      if (refusal) return refusal;
    }
    return undefined;
  } catch (error) {
    return refuse(
      "DEFAULT_5XX",
      `the local cloud failed: ${error instanceof Error ? error.stack : String(error)}`,
    );
  }
}

/** One line: status, method, path, principal and why. What the client sent must not be able to begin a line of its own. */
function explainRefusal(exchange: Exchange, refusal: Refusal, status: number): string {
  const { httpMethod, path, principal, stage } = exchange;
  return (
    `${status} ${httpMethod} /${stage.name}${path} by ${principal.arn}: ${refusal.reason}`
      .replace(/\s*[\r\n]+\s*/g, " ")
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u001f\u007f]/g, "?")
  );
}
