import { evaluate, explain } from "../../../policies";
import { servicePrincipal, type Principal } from "../../principal";
import type { IntegrationCredentials } from "../definition";
import type { Exchange } from "../exchange";
import { refuse, type Refusal } from "../gateway-responses";
import type { GatewayPorts } from "../ports";

const API_GATEWAY = "apigateway.amazonaws.com";
/** The name of the sessions in which API Gateway uses a role. */
const SESSION_NAME = "BackplaneAssumeRoleSession";

/** In whose name the integration is called. */
export function integrationPrincipal(
  exchange: Exchange,
  ports: GatewayPorts,
  credentials: IntegrationCredentials,
): Principal | Refusal {
  switch (credentials.type) {
    case "service":
      return servicePrincipal(API_GATEWAY, sourceContext(exchange));
    case "caller":
      return exchange.principal;
    case "role":
      return assumeRole(exchange, ports, credentials.roleArn);
  }
}

/**
 * `aws:SourceArn` names the resource by its template, not by the path that was called: a function's permission for `/pets/{petId}` reads
 * `…/GET/pets/*`. For ANY the verb is `*`, so that only a permission for every verb fits; AWS does not say what it sends.
 */
function sourceContext({ api, stage, matched, accountId }: Exchange): Principal["context"] {
  const verb = matched.method.httpMethod === "ANY" ? "*" : matched.method.httpMethod;
  return {
    "aws:SourceArn": `${api.executionArn}/${stage.name}/${verb}${matched.resource.path}`,
    "aws:SourceAccount": accountId,
  };
}

/** API Gateway can use a role only if the role's trust policy names it. */
function assumeRole(exchange: Exchange, ports: GatewayPorts, roleArn: string): Principal | Refusal {
  const role = ports.state.roles.get(roleArn);
  if (!role)
    return refuse(
      "API_CONFIGURATION_ERROR",
      `the integration's credentials are ${roleArn}, and there is no such role`,
    );
  const context = sourceContext(exchange);
  const decision = evaluate(
    { principal: API_GATEWAY, action: "sts:AssumeRole", resource: roleArn, context },
    { identity: [], resource: role.trust },
  );
  if (decision.result !== "Allowed")
    return refuse("API_CONFIGURATION_ERROR", `API Gateway cannot assume ${roleArn}: ${explain(decision)}`);
  return {
    type: "AssumedRole",
    arn: `arn:aws:sts::${ports.accountId}:assumed-role/${role.name}/${SESSION_NAME}`,
    accountId: ports.accountId,
    userId: `${role.roleId}:${SESSION_NAME}`,
    roleArn,
    context: { "aws:TokenIssueTime": new Date(exchange.receivedMs).toISOString() },
  };
}
