import { decideInvoke } from "./decide-invoke";
import type { Refusal } from "./gateway-responses";
import type { Exchange } from "./exchange";
import type { GatewayPorts } from "./ports";

/** May the authenticated caller call this method? Methods without authorization have been decided by the resource policy. */
export function authorize(exchange: Exchange, ports: GatewayPorts): Refusal | undefined {
  if (exchange.matched.method.authorization === "NONE") return undefined;
  return decideInvoke(exchange, ports, exchange.principal);
}
