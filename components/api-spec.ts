import { createHash } from "node:crypto";
import type { Statement } from "../policies";
import type { SecureServerlessApiArgs, StageArgs } from "./args";
import type { Auth } from "./auth";
import { ConfigError } from "./config-error";
import { analyzeHandler, type HandlerCode } from "./handler-code";
import { Identity, plannedIdentity, type IdentityArgs, type IdentityHandle } from "./identity";
import type { DirectIntegration } from "./integrations/direct-integration";
import { parameterNames, parsePath, type Segment } from "./path-pattern";
import type { Method, Route, RouteDefinition, Throttle } from "./route";
import { toJsonSchema, toModel, type JsonSchema } from "./schema";
import type { Transforms } from "./transform";

/** The arguments in one canonical shape: nothing after this looks at what the user wrote. */
export interface ApiSpec {
  readonly name: string;
  readonly routes: readonly RouteSpec[];
  readonly stages: readonly StageSpec[];
  readonly signedIn: readonly Statement<"identity">[];
  readonly allowedOrigins: readonly string[];
  readonly logRetentionDays: number;
  readonly identity: IdentitySpec | undefined;
  readonly transform: Transforms;
}

export type IdentitySpec =
  | { readonly made: Identity }
  | { readonly planned: IdentityArgs; readonly bind: (identity: Identity) => void };

export interface RouteSpec {
  readonly key: string;
  /** Names the route's resources: `get-pets-_petId`. */
  readonly id: string;
  readonly method: Method;
  readonly path: string;
  readonly segments: readonly Segment[];
  readonly auth: Auth;
  readonly throttle: Throttle | undefined;
  /** The body's request model. */
  readonly model: JsonSchema | undefined;
  readonly query: readonly { readonly name: string; readonly required: boolean }[];
  readonly backend: FunctionSpec | { readonly type: "direct"; readonly integration: DirectIntegration };
}

export interface FunctionSpec {
  readonly type: "function";
  readonly integration: "proxy" | "mapped";
  readonly code: HandlerCode;
  readonly allow: readonly Statement<"identity">[];
  /** Megabytes. */
  readonly memorySize: number;
  /** Seconds. */
  readonly timeout: number;
}

export interface StageSpec {
  readonly name: string;
  readonly throttle: Throttle;
  readonly logRetentionDays: number;
  readonly tracing: boolean;
  readonly metrics: boolean;
}

const METHODS: readonly string[] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] satisfies Method[];
const DEFAULT_THROTTLE: Throttle = { ratePerSecond: 100, burst: 200 };
const DEFAULT_RETENTION_DAYS = 30;
/** Longest resource id that leaves room for the API's name and Pulumi's suffix in a function's 64 characters. */
const MAX_LOGICAL_NAME = 56;

/**
 * Checks the arguments and gives them their canonical shape. Handlers are analysed here, so that a bad one is an error
 * before the first resource is registered.
 * @throws ConfigError naming the route or argument.
 */
export function normalizeArgs(name: string, args: SecureServerlessApiArgs): ApiSpec {
  if (!/^[a-zA-Z][a-zA-Z0-9-]{0,39}$/.test(name)) {
    throw new ConfigError(
      `"${name}" cannot name an API: use a letter, then up to 39 letters, digits and "-"`,
    );
  }
  const { identity, handle } = identityOf(args.identity);
  const table =
    typeof args.routes === "function" ? args.routes({ identity: requireHandle(handle, name) }) : args.routes;
  const allowedOrigins = (args.allowedOrigins ?? []).map(checkOrigin);
  const functionOptions = { api: name, allowedOrigins };
  const routes = Object.values(table).map((route) => normalizeRoute(route, functionOptions));
  if (routes.length === 0) throw new ConfigError(`${name}: the route table is empty`);
  assertDistinct(routes);
  const bare = routes.find(({ auth }) => auth.type === "iam" && !auth.for);
  if (bare && !identity)
    throw new ConfigError(
      `${bare.key}: iam() grants the signed-in role, but the API has no identity; give it one, or name the roles with iam({ for: […] })`,
    );
  if (args.signedIn?.length && !identity) throw new ConfigError(`${name}: signedIn needs an identity`);
  const logRetentionDays = args.logs?.retentionDays ?? DEFAULT_RETENTION_DAYS;
  const stages = Object.entries<StageArgs>(args.stages).map(([stage, stageArgs]) =>
    normalizeStage(stage, stageArgs, logRetentionDays),
  );
  if (stages.length === 0)
    throw new ConfigError(`${name}: stages is empty; name at least one, such as { v1: {} }`);
  return {
    name,
    routes,
    stages,
    signedIn: args.signedIn ?? [],
    allowedOrigins,
    logRetentionDays,
    identity,
    transform: args.transform ?? {},
  };
}

