/** What Cognito adds to a session that it issued. */
export interface CognitoIdentity {
  readonly identityId: string;
  readonly identityPoolId: string;
  readonly authenticationType: "authenticated" | "unauthenticated";
  /** The token's provider entries joined by commas; null for guests. */
  readonly authenticationProvider: string | null;
}

/** Who makes a request, once it is authenticated. */
export interface Principal {
  readonly type: "AssumedRole" | "User" | "Service" | "Anonymous";
  /** The session's, user's or service's ARN or name, as error messages and `aws:userid` peers show it. */
  readonly arn: string;
  readonly accountId: string;
  /** `AROA…:session`, `AIDA…`; what `aws:userid` holds. */
  readonly userId: string;
  /** Of a role session: the role, with its path. Its policies decide. */
  readonly roleArn?: string;
  readonly accessKeyId?: string;
  /** Context keys that the session itself carries, such as `cognito-identity.amazonaws.com:sub` and `aws:TokenIssueTime`. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  /** Inline session policy given when the session was made, as JSON text. */
  readonly sessionPolicy?: string;
  readonly cognito?: CognitoIdentity;
}

export const ANONYMOUS: Principal = {
  type: "Anonymous",
  arn: "anonymous",
  accountId: "",
  userId: "anonymous",
  context: {},
};

/** An AWS service acting in its own name, such as `apigateway.amazonaws.com` invoking a function. */
export function servicePrincipal(name: string, context: Principal["context"] = {}): Principal {
  return { type: "Service", arn: name, accountId: "", userId: name, context };
}
