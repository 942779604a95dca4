import type { Role } from "../cloud-state";
import type { Principal } from "../principal";

export interface Circumstances {
  /** Keys of the service or of the calling service, such as `dynamodb:LeadingKeys` and `aws:SourceArn`. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  readonly sourceIp?: string;
  readonly userAgent?: string;
  readonly nowMs: number;
  readonly region: string;
}

type Context = Record<string, string | readonly string[]>;

/**
 * The values that conditions see: the role's tags, what the session carries (which overrides them), what the service adds, and the
 * global keys, which nothing overrides. `aws:SecureTransport` is `false`, because the local cloud speaks plain HTTP.
 */
export function requestContext(
  principal: Principal,
  role: Role | undefined,
  circumstances: Circumstances,
): Context {
  const { sourceIp, userAgent, nowMs, region } = circumstances;
  const context: Context = {};
  if (role) addRoleTags(context, role, principal);
  Object.assign(context, principal.context, circumstances.context, principalKeys(principal));
  context["aws:CurrentTime"] = isoTime(nowMs);
  context["aws:EpochTime"] = String(Math.floor(nowMs / 1000));
  context["aws:RequestedRegion"] = region;
  context["aws:SecureTransport"] = "false";
  // A service that calls another has no address of its own that a policy could name.
  if (sourceIp !== undefined && principal.type !== "Service") context["aws:SourceIp"] = sourceIp;
  if (userAgent !== undefined) context["aws:UserAgent"] = userAgent;
  return context;
}

/** The role's ARN for sessions: a session's own ARN names neither the role's path nor, with Cognito, the person. */
function principalKeys(principal: Principal): Context {
  switch (principal.type) {
    case "AssumedRole":
      return {
        ...identityKeys(principal),
        "aws:PrincipalArn": principal.roleArn ?? principal.arn,
        ...(principal.cognito ? { "aws:FederatedProvider": "cognito-identity.amazonaws.com" } : {}),
      };
    case "User":
      return { ...identityKeys(principal), "aws:PrincipalArn": principal.arn };
    case "Service":
      return { "aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": principal.arn };
    case "Anonymous":
      return {
        "aws:PrincipalType": "Anonymous",
        "aws:userid": principal.userId,
        "aws:PrincipalIsAWSService": "false",
      };
  }
}

function identityKeys(principal: Principal): Context {
  return {
    "aws:PrincipalAccount": principal.accountId,
    "aws:PrincipalType": principal.type,
    "aws:userid": principal.userId,
    "aws:PrincipalIsAWSService": "false",
  };
}

const TAG = "aws:PrincipalTag/";

/** Key names ignore case, so a session's `Team` replaces a role's `team`. */
function addRoleTags(context: Context, role: Role, principal: Principal): void {
  const tags = Object.entries(role.tags);
  if (tags.length === 0) return;
  const ofSession = new Set(Object.keys(principal.context).map((key) => key.toLowerCase()));
  for (const [name, value] of tags) {
    if (!ofSession.has((TAG + name).toLowerCase())) context[TAG + name] = value;
  }
}

let lastTime = { second: NaN, text: "" };

/** To the second, as IAM writes it. Kept for the second, since formatting a date takes as long as a decision. */
function isoTime(nowMs: number): string {
  const second = Math.floor(nowMs / 1000);
  if (lastTime.second !== second) {
    lastTime = { second, text: `${new Date(second * 1000).toISOString().slice(0, 19)}Z` };
  }
  return lastTime.text;
}
