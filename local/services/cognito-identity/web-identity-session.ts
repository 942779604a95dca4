import { evaluate, type Decision } from "../../../policies";
import type { Role } from "../../cloud-state";
import { requestContext } from "../../access/request-context";
import { ANONYMOUS, type Principal } from "../../principal";
import type { TokenClaims } from "./open-id-token";

const PROVIDER = "cognito-identity.amazonaws.com";

export interface WebIdentityRequest {
  readonly claims: TokenClaims;
  readonly sessionName: string;
  readonly nowMs: number;
  readonly region: string;
  /** Absent when Cognito itself assumes the role. */
  readonly sourceIp?: string;
}

/** Whether the role's trust policy lets the bearer of this token assume it. */
export function decideWebIdentity(
  role: Role,
  { claims, sessionName, ...circumstances }: WebIdentityRequest,
): Decision {
  return evaluate(
    {
      principal: PROVIDER,
      action: "sts:AssumeRoleWithWebIdentity",
      resource: role.arn,
      context: requestContext(ANONYMOUS, undefined, {
        ...circumstances,
        context: { ...sessionContext(claims), "sts:RoleSessionName": sessionName },
      }),
    },
    { identity: [], resource: role.trust },
  );
}

/** The principal that the token's bearer becomes. Policy variables such as `${cognito-identity.amazonaws.com:sub}` come from here. */
export function webIdentityPrincipal(
  role: Role,
  claims: TokenClaims,
  session: { readonly name: string; readonly policy?: string },
): Principal {
  const accountId = role.arn.split(":")[4] ?? "";
  return {
    type: "AssumedRole",
    arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${session.name}`,
    accountId,
    userId: `${role.roleId}:${session.name}`,
    roleArn: role.arn,
    context: sessionContext(claims),
    ...(session.policy !== undefined && { sessionPolicy: session.policy }),
    cognito: {
      identityId: claims.sub,
      identityPoolId: claims.aud,
      authenticationType: "authenticated",
      authenticationProvider: claims.amr.slice(1).join(","),
    },
  };
}

const sessionContext = (claims: TokenClaims) => ({
  [`${PROVIDER}:sub`]: claims.sub,
  [`${PROVIDER}:aud`]: claims.aud,
  [`${PROVIDER}:amr`]: claims.amr,
  "aws:FederatedProvider": PROVIDER,
});
