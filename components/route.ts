import type { z } from "zod";
import type { EntryFile } from "../callbacks";
import type { LambdaContext, Reply, Request } from "../handler";
import type { Auth } from "./auth";
import { ConfigError } from "./config-error";
import type { FunctionSettings } from "./function-settings";
import type { DirectIntegration } from "./integrations/direct-integration";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD";
/** Method and path, such as `"GET /pets/{petId}"`. */
export type RouteKey = `${Method} /${string}`;

type Schema = z.ZodType;
/** What the handler sees. */
type Read<S> = S extends z.ZodType ? z.output<S> : undefined;
/** What a client may send. */
type Sent<S> = S extends z.ZodType ? z.input<S> : undefined;

export interface Throttle {
  /** Requests per second in the long run. */
  readonly ratePerSecond: number;
  /** Requests that may come at once. */
  readonly burst: number;
}

interface RequestDescription<B, Q, P> {
  /** Required: nothing is open by default. */
  readonly auth: Auth;
  /** The JSON body. Objects are closed: a field that the schema does not name is refused. */
  readonly body?: B;
  /** The query string; values are coerced to the schema's types. */
  readonly query?: Q;
  /** The path parameters; values are coerced to the schema's types. @default each is a string */
  readonly path?: P;
  /** @default the stage's throttle */
  readonly throttle?: Throttle;
}

export interface HandlerRoute<K extends RouteKey, B, Q, P, A>
  extends RequestDescription<B, Q, P>, FunctionSettings {
  /** A function, or the file that exports it as `handler`; a file's answers have no types for the client. */
  readonly handler: ((request: Request<K, Read<B>, Read<Q>, Read<P>>) => Promise<A>) | EntryFile;
  /**
   * `"lambda"`: generated mapping templates turn the request into the handler's event and its answer back into a
   * response, instead of the proxy integration. Successes are 200 only.
   * @default the proxy integration
   */
  readonly integration?: "lambda";
}

/** An ordinary Lambda handler for the proxy integration, for people who bring their own framework. */
export interface RawHandler {
  readonly raw: ((event: never, context: never) => unknown) | EntryFile;
}

/**
 * Takes an ordinary Lambda handler, or the file that exports it as `handler`. It receives API Gateway's proxy event unchecked: the schemas of the route are then held
 * by API Gateway alone, which skips a body of another content type and never checks parameter types.
 */
export function rawHandler<Event, Result>(
  handler: ((event: Event, context: LambdaContext) => Result) | EntryFile,
): RawHandler {
  return { raw: handler as unknown as RawHandler["raw"] };
}

interface RawRoute<B, Q, P> extends RequestDescription<B, Q, P>, FunctionSettings {
  readonly handler: RawHandler;
}

interface DirectRoute<B, Q, P, S> extends RequestDescription<B, Q, P> {
  /** The backend is an AWS service itself, called with the caller's credentials: no function runs. */
  readonly integration: DirectIntegration;
  /** The body of a success, for the client's types. */
  readonly answer?: S;
}

/** A route as the table holds it. The type parameters carry what the client needs to know. */
export interface Route<K extends RouteKey = RouteKey, Body = any, Query = any, Answer extends Reply = Reply> {
  readonly key: K;
  readonly definition: RouteDefinition;
  readonly types?: { readonly body: Body; readonly query: Query; readonly answer: Answer };
}

/** A definition once its types no longer matter. */
export type RouteDefinition = RequestDescription<Schema, Schema, Schema> &
  FunctionSettings & {
    readonly handler?: ((request: never) => Promise<Reply>) | EntryFile | RawHandler;
    readonly integration?: "lambda" | DirectIntegration;
    readonly answer?: Schema;
  };

/** One route: who may call it, what it takes, what answers, and what that may touch. */
export function route<
  const K extends RouteKey,
  B extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  P extends Schema | undefined = undefined,
  A extends Reply = Reply,
>(key: K, definition: HandlerRoute<K, B, Q, P, A>): Route<K, Sent<B>, Sent<Q>, A>;
export function route<
  const K extends RouteKey,
  S extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  P extends Schema | undefined = undefined,
>(key: K, definition: DirectRoute<B, Q, P, S>): Route<K, Sent<B>, Sent<Q>, Reply<200, Read<S>>>;
export function route<
  const K extends RouteKey,
  B extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  P extends Schema | undefined = undefined,
>(key: K, definition: RawRoute<B, Q, P>): Route<K, Sent<B>, Sent<Q>>;
export function route(key: RouteKey, definition: unknown): Route {
  return { key, definition: definition as RouteDefinition };
}

/** Routes by key. */
export type RouteTable = Readonly<Record<string, Route>>;

/**
 * The route table.
 * @throws ConfigError when two routes have the same method and path.
 */
export function defineRoutes<const R extends readonly Route[]>(
  ...routes: R
): { readonly [P in R[number] as P["key"]]: P } {
  const table: Record<string, Route> = {};
  for (const entry of routes) {
    if (table[entry.key])
      throw new ConfigError(`${entry.key}: two routes have this method and path; keep one of them`);
    table[entry.key] = entry;
  }
  return table as { readonly [P in R[number] as P["key"]]: P };
}
