import { messageWithExpectedStrings, type SignatureError } from "../signature";
import { refuse, type GatewayResponseType, type Refusal } from "./gateway-responses";
import type { Exchange } from "./exchange";
import type { GatewayPorts } from "./ports";
import { verifyExchange } from "./verify-exchange";

const RESPONSES = {
  MissingAuthenticationToken: "MISSING_AUTHENTICATION_TOKEN",
  IncompleteSignature: "INCOMPLETE_SIGNATURE",
  InvalidSignature: "INVALID_SIGNATURE",
  UnrecognizedClient: "UNRECOGNIZED_CLIENT",
  ExpiredToken: "EXPIRED_TOKEN",
} as const satisfies Record<SignatureError, GatewayResponseType>;

/** Learns who calls. A method without authorization has an anonymous caller, whatever the request claims. */
export function authenticate(exchange: Exchange, ports: GatewayPorts): Refusal | undefined {
  const { authorization } = exchange.matched.method;
  switch (authorization) {
    case "NONE":
      return undefined;
    case "AWS_IAM":
      return authenticateBySignature(exchange, ports);
  }
}

function authenticateBySignature(exchange: Exchange, ports: GatewayPorts): Refusal | undefined {
  const verification = verifyExchange(exchange, ports);
  if (!verification.ok) {
    const { error, message, explanation } = verification;
    const reason = `signature: ${explanation ?? message}`;
    // API Gateway's own words for a missing signature differ from those of other services.
    return error === "MissingAuthenticationToken"
      ? refuse(RESPONSES[error], reason)
      : refuse(RESPONSES[error], reason, { message: messageWithExpectedStrings(verification) });
  }
  const principal = ports.credentials.resolve(verification.accessKeyId, verification.sessionToken);
  if (!principal) return refuse("UNRECOGNIZED_CLIENT", "signature: the credentials belong to nobody");
  exchange.principal = principal;
  return undefined;
}
