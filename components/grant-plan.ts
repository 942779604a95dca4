import type { Role } from "@pulumi/aws/iam";
import type { Statement } from "../policies";
import { ConfigError } from "./config-error";
import { invokeGrants } from "./invoke-grants";
import type { RouteSpec } from "./route-spec";

/** Stands for the role of the API's identity, which may not be made yet. */
export const SIGNED_IN = "signed-in";
export type Grantee = typeof SIGNED_IN | Role;

/** What one role is granted, divided into managed policies. */
export interface GrantPlan {
  readonly grantee: Grantee;
  /** Names the role's policies. */
  readonly name: string;
  readonly documents: readonly (readonly PlannedStatement[])[];
}

export type PlannedStatement =
  /** `stage/METHOD/path` patterns. */
  | { readonly type: "invoke"; readonly effect: "allow" | "deny"; readonly patterns: readonly string[] }
  /** Ids of routes whose function the caller invokes itself. */
  | { readonly type: "functions"; readonly routeIds: readonly string[] }
  | { readonly type: "given"; readonly statement: Statement<"identity"> };

export interface GrantOptions {
  readonly api: string;
  readonly routes: readonly RouteSpec[];
  readonly stageNames: readonly string[];
  /** Undefined where the API has no identity. */
  readonly signedIn: readonly Statement<"identity">[] | undefined;
}

/** Managed policies that IAM takes on one role, unless the account's quota is raised. */
const MAX_POLICIES = 10;
/** Characters that IAM takes in one managed policy, less what the document itself needs. */
const MAX_POLICY_SIZE = 6_144 - 200;
/** Characters of the longest execution ARN, `arn:aws:execute-api:ap-southeast-4:123456789012:abcdefghij/`, with its quotes. */
const EXECUTION_ARN_SIZE = 68;
/** Characters of the longest function ARN, with its quotes. */
const FUNCTION_ARN_SIZE = 140;
/** Characters that one of the user's statements is taken for: its ARNs are not known yet. The real size is checked when they are. */
const GIVEN_SIZE = 1_200;
/** Characters of a statement beside its resources. */
const STATEMENT_SIZE = 100;

/**
 * Who is granted what: each route to exactly the roles that it names.
 * @throws ConfigError when two routes cannot be told apart by an ARN pattern, or a role would need more policies than IAM takes.
 */
export function planGrants(options: GrantOptions): readonly GrantPlan[] {
  return granteesOf(options).map(({ grantee, name, granted }) => {
    const statements = [
      ...invokeStatements(options, granted),
      ...functionStatements(granted),
      ...(grantee === SIGNED_IN ? givenStatements(options) : []),
    ];
    const documents = pack(statements, ({ size }) => size).map((document) =>
      document.map(({ statement }) => statement),
    );
    if (documents.length > MAX_POLICIES) {
      throw new ConfigError(
        `${options.api}: what ${name} is granted needs ${documents.length} managed policies, and IAM takes ${MAX_POLICIES} on a role; ` +
          "divide the routes between two APIs whose roles are their own",
      );
    }
    return { grantee, name, documents };
  });
}

interface Granted {
  readonly grantee: Grantee;
  readonly name: string;
  readonly granted: readonly RouteSpec[];
}

function granteesOf({ routes, signedIn }: GrantOptions): readonly Granted[] {
  const granted = new Map<Grantee, RouteSpec[]>();
  if (signedIn) granted.set(SIGNED_IN, []);
  for (const route of routes) {
    if (route.auth.type !== "iam") continue;
    for (const grantee of route.auth.for ?? ([SIGNED_IN] as const))
      granted.set(grantee, [...(granted.get(grantee) ?? []), route]);
  }
  return [...granted].map(([grantee, own], index) => ({
    grantee,
    name: nameOf(grantee, index),
    granted: own,
  }));
}

/** A policy named after its role survives a new order of routes. The SDK keeps the logical name for its own messages. */
const nameOf = (grantee: Grantee, index: number): string =>
  grantee === SIGNED_IN ? SIGNED_IN : ((grantee as { readonly __name?: string }).__name ?? `role-${index}`);

interface Sized {
  readonly statement: PlannedStatement;
  /** Characters, estimated from above. */
  readonly size: number;
}

function invokeStatements(
  { routes, stageNames }: GrantOptions,
  granted: readonly RouteSpec[],
): readonly Sized[] {
  const lacking = routes.filter((route) => route.auth.type === "iam" && !granted.includes(route));
  const grants = invokeGrants(granted, lacking);
  return (["allow", "deny"] as const).flatMap((effect) => {
    const patterns = stageNames.flatMap((stage) => grants[effect].map((pattern) => `${stage}/${pattern}`));
    const chunks = pack(patterns, (pattern) => EXECUTION_ARN_SIZE + pattern.length);
    return chunks.map((some) => ({
      statement: { type: "invoke" as const, effect, patterns: some },
      size: some.reduce((size, pattern) => size + EXECUTION_ARN_SIZE + pattern.length, STATEMENT_SIZE),
    }));
  });
}

/** Where API Gateway calls the function as the caller, the caller needs the permission itself. */
function functionStatements(granted: readonly RouteSpec[]): readonly Sized[] {
  const called = granted.filter(
    ({ auth, backend }) =>
      auth.type === "iam" && auth.credentials === "caller" && backend.type === "function",
  );
  return pack(called, () => FUNCTION_ARN_SIZE).map((some) => ({
    statement: { type: "functions", routeIds: some.map(({ id }) => id) },
    size: STATEMENT_SIZE + some.length * FUNCTION_ARN_SIZE,
  }));
}

const givenStatements = ({ signedIn = [] }: GrantOptions): readonly Sized[] =>
  signedIn.map((statement) => ({ statement: { type: "given", statement }, size: GIVEN_SIZE }));

/** Fills one chunk after the other, in order. */
function pack<T>(items: readonly T[], sizeOf: (item: T) => number): readonly (readonly T[])[] {
  const chunks: T[][] = [];
  let room = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (size > room || chunks.length === 0) {
      chunks.push([]);
      room = MAX_POLICY_SIZE - STATEMENT_SIZE;
    }
    chunks.at(-1)!.push(item);
    room -= size;
  }
  return chunks;
}
