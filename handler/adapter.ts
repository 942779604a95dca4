import { corsHeaders } from "./cors";
import type { LambdaContext, ProxyEvent, ProxyResult } from "./proxy-event";
import { forbidden, type Reply } from "./reply";
import type { Caller, Request } from "./request";
import { InvalidRequest, validateBody, validateParameters, type Validators } from "./validate";

/** Any handler, once its types no longer matter. */
export type AnyHandler = (request: Request<string, never, never, never>) => Promise<Reply>;

export interface AdapterOptions {
  readonly validators: Validators;
  /** Origins that browsers may call from; `["*"]` for any. */
  readonly origins: readonly string[];
}

export interface ProxyAdapterOptions extends AdapterOptions {
  /**
   * Who vouches for the caller. `gateway`: only API Gateway may invoke the function, so the event's identity is true.
   * `lambda`: callers invoke the function with their own credentials and may send any event, so only Lambda's
   * `context.identity` counts, and a call without it is refused.
   */
  readonly caller: "gateway" | "lambda";
}

const INTERNAL_ERROR = { status: 500, body: { message: "Internal server error" } } as const;

/** Makes a handler into a Lambda function for a proxy integration (`AWS_PROXY`). */
export function adaptProxy(handler: AnyHandler, options: ProxyAdapterOptions) {
  return async (event: ProxyEvent, context: LambdaContext): Promise<ProxyResult> => {
    const headers = lowerCaseNames(event?.headers);
    const caller = options.caller === "gateway" ? callerFromGateway(event) : callerFromLambda(context);
    const reply = caller
      ? await answer(handler, () => ({
          path: validateParameters(options.validators.path, decoded(event.pathParameters)),
          query: validateParameters(options.validators.query, strings(event.queryStringParameters)),
          body: validateBody(options.validators.body, bodyText(event)),
          caller,
          headers,
          requestId:
            options.caller === "gateway"
              ? (event.requestContext?.requestId ?? context.awsRequestId)
              : context.awsRequestId,
        }))
      : forbidden("This function answers only callers that signed in through the identity pool");
    return toProxyResult(reply, corsHeaders(options.origins, headers["origin"]));
  };
}

/** The event that the generated mapping template makes for a Lambda integration without proxy (`AWS`). */
export interface MappedEvent {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** The body's text; absent where the route has none. */
  readonly body?: string;
  readonly caller: Caller;
  readonly requestId: string;
}

/**
 * Makes a handler into a Lambda function for a mapped integration (`AWS`): a 200 is returned as its body; any other
 * answer becomes a function error whose message is `{"status":…,"message":…}`, which the integration responses map back.
 */
export function adaptMapped(handler: AnyHandler, options: AdapterOptions) {
  return async (event: MappedEvent): Promise<unknown> => {
    const reply = await answerOrMessage(handler, () => ({
      path: validateParameters(options.validators.path, decoded(event.path)),
      query: validateParameters(options.validators.query, withoutEmpty(event.query)),
      body: validateBody(options.validators.body, event.body),
      caller: withoutEmpty(event.caller as Record<string, string>),
      headers: {},
      requestId: event.requestId,
    }));
    if (reply.status === 200) return reply.body;
    if (reply.status < 400)
      console.error("A mapped handler's successes are 200 only; it answered", reply.status);
    throw new MappedError(reply);
  };
}

class MappedError extends Error {
  override readonly name = "MappedError";
  constructor({ status, body }: Reply) {
    const message = (body as { message?: unknown } | undefined)?.message;
    super(
      JSON.stringify({
        status,
        message: typeof message === "string" ? message : INTERNAL_ERROR.body.message,
      }),
    );
    this.stack = ""; // an answer, not a fault: its trace would only be noise in the log
  }
}

/** API Gateway takes an error without a message for a success, and would answer 200 with its trace. */
async function answerOrMessage(handler: AnyHandler, read: () => unknown): Promise<Reply> {
  try {
    return await answer(handler, read);
  } catch (error) {
    if (error instanceof Error && error.message !== "") throw error;
    throw new Error("The handler failed without a message", { cause: error });
  }
}

async function answer(handler: AnyHandler, read: () => unknown): Promise<Reply> {
  let request: unknown;
  try {
    request = read();
  } catch (error) {
    if (error instanceof InvalidRequest) return { status: 400, body: { message: error.message } };
    throw error;
  }
  return handler(request as Parameters<AnyHandler>[0]);
}

function toProxyResult(reply: Reply, cors: Record<string, string>): ProxyResult {
  const { status, body, headers } = isReply(reply) ? reply : { ...INTERNAL_ERROR, headers: undefined };
  if (!isReply(reply))
    console.error("The handler must answer with a Reply such as ok(…); it answered", reply);
  const type: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
  return {
    statusCode: status,
    headers: { ...type, ...headers, ...cors },
    body: body === undefined ? "" : JSON.stringify(body),
  };
}

const isReply = (value: unknown): value is Reply =>
  typeof value === "object" && value !== null && Number.isInteger((value as Reply).status);

function callerFromGateway(event: ProxyEvent): Caller {
  const identity = event.requestContext?.identity;
  return {
    ...(identity?.cognitoIdentityId ? { identityId: identity.cognitoIdentityId } : {}),
    ...(identity?.userArn ? { userArn: identity.userArn } : {}),
  };
}

function callerFromLambda(context: LambdaContext): Caller | undefined {
  const identityId = context.identity?.cognitoIdentityId;
  return identityId ? { identityId } : undefined;
}

function bodyText(event: ProxyEvent): unknown {
  return event.isBase64Encoded === true && typeof event.body === "string"
    ? Buffer.from(event.body, "base64").toString("utf8")
    : event.body;
}

/** API Gateway passes path parameters on as they stood in the URL. */
function decoded(values: unknown): Record<string, string> {
  const raw = Object.entries(strings(values));
  try {
    return Object.fromEntries(raw.map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    throw new InvalidRequest("Invalid request parameters: the path is not valid percent-encoding");
  }
}

function strings(values: unknown): Record<string, string> {
  if (values === null || values === undefined) return {};
  const entries = typeof values === "object" ? Object.entries(values) : [["", values] as const];
  if (entries.some(([, value]) => typeof value !== "string")) {
    throw new InvalidRequest("Invalid request parameters: every value must be text");
  }
  return Object.fromEntries(entries) as Record<string, string>;
}

/** A mapping template writes "" for a parameter that was not sent. */
function withoutEmpty(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(strings(values)).filter(([, value]) => value !== ""));
}

function lowerCaseNames(headers: unknown): Record<string, string> {
  if (typeof headers !== "object" || headers === null) return {};
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}
