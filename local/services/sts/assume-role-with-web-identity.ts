import { explain } from "../../../policies";
import { notCovered } from "../aws-error";
import type { Caller } from "../caller";
import { decideWebIdentity, webIdentityPrincipal } from "../cognito-identity/web-identity-session";
import type { TokenClaims } from "../cognito-identity/open-id-token";
import { refuseMembers, type Input } from "../input";
import type { SecurityTokens } from "./index";
import { stsErrors, stsInput } from "./errors";
import { credentialsResult, roleUserResult } from "./results";
import { readSessionRequest, sessionSeconds } from "./session-request";

/** The second step of Cognito's classic flow: the client chooses any role whose trust policy accepts the token. */
export async function assumeRoleWithWebIdentity(
  tokens: SecurityTokens,
  caller: Caller,
  input: Input,
): Promise<object> {
  refuseMembers(
    input,
    ["RoleArn", "RoleSessionName", "WebIdentityToken", "DurationSeconds", "Policy"],
    (member) => notCovered(`${member.split(".")[0]} of sts:AssumeRoleWithWebIdentity`),
  );
  const { context } = tokens;
  const request = readSessionRequest(input);
  const token = stsInput.requiredText(input, "WebIdentityToken", { maximum: 20_000 });
  const claims = await verifiedClaims(tokens, token);
  refuseWithoutClassicFlow(tokens, claims);

  const role = context.state.roles.get(request.roleArn);
  const reason = role
    ? trustRefusal(tokens, caller, { role, claims, sessionName: request.name })
    : "there is no such role";
  if (role === undefined || reason !== undefined) {
    context.decisions.refused(
      `sts:AssumeRoleWithWebIdentity on ${request.roleArn} for ${claims.sub}: ${reason}`,
    );
    throw stsErrors.webIdentityDenied();
  }

  const seconds = sessionSeconds(request, role, false);
  const principal = webIdentityPrincipal(role, claims, {
    name: request.name,
    ...(request.policy !== undefined && { policy: request.policy }),
  });
  return {
    SubjectFromWebIdentityToken: claims.sub,
    Audience: claims.aud,
    ...roleUserResult(principal),
    ...credentialsResult(context.credentials.issue(principal, seconds)),
    Provider: "cognito-identity.amazonaws.com",
  };
}

async function verifiedClaims(tokens: SecurityTokens, token: string): Promise<TokenClaims> {
  const check = await tokens.checkToken(token);
  if (check.ok) return check.claims;
  throw check.reason === "expired"
    ? stsErrors.tokenExpired(check.nowSeconds, check.expiresSeconds)
    : stsErrors.invalidToken();
}

/** A pool without the classic flow decides itself which role its people have; its tokens open nothing here. */
function refuseWithoutClassicFlow({ context }: SecurityTokens, claims: TokenClaims): void {
  const pool = context.state.identityPools.get(claims.aud);
  if (pool?.allowClassicFlow) return;
  const reason = pool
    ? `identity pool ${pool.name} does not allow the classic flow`
    : "the token's identity pool is gone";
  context.decisions.refused(`sts:AssumeRoleWithWebIdentity for ${claims.sub}: ${reason}`);
  throw stsErrors.webIdentityDenied();
}

function trustRefusal(
  { context }: SecurityTokens,
  caller: Caller,
  {
    role,
    claims,
    sessionName,
  }: { role: Parameters<typeof decideWebIdentity>[0]; claims: TokenClaims; sessionName: string },
): string | undefined {
  const decision = decideWebIdentity(role, {
    claims,
    sessionName,
    nowMs: context.clock.nowMs(),
    region: context.region,
    sourceIp: caller.sourceIp,
  });
  return decision.result === "Allowed" ? undefined : explain(decision);
}
