import { explain, type Decision } from "../../policies";
import { authorize as decide } from "../access/authorize";
import { formatDenial } from "../access/denial-message";
import { header } from "../http";
import type { Principal } from "../principal";
import { refuse, type Refusal } from "./gateway-responses";
import type { Exchange } from "./exchange";
import type { GatewayPorts } from "./ports";

const ACTION = "execute-api:Invoke";

/** Decides whether the principal may call this method, by its own policies and the API's resource policy together. */
export function decideInvoke(
  exchange: Exchange,
  ports: GatewayPorts,
  principal: Principal,
): Refusal | undefined {
  const { resourcePolicy } = exchange.stage.definition;
  const decision = decide(ports.state, principal, {
    action: ACTION,
    resource: exchange.methodArn,
    accountOfResource: ports.accountId,
    sourceIp: exchange.request.sourceIp,
    nowMs: exchange.receivedMs,
    region: ports.region,
    resourcePolicy,
    userAgent: header(exchange.request, "user-agent"),
  });
  return decision.result === "Allowed" ? undefined : denied(exchange, principal, decision);
}

function denied({ methodArn, accountId }: Exchange, principal: Principal, decision: Decision): Refusal {
  const message = formatDenial(principal, ACTION, methodArn, decision);
  return refuse("ACCESS_DENIED", explain(decision), {
    message: message.replace(methodArn, maskAccount(methodArn, accountId)),
  });
}

/** API Gateway shows the last four digits of the account in the method's ARN; the one in the caller's ARN stays as it is. */
function maskAccount(arn: string, accountId: string): string {
  return arn.replace(`:${accountId}:`, `:${"*".repeat(8)}${accountId.slice(-4)}:`);
}
