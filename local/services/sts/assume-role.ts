import { findDenial, reportRefusal } from "../authorize-call";
import { notCovered } from "../aws-error";
import type { Caller } from "../caller";
import { refuseMembers, type Input } from "../input";
import type { SecurityTokens } from "./index";
import { stsErrors, stsInput } from "./errors";
import { credentialsResult, roleUserResult } from "./results";
import { readSessionRequest, sessionSeconds } from "./session-request";

/** The role's trust policy must let the caller in, and where it names the account only, the caller's own policies too. */
export async function assumeRole({ context }: SecurityTokens, caller: Caller, input: Input): Promise<object> {
  refuseMembers(input, ["RoleArn", "RoleSessionName", "DurationSeconds", "Policy", "ExternalId"], (member) =>
    notCovered(`${member.split(".")[0]} of sts:AssumeRole`),
  );
  const request = readSessionRequest(input);
  const externalId = stsInput.optionalText(input, "ExternalId", {
    maximum: 1224,
    pattern: /^[\w+=,.@:/-]*$/,
  });

  const role = context.state.roles.get(request.roleArn);
  const needed = { action: "sts:AssumeRole", resource: request.roleArn };
  if (role === undefined) {
    reportRefusal(context, caller, { ...needed, reason: "there is no such role" });
    throw stsErrors.accessDenied(
      `User: ${caller.principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${request.roleArn}`,
    );
  }
  const denial = findDenial(context, caller, {
    ...needed,
    context: {
      "sts:RoleSessionName": request.name,
      ...(externalId !== undefined && { "sts:ExternalId": externalId }),
    },
    resourcePolicy: role.trust,
  });
  if (denial !== undefined) throw stsErrors.accessDenied(denial);

  const seconds = sessionSeconds(request, role, caller.principal.type === "AssumedRole");
  const principal = {
    type: "AssumedRole",
    arn: `arn:aws:sts::${context.accountId}:assumed-role/${role.name}/${request.name}`,
    accountId: context.accountId,
    userId: `${role.roleId}:${request.name}`,
    roleArn: role.arn,
    context: {},
    ...(request.policy !== undefined && { sessionPolicy: request.policy }),
  } as const;
  return {
    ...credentialsResult(context.credentials.issue(principal, seconds)),
    ...roleUserResult(principal),
    ...(request.policy !== undefined && { PackedPolicySize: packedPercent(request.policy) }),
  };
}

/** AWS packs session policies in a way it does not publish; their share of the 2,048 characters is near enough to show. */
const packedPercent = (policy: string): number => Math.ceil((policy.length / 2048) * 100);
