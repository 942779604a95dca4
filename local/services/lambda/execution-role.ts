import { evaluate, explain } from "../../../policies";
import { requestContext } from "../../access/request-context";
import type { TemporaryCredentials } from "../../access/sealed-credentials";
import type { CloudState, LambdaFunction, Role } from "../../cloud-state";
import { DeploymentError } from "../../deployment";
import { servicePrincipal } from "../../principal";
import type { ServiceContext } from "../context";

const DURATION_SECONDS = 12 * 60 * 60;
const LAMBDA = "lambda.amazonaws.com";

/** Temporary credentials of a function's own role, never of the developer. */
export function executionCredentials(context: ServiceContext, fn: LambdaFunction): TemporaryCredentials {
  const role = usableRole(context.state, context, fn);
  return context.credentials.issue(
    {
      type: "AssumedRole",
      arn: `arn:aws:sts::${context.accountId}:assumed-role/${role.name}/${fn.name}`,
      accountId: context.accountId,
      userId: `${role.roleId}:${fn.name}`,
      roleArn: role.arn,
      context: {},
    },
    DURATION_SECONDS,
  );
}

/** AWS refuses to make a function whose role does not trust Lambda. So does this: DeploymentError. */
export function refuseUnusableRoles(
  state: CloudState,
  circumstances: Pick<ServiceContext, "clock" | "region">,
): void {
  for (const fn of state.functions.values()) usableRole(state, circumstances, fn);
}

function usableRole(
  state: CloudState,
  { clock, region }: Pick<ServiceContext, "clock" | "region">,
  fn: LambdaFunction,
): Role {
  const role = state.roles.get(fn.roleArn);
  if (role === undefined)
    throw new DeploymentError(`Function "${fn.name}" names the role ${fn.roleArn}, which does not exist.`);
  const decision = evaluate(
    {
      principal: LAMBDA,
      action: "sts:AssumeRole",
      resource: role.arn,
      context: requestContext(servicePrincipal(LAMBDA), undefined, { nowMs: clock.nowMs(), region }),
    },
    { identity: [], resource: role.trust },
  );
  if (decision.result === "Allowed") return role;
  throw new DeploymentError(
    `Function "${fn.name}": role "${role.name}" cannot be assumed by Lambda. Its trust policy must allow sts:AssumeRole to ` +
      `${LAMBDA}. ${explain(decision)}`,
  );
}
