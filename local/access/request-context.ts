import type { Role } from "../cloud-state";
import type { Principal } from "../principal";

export interface Circumstances {
  /** Keys of the service or of the calling service, such as `dynamodb:LeadingKeys` and `aws:SourceArn`. */
  readonly context?: Readonly<Record<string, string | readonly string[]>> | undefined;
  readonly sourceIp?: string;
  readonly userAgent?: string | undefined;
  readonly nowMs: number;
  readonly region: string;
}

type Context = Record<string, string | readonly string[]>;

/**
 * The values that conditions see, the first to speak of a key deciding it: the global keys, what the service adds, what the session
 * carries, the role's tags. `aws:SecureTransport` is `false`, because the local cloud speaks plain HTTP.
 */
export function requestContext(
  principal: Principal,
  role: Role | undefined,
  circumstances: Circumstances,
): Context {
  const { sourceIp, userAgent, nowMs, region } = circumstances;
  // Filled key by key: spreading the parts into one object takes a hundred times as long, longer than the decision.
  const context: Context = {
    "aws:CurrentTime": isoTime(nowMs),
    "aws:EpochTime": String(Math.floor(nowMs / 1000)),
    "aws:RequestedRegion": region,
    "aws:SecureTransport": "false",
  };
  addPrincipalKeys(context, principal);
  // A service that calls another has no address of its own that a policy could name.
  if (sourceIp !== undefined && principal.type !== "Service") context["aws:SourceIp"] = sourceIp;
  if (userAgent !== undefined) context["aws:UserAgent"] = userAgent;
  if (circumstances.context) addAbsent(context, circumstances.context);
  addAbsent(context, principal.context);
  if (role) addRoleTags(context, role, principal);
  return context;
}

function addAbsent(context: Context, more: Readonly<Context>): void {
  for (const [key, value] of Object.entries(more)) if (!Object.hasOwn(context, key)) context[key] = value;
}

function addPrincipalKeys(context: Context, principal: Principal): void {
  context["aws:PrincipalIsAWSService"] = principal.type === "Service" ? "true" : "false";
  if (principal.type === "Service") {
    context["aws:PrincipalServiceName"] = principal.arn;
    return;
  }
  context["aws:PrincipalType"] = principal.type;
  context["aws:userid"] = principal.userId;
  if (principal.type === "Anonymous") return;

  context["aws:PrincipalAccount"] = principal.accountId;
  context["aws:PrincipalArn"] = principal.roleArn ?? principal.arn;
  if (principal.type !== "AssumedRole") return;

  // The key exists for temporary credentials only, and no session is made here with a second factor.
  context["aws:MultiFactorAuthPresent"] = "false";
  if (principal.cognito) context["aws:FederatedProvider"] = "cognito-identity.amazonaws.com";
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
