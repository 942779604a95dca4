import type { LambdaTarget } from "../definition";
import type { Exchange } from "../exchange";
import { refuse, type Refusal } from "../gateway-responses";
import type { GatewayPorts } from "../ports";
import { callService } from "./call-service";

export interface Invocation {
  readonly target: LambdaTarget;
  readonly payload: string;
  /** False: Lambda is to refuse it if it is no JSON. */
  readonly isJson: boolean;
  readonly invocationType: "RequestResponse" | "Event";
}

export interface FunctionResult {
  readonly payload: string;
  /** The function threw, timed out or ended. */
  readonly isError: boolean;
  readonly status: number;
}

/** Invokes a function. Whatever the Lambda service itself refuses is a server error at API Gateway; only the reason differs. */
export async function invokeFunction(
  exchange: Exchange,
  ports: GatewayPorts,
  { target, payload: event, isJson, invocationType }: Invocation,
): Promise<FunctionResult | Refusal> {
  const reply = await callService(exchange, ports, {
    ...target,
    call: (caller) =>
      ports.services.lambda.invoke(caller, target.functionName, Buffer.from(event, "utf8"), {
        invocationType,
        isJson,
        traceId: exchange.trace.forwarded,
      }),
  });
  if ("reason" in reply) return reply;
  const payload = typeof reply.body === "string" ? reply.body : reply.body.toString("utf8");
  if (reply.status >= 300) return lambdaRefused(target, reply.status, payload);
  const isError = Object.keys(reply.headers).some((name) => name.toLowerCase() === "x-amz-function-error");
  return { payload, isError, status: reply.status };
}

function lambdaRefused(target: LambdaTarget, status: number, payload: string): Refusal {
  const hint =
    status === 403 && target.credentials.type === "service"
      ? " The function's resource policy must allow apigateway.amazonaws.com for this method (aws.lambda.Permission)."
      : "";
  return refuse(
    "API_CONFIGURATION_ERROR",
    `Lambda answered ${status} for function ${target.functionName}: ${payload.slice(0, 500)}${hint}`,
  );
}