function identityOf(identity: SecureServerlessApiArgs["identity"]): {
  identity: IdentitySpec | undefined;
  handle: IdentityHandle | undefined;
} {
  if (identity === undefined) return { identity: undefined, handle: undefined };
  if (identity instanceof Identity) return { identity: { made: identity }, handle: identity };
  const { handle, bind } = plannedIdentity(identity);
  return { identity: { planned: identity, bind }, handle };
}

/** A table that takes the identity is an error without one, as soon as it reads it. */
function requireHandle(handle: IdentityHandle | undefined, name: string): IdentityHandle {
  if (handle) return handle;
  return new Proxy({} as IdentityHandle, {
    get() {
      throw new ConfigError(
        `${name}: the route table uses the identity, but the API has none; pass identity: { developerProvider, guests: false }`,
      );
    },
  });
}

interface FunctionOptions {
  readonly api: string;
  readonly allowedOrigins: readonly string[];
}

function normalizeRoute({ key, definition }: Route, options: FunctionOptions): RouteSpec {
  const space = key.indexOf(" ");
  const method = key.slice(0, space);
  const path = key.slice(space + 1);
  if (space === -1 || !METHODS.includes(method) || !path.startsWith("/")) {
    throw new ConfigError(`"${key}" is not a route: write a method and a path, such as "GET /pets/{petId}"`);
  }
  const segments = parsePath(path, key);
  const auth = checkAuth(key, definition);
  return {
    key,
    id: routeId(options.api, method, segments),
    method: method as Method,
    path,
    segments,
    auth,
    throttle: checkThrottle(definition.throttle, key),
    model: definition.body && toModel(definition.body, `${key} body`),
    query: queryParameters(definition, key),
    backend: normalizeBackend(key, definition, { ...options, auth, method, segments }),
  };
}

function checkAuth(key: string, { auth }: RouteDefinition): Auth {
  // Plain JavaScript can leave it out, and an unknown kind must never pass for one that is known.
  const type = (auth as Auth | undefined)?.type;
  if (type === "open" || type === "iam") return auth;
  throw new ConfigError(`${key}: the route has no auth; write auth: iam(), or auth: open("the reason")`);
}

interface BackendOptions extends FunctionOptions {
  readonly auth: Auth;
  readonly method: string;
  readonly segments: readonly Segment[];
}

function normalizeBackend(
  key: string,
  definition: RouteDefinition,
  options: BackendOptions,
): RouteSpec["backend"] {
  const { handler, integration } = definition;
  if (typeof integration === "object") {
    if (handler) throw new ConfigError(`${key}: a direct integration has no handler; remove one of them`);
    return { type: "direct", integration: checkDirect(key, integration, options) };
  }
  if (!handler) throw new ConfigError(`${key}: the route has neither a handler nor a direct integration`);
  const callsAsCaller = options.auth.type === "iam" && options.auth.credentials === "caller";
  const mapped = integration === "lambda";
  const raw = typeof handler === "object";
  if (integration !== undefined && !mapped)
    throw new ConfigError(
      `${key}: integration is "${String(integration)}"; use "lambda" or a direct integration`,
    );
  if (raw && callsAsCaller) {
    throw new ConfigError(
      `${key}: rawHandler() would believe the event of a caller who invokes the function directly; use a typed handler, or iam() without credentials`,
    );
  }
  if (raw && mapped)
    throw new ConfigError(`${key}: rawHandler() takes the proxy event; remove integration: "lambda"`);
  if (mapped && callsAsCaller)
    throw new ConfigError(
      `${key}: integration: "lambda" cannot be called with the caller's credentials; remove one of them`,
    );
  return {
    type: "function",
    integration: mapped ? "mapped" : "proxy",
    code: analyzeHandler(key, handler as (request: never) => Promise<never>, {
      kind: raw ? "raw" : mapped ? "mapped" : "proxy",
      caller: callsAsCaller ? "lambda" : "gateway",
      origins: options.allowedOrigins,
      schemas: {
        ...(definition.path ? { path: pathSchema(key, definition, options.segments) } : {}),
        ...(definition.query ? { query: toJsonSchema(definition.query, `${key} query`) } : {}),
        ...(definition.body ? { body: toJsonSchema(definition.body, `${key} body`) } : {}),
      },
    }),
    allow: definition.allow ?? [],
    memorySize: whole(definition.memorySize ?? 256, { key, field: "memorySize", min: 128, max: 10_240 }),
    timeout: whole(definition.timeout ?? 10, { key, field: "timeout", min: 1, max: 29 }),
  };
}

function pathSchema(key: string, { path }: RouteDefinition, segments: readonly Segment[]): JsonSchema {
  const schema = toJsonSchema(path!, `${key} path`);
  const names = parameterNames(segments);
  const described = Object.keys((schema["properties"] as object | undefined) ?? {});
  const wrong =
    described.find((name) => !names.includes(name)) ?? names.find((name) => !described.includes(name));
  if (wrong !== undefined) throw new ConfigError(`${key} path: the schema and the path differ in "${wrong}"`);
  return schema;
}

