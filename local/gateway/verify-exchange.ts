import { verifySignature, type Verification } from "../signature";
import type { Exchange } from "./exchange";
import type { GatewayPorts } from "./ports";

/** Five minutes, as for most AWS services. */
const SKEW_MINUTES = 5;

export function verifyExchange({ request, receivedMs, region }: Exchange, ports: GatewayPorts): Verification {
  return verifySignature(request, {
    service: "execute-api",
    region,
    nowMs: receivedMs,
    skewMinutes: SKEW_MINUTES,
    findSecret: (accessKeyId, sessionToken) => ports.credentials.findSecret(accessKeyId, sessionToken),
  });
}
