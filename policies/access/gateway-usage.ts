import type { AccessModel } from "./access-model";
import { overlapActions, overlapArns } from "./pattern-cover";
import type { AccessStatement, PrincipalStatements } from "./read-statements";
import type { Usage } from "./usage";

const GATEWAY = "service apigateway.amazonaws.com";

/** One call that API Gateway makes in its own name. */
interface GatewayCall {
  readonly action: string;
  readonly resource?: string;
  /** The route's ARN in one stage: what the backend sees as `aws:SourceArn`. */
  readonly source: string;
  readonly by: string;
}

/** Compares the permissions with which API Gateway may call functions with the routes that call them. */
export function gatewayUsage(
  model: AccessModel,
  all: readonly PrincipalStatements[],
): Pick<Usage, "unused" | "missing"> {
  const calls = gatewayCalls(model);
  const granted = (all.find(({ principal }) => principal === GATEWAY)?.statements ?? []).filter(
    ({ kind, effect }) => effect === "Allow" && kind === "resource",
  );
  const unused = granted.filter(
    (statement) => !isForAuthorizer(statement) && !calls.some((call) => allowsCall(statement, call)),
  );
  const missing = calls.filter((call) => !granted.some((statement) => allowsCall(statement, call)));
  return {
    unused: unused.map(({ actions, resources, from }) => ({ principal: GATEWAY, actions, resources, from })),
    missing: missing.map(({ action, resource, by }) => ({
      principal: GATEWAY,
      actions: [action],
      ...(resource !== undefined && { resource }),
      neededBy: by,
    })),
  };
}

/** API Gateway calls a route's authorizer as `…/authorizers/{id}`. */
const isForAuthorizer = ({ conditions }: AccessStatement): boolean =>
  conditions.some(({ values }) => values.some((value) => value.includes("/authorizers/")));

function gatewayCalls({ routes }: AccessModel): GatewayCall[] {
  return routes
    .filter(({ integration }) => integration.credentials === "gateway")
    .flatMap(({ method, path, stages, arns, integration }) =>
      integration.needs.flatMap((need) =>
        arns.map((arn, index) => ({
          ...need,
          source: arn.replace(/\{[^}]*\}/g, "*"),
          by: `${method} ${path} in ${stages[index]}`,
        })),
      ),
    );
}

function allowsCall({ actions, resources, conditions }: AccessStatement, call: GatewayCall): boolean {
  const sources = conditions.filter(({ key }) => key.toLowerCase() === "aws:sourcearn");
  return (
    actions.some((one) => overlapActions(one, call.action)) &&
    (call.resource === undefined || resources.some((one) => overlapArns(one, call.resource!))) &&
    sources.every(({ values }) => values.some((value) => overlapArns(value, call.source)))
  );
}
