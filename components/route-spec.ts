import { createHash } from "node:crypto";
import type { Auth } from "./auth";
import { ConfigError } from "./config-error";
import { normalizeFunctionSettings, type FunctionSettingsSpec } from "./function-settings";
import { analyzeHandler, isRaw, type HandlerCode } from "./handler-code";
import type { DirectIntegration } from "./integrations/direct-integration";
import { parameterNames, parsePath, type Segment } from "./path-pattern";
import type { Method, Route, RouteDefinition, Throttle } from "./route";
import { checkRouteKeys } from "./route-keys";
import { toJsonSchema, toModel, type JsonSchema } from "./schema";
import { checkStoredCaptures } from "./stored-values";

/** A route in one canonical shape. */
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
  readonly settings: FunctionSettingsSpec;
}

const METHODS: readonly string[] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] satisfies Method[];
/** Longest resource id that leaves room for the API's name and Pulumi's suffix in a function's 64 characters. */
const MAX_LOGICAL_NAME = 56;

/** What holds for every route of an API. */
export interface RouteOptions {
  readonly api: string;
  readonly allowedOrigins: readonly string[];
}

/** @throws ConfigError naming the route. */
export function normalizeRoute({ key, definition }: Route, options: RouteOptions): RouteSpec {
  const space = key.indexOf(" ");
  const method = key.slice(0, space);
  const path = key.slice(space + 1);
  if (space === -1 || !METHODS.includes(method) || !path.startsWith("/")) {
    throw new ConfigError(`"${key}" is not a route: write a method and a path, such as "GET /pets/{petId}"`);
  }
  const segments = parsePath(path, key);
  checkRouteKeys(key, definition);
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

interface BackendOptions extends RouteOptions {
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
  const raw = isRaw(handler);
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
  const settings = normalizeFunctionSettings(key, definition);
  const code = analyzeHandler(key, handler, {
    kind: raw ? "raw" : mapped ? "mapped" : "proxy",
    caller: callsAsCaller ? "lambda" : "gateway",
    origins: options.allowedOrigins,
    schemas: {
      ...(definition.path ? { path: pathSchema(key, definition, options.segments) } : {}),
      ...(definition.query ? { query: toJsonSchema(definition.query, `${key} query`) } : {}),
      ...(definition.body ? { body: toJsonSchema(definition.body, `${key} body`) } : {}),
    },
  });
  checkStoredCaptures(options.api, key, code.analyzed.stored);
  return { type: "function", integration: mapped ? "mapped" : "proxy", code, settings };
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

/** @throws ConfigError for a negative or broken number. */
export function checkThrottle(throttle: Throttle | undefined, where: string): Throttle | undefined {
  if (throttle === undefined) return undefined;
  const { ratePerSecond, burst } = throttle;
  if (!(ratePerSecond >= 0) || !Number.isInteger(burst) || burst < 0) {
    throw new ConfigError(
      `${where}: throttle needs ratePerSecond and a whole burst, neither below 0; it is ${JSON.stringify(throttle)}`,
    );
  }
  return throttle;
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
