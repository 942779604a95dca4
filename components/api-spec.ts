import type { SecureServerlessApiArgs, StageArgs } from "./args";
import { ConfigError } from "./config-error";
import { planGrants, type GrantPlan } from "./grant-plan";
import { Identity, plannedIdentity, type IdentityArgs, type IdentityHandle } from "./identity";
import type { Throttle } from "./route";
import { checkThrottle, normalizeRoute, type RouteSpec } from "./route-spec";
import type { Transforms } from "./transform";

/** The arguments in one canonical shape: nothing after this looks at what the user wrote. */
export interface ApiSpec {
  readonly name: string;
  readonly routes: readonly RouteSpec[];
  readonly stages: readonly StageSpec[];
  readonly grants: readonly GrantPlan[];
  readonly allowedOrigins: readonly string[];
  readonly logRetentionDays: number;
  readonly identity: IdentitySpec | undefined;
  readonly transform: Transforms;
}

export type IdentitySpec =
  | { readonly made: Identity }
  | { readonly planned: IdentityArgs; readonly bind: (identity: Identity) => void };

export interface StageSpec {
  readonly name: string;
  readonly throttle: Throttle;
  readonly logRetentionDays: number;
  readonly tracing: boolean;
  readonly metrics: boolean;
}

const DEFAULT_THROTTLE: Throttle = { ratePerSecond: 100, burst: 200 };
const DEFAULT_RETENTION_DAYS = 30;

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
  const options = { api: name, allowedOrigins };
  const routes = Object.values(table).map((route) => normalizeRoute(route, options));
  if (routes.length === 0) throw new ConfigError(`${name}: the route table is empty`);
  assertDistinct(routes);
  if (!identity) assertNobodySignsIn(name, args, routes);
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
    grants: planGrants({
      api: name,
      routes,
      stageNames: stages.map((stage) => stage.name),
      signedIn: identity && (args.signedIn ?? []),
    }),
    allowedOrigins,
    logRetentionDays,
    identity,
    transform: args.transform ?? {},
  };
}

function assertNobodySignsIn(
  name: string,
  { signedIn = [] }: SecureServerlessApiArgs,
  routes: readonly RouteSpec[],
): void {
  const bare = routes.find(({ auth }) => auth.type === "iam" && !auth.for);
  if (bare) {
    throw new ConfigError(
      `${bare.key}: iam() grants the signed-in role, but the API has no identity; give it one, or name the roles with iam({ for: […] })`,
    );
  }
  if (signedIn.length > 0) throw new ConfigError(`${name}: signedIn needs an identity`);
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

function checkOrigin(origin: string): string {
  if (origin === "*") return origin;
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  if (url?.origin === origin) return origin;
  throw new ConfigError(
    `allowedOrigins: "${origin}" is not an origin; write scheme, host and port only, such as "https://example.com"`,
  );
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