function checkDirect(
  key: string,
  integration: DirectIntegration,
  { auth, segments }: BackendOptions,
): DirectIntegration {
  if (auth.type !== "iam" || auth.credentials !== "caller") {
    throw new ConfigError(
      `${key}: a direct integration is called with the caller's credentials; write auth: iam({ credentials: "caller" })`,
    );
  }
  const missing = integration.pathParameters.find((name) => !parameterNames(segments).includes(name));
  if (missing !== undefined)
    throw new ConfigError(
      `${key}: the integration reads the path parameter {${missing}}, which the path lacks`,
    );
  return integration;
}

function queryParameters({ query, integration }: RouteDefinition, key: string): RouteSpec["query"] {
  const described = query ? toJsonSchema(query, `${key} query`) : {};
  const required = (described["required"] as readonly string[] | undefined) ?? [];
  const names = Object.keys((described["properties"] as object | undefined) ?? {});
  const read = typeof integration === "object" ? integration.queryParameters : [];
  return [...new Set([...names, ...read])].map((name) => ({ name, required: required.includes(name) }));
}

function normalizeStage(name: string, args: StageArgs, logRetentionDays: number): StageSpec {
  if (!/^[a-zA-Z0-9_-]{1,128}$/.test(name) || name === "ping" || name === "sping") {
    throw new ConfigError(
      `stages: "${name}" cannot name a stage; use letters, digits, "-" and "_" ("ping" and "sping" are AWS's own)`,
    );
  }
  return {
    name,
    throttle: checkThrottle(args.throttle, `stages.${name}`) ?? DEFAULT_THROTTLE,
    logRetentionDays: args.logs?.retentionDays ?? logRetentionDays,
    tracing: args.tracing ?? true,
    metrics: args.metrics ?? true,
  };
}

function checkThrottle(throttle: Throttle | undefined, where: string): Throttle | undefined {
  if (throttle === undefined) return undefined;
  const { ratePerSecond, burst } = throttle;
  if (!(ratePerSecond >= 0) || !Number.isInteger(burst) || burst < 0) {
    throw new ConfigError(
      `${where}: throttle needs ratePerSecond and a whole burst, neither below 0; it is ${JSON.stringify(throttle)}`,
    );
  }
  return throttle;
}

function checkOrigin(origin: string): string {
  if (origin === "*") return origin;
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  if (url?.origin === origin) return origin;
  throw new ConfigError(
    `allowedOrigins: "${origin}" is not an origin; write scheme, host and port only, such as "https://example.com"`,
  );
}

function whole(
  value: number,
  { key, field, min, max }: { key: string; field: string; min: number; max: number },
): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new ConfigError(`${key}: ${field} is ${value}; use a whole number from ${min} to ${max}`);
}

/** API Gateway has one variable child per resource, and one method of a kind. */
function assertDistinct(routes: readonly RouteSpec[]): void {
  const parameters = new Map<string, RouteSpec & { parameter: string }>();
  const shapes = new Map<string, string>();
  for (const route of routes) {
    const shape = `${route.method} ${route.segments.map((segment) => ("literal" in segment ? segment.literal : segment.greedy ? "{+}" : "{}")).join("/")}`;
    const same = shapes.get(shape);
    if (same !== undefined)
      throw new ConfigError(`${route.key} and ${same} have the same method and path; keep one of them`);
    shapes.set(shape, route.key);
    route.segments.forEach((segment, index) => {
      if ("literal" in segment) return;
      const parent = route.segments
        .slice(0, index)
        .map((s) => ("literal" in s ? s.literal : "{}"))
        .join("/");
      const name = `{${segment.parameter}${segment.greedy ? "+" : ""}}`;
      const sibling = parameters.get(parent);
      if (sibling && sibling.parameter !== name) {
        throw new ConfigError(
          `${route.key} has ${name} where ${sibling.key} has ${sibling.parameter}; API Gateway takes one name at one place`,
        );
      }
      parameters.set(parent, { ...route, parameter: name });
    });
  }
}

function routeId(api: string, method: string, segments: readonly Segment[]): string {
  const words = segments.map((segment) =>
    "literal" in segment ? segment.literal.replace(/[^a-zA-Z0-9-]/g, "_") : `_${segment.parameter}`,
  );
  const id = [method.toLowerCase(), ...words].join("-");
  const room = MAX_LOGICAL_NAME - api.length - 1;
  if (id.length <= room) return id;
  return `${id.slice(0, room - 7)}-${createHash("sha256").update(id).digest("hex").slice(0, 6)}`;
}
