import { ANONYMOUS } from "../principal";
import { decideInvoke } from "./decide-invoke";
import type { Refusal } from "./gateway-responses";
import type { Exchange } from "./exchange";
import type { GatewayPorts } from "./ports";

/**
 * Before authentication: once an API has a resource policy, a method without authorization needs an Allow in it, and silence denies. For
 * IAM methods the policy is combined with the caller's own later, in `authorize`.
 */
export function enforceResourcePolicy(exchange: Exchange, ports: GatewayPorts): Refusal | undefined {
  if (exchange.matched.method.authorization !== "NONE") return undefined;
  if (!exchange.stage.definition.resourcePolicy) return undefined;
  return decideInvoke(exchange, ports, ANONYMOUS);
}
