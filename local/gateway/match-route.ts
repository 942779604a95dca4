import { header } from "../http";
import { refuse, type Refusal } from "./gateway-responses";
import type { Exchange } from "./exchange";
import type { GatewayPorts } from "./ports";
import { verifyExchange } from "./verify-exchange";

/**
 * Finds the resource and method. An unknown one is 403, never 404 or 405. API Gateway reads the Authorization header of such a request
 * before it says so: one that is no signature, such as `Bearer …`, is an incomplete signature.
 */
export function matchRoute(exchange: Exchange, ports: GatewayPorts): Refusal | undefined {
  exchange.match = exchange.stage.definition.router.find(exchange.path, exchange.httpMethod);
  if (exchange.match) return undefined;
  if (header(exchange.request, "authorization") !== undefined) {
    const verification = verifyExchange(exchange, ports);
    if (!verification.ok && verification.error === "IncompleteSignature")
      return refuse("INCOMPLETE_SIGNATURE", "no such route, and the Authorization header is no signature", {
        message: verification.message,
      });
  }
  return refuse("MISSING_AUTHENTICATION_TOKEN", "the API has no such method and path");
}
