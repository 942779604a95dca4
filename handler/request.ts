/** The names in braces of a route key: `"GET /pets/{petId}"` gives `"petId"`; `{proxy+}` gives `"proxy"`. */
export type PathParameters<Key extends string> = Key extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${infer Greedy}+` ? Greedy : Name) | PathParameters<Rest>
  : never;

/** Who called, as API Gateway or Lambda vouches for it. Nothing here comes from the client. */
export interface Caller {
  /** The Cognito identity id, `region:uuid`; undefined for callers that did not sign in through the identity pool. */
  readonly identityId?: string;
  /** The caller's ARN; undefined on open routes and on functions that callers invoke with their own credentials. */
  readonly userArn?: string;
}

/** What a handler receives: validated, typed by the route's key and schemas. */
export interface Request<Key extends string, Body = undefined, Query = undefined, Path = undefined> {
  readonly path: [Path] extends [undefined] ? { readonly [Name in PathParameters<Key>]: string } : Path;
  readonly query: Query;
  readonly body: Body;
  readonly caller: Caller;
  /** Header values by lower-case name; empty where a mapping template does not pass them on. */
  readonly headers: Readonly<Record<string, string>>;
  /** API Gateway's request id, or Lambda's where the function was invoked directly. */
  readonly requestId: string;
}
