import type { AccessModel, AccessPrincipal, AccessRoute } from "./access-model";
import { callableRoutes } from "./callable-routes";
import { findEscalations, type Escalation } from "./escalations";
import { compareTexts } from "./compare-texts";
import { EVERYONE, readStatements, type AccessStatement, type PrincipalStatements } from "./read-statements";
import { nameStably } from "./stable-names";
import type { UnknownUse } from "./principal-needs";
import { findUsage, type MissingGrant, type UnusedGrant } from "./usage";

/** Who may do what in one stack: plain data, the same at every run. */
export interface AccessReport {
  readonly format: 1;
  readonly project: string;
  readonly stack: string;
  readonly principals: readonly ReportPrincipal[];
  readonly unused: readonly UnusedGrant[];
  readonly missing: readonly MissingGrant[];
  readonly unknown: readonly UnknownUse[];
  readonly escalations: readonly Escalation[];
  /** What the names in `${…}` stand for in this report. */
  readonly names: Readonly<Record<string, string>>;
}

export interface ReportPrincipal {
  readonly name: string;
  /** Who that is: `signed-in people of notes`. */
  readonly is: readonly string[];
  readonly statements: readonly ReportStatement[];
  /** What a permissions boundary leaves of them; absent where there is none. */
  readonly boundary?: readonly ReportStatement[];
  /** Policies that are attached and that the program does not make: what they grant is not told here. */
  readonly unreadable: readonly string[];
  readonly routes: readonly ReportRoute[];
}

export interface ReportStatement {
  readonly effect: "Allow" | "Deny";
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  /** `key operator` with the values, one of which must match. */
  readonly conditions?: Readonly<Record<string, readonly string[]>>;
  /** Which side says it: the principal's own policies, those of a resource, or a role's trust policy. */
  readonly kind: AccessStatement["kind"];
  readonly from: string;
}

export interface ReportRoute {
  readonly api: string;
  readonly method: string;
  readonly path: string;
  readonly stages: readonly string[];
  /** A condition decides. */
  readonly sometimes?: true;
}

/** @throws PolicyError for a document that IAM would refuse */
export function accessReport(
  model: AccessModel,
  { project, stack }: { readonly project: string; readonly stack: string },
): AccessReport {
  const all = readStatements(model);
  const principals = [...all, ...withoutStatements(all, model)]
    .map((one) => reportPrincipal(one, model))
    .sort((left, right) => compareTexts(left.name, right.name));
  const { unused, missing, unknown } = findUsage(model, all);
  const found = {
    principals,
    unused: sorted(unused),
    missing: sorted(missing),
    unknown: sorted(unknown),
    escalations: findEscalations(model, all),
  };
  const named = JSON.parse(nameStably(JSON.stringify(found), model.names)) as typeof found;
  return { format: 1, project, stack, ...named, names: usedNames(JSON.stringify(named), model) };
}

/** Everybody may call open routes, also where no policy speaks of everybody. */
function withoutStatements(
  all: readonly PrincipalStatements[],
  { routes }: AccessModel,
): PrincipalStatements[] {
  const needed = new Set(
    routes.map(({ authorization }) => CALLERS[authorization]).filter((name) => name !== undefined),
  );
  return [...needed]
    .filter((name) => !all.some(({ principal }) => principal === name))
    .map((principal) => ({ principal, statements: [] }));
}

/** Who calls a route that asks no IAM policy. */
const CALLERS: Readonly<Record<AccessRoute["authorization"], string | undefined>> = {
  NONE: EVERYONE,
  AWS_IAM: undefined,
  API_KEY: "everyone with an API key",
  CUSTOM: "whoever an authorizer lets in",
  COGNITO_USER_POOLS: "people of a user pool",
};

function reportPrincipal(one: PrincipalStatements, model: AccessModel): ReportPrincipal {
  return {
    name: one.principal,
    is: (one.own?.uses ?? []).map(describeUse),
    statements: one.statements.map(toReportStatement),
    ...(one.boundary && { boundary: one.boundary.map(toReportStatement) }),
    unreadable: one.own?.unknownPolicies ?? [],
    routes: one.own ? ownRoutes(one.own, model) : openRoutes(one.principal, model),
  };
}

function describeUse({ kind, of }: AccessPrincipal["uses"][number]): string {
  switch (kind) {
    case "signed-in":
      return `signed-in people of ${of}`;
    case "guest":
      return `guests of ${of}`;
    case "function":
      return `execution role of the function ${of}`;
    case "gateway-logs":
      return "API Gateway, to write logs";
    case "integration":
      return `API Gateway, to call the backends of ${of}`;
    default:
      return kind satisfies never;
  }
}

function ownRoutes(own: AccessPrincipal, model: AccessModel): ReportRoute[] {
  return callableRoutes(own, model).map(({ route, method, stages, extent }) => ({
    api: route.api,
    method,
    path: route.path,
    stages,
    ...(extent === "sometimes" && { sometimes: true as const }),
  }));
}

function openRoutes(principal: string, { routes }: AccessModel): ReportRoute[] {
  return routes
    .filter(({ authorization }) => CALLERS[authorization] === principal)
    .map(({ api, method, path, stages }) => ({ api, method, path, stages }));
}

function toReportStatement(statement: AccessStatement): ReportStatement {
  const { effect, actions, exceptActions, resources, exceptResources, conditions, kind, from } = statement;
  return {
    effect,
    ...(exceptActions ? { notActions: actions } : { actions }),
    ...(exceptResources ? { notResources: resources } : { resources }),
    ...(conditions.length > 0 && {
      conditions: Object.fromEntries(
        conditions.map(({ key, operator, values }) => [`${key} ${operator}`, values]),
      ),
    }),
    kind,
    from,
  };
}

function usedNames(text: string, { names }: AccessModel): Record<string, string> {
  const used = names.filter(({ name }) => text.includes(JSON.stringify(name).slice(1, -1)));
  return Object.fromEntries(
    used
      .map(({ name, text: physical }): [string, string] => [name, physical])
      .sort(([left], [right]) => compareTexts(left, right)),
  );
}

const sorted = <T>(items: readonly T[]): T[] =>
  [...items].sort((left, right) => compareTexts(JSON.stringify(left), JSON.stringify(right)));
