import type { AccessModel, AccessPrincipal } from "./access-model";
import { gatewayUsage } from "./gateway-usage";
import { coversArn, overlapActions, overlapArns } from "./pattern-cover";
import { needsOf, type Need, type PrincipalNeeds, type UnknownUse } from "./principal-needs";
import type { AccessStatement, PrincipalStatements } from "./read-statements";
import { speaksOf, withoutVariables } from "./statement-scope";

/** A grant that nothing in the program uses. */
export interface UnusedGrant {
  readonly principal: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly from: string;
}

/** Something that the program does and no grant allows. */
export interface MissingGrant {
  readonly principal: string;
  /** One of these is needed. */
  readonly actions: readonly string[];
  readonly resource?: string;
  readonly neededBy: string;
}

export interface Usage {
  readonly unused: readonly UnusedGrant[];
  readonly missing: readonly MissingGrant[];
  readonly unknown: readonly UnknownUse[];
}

/** Compares what each principal is granted with what the program does in its name. */
export function findUsage(model: AccessModel, all: readonly PrincipalStatements[]): Usage {
  const parts = all.flatMap((one) => (one.own ? [usageOf(one.own, one, model)] : []));
  const gateway = gatewayUsage(model, all);
  return {
    unused: [...parts.flatMap(({ unused }) => unused), ...gateway.unused],
    missing: [...parts.flatMap(({ missing }) => missing), ...gateway.missing],
    unknown: parts.flatMap(({ unknown }) => unknown),
  };
}

function usageOf(own: AccessPrincipal, one: PrincipalStatements, model: AccessModel): Usage {
  const { principal } = one;
  const found = needsOf(own, principal, model);
  // A policy that cannot be read may grant whatever seems to be missing.
  const isReadable = own.unknownPolicies.length === 0;
  const missing = found.needs.filter(
    (need) => isReadable && need.isOptional !== true && !isGranted(need, one),
  );
  return {
    unused: grantsOf(one).flatMap((statement) =>
      unusedIn(statement, found).map((part) => ({ principal, ...part })),
    ),
    missing: missing.map(({ actions, resource, by }) => ({
      principal,
      actions,
      ...(resource !== undefined && { resource }),
      neededBy: by,
    })),
    unknown: [
      ...found.unknown,
      ...directUses(own, one, found.needs),
      ...own.unknownPolicies.map((policy) => ({
        of: principal,
        because: `${policy} is attached, and the program does not make it: what it grants is not in this report`,
      })),
    ],
  };
}

const grantsOf = ({ statements }: PrincipalStatements): readonly AccessStatement[] =>
  statements.filter(
    ({ effect, exceptActions, kind }) => effect === "Allow" && !exceptActions && kind !== "trust",
  );

type UnusedPart = Omit<UnusedGrant, "principal">;

function unusedIn(statement: AccessStatement, { needs, isComplete }: PrincipalNeeds): UnusedPart[] {
  const isUsed = (action: string): boolean => needs.some((need) => uses(need, action, statement));
  const unused = statement.actions.filter((action) => isComplete(action) && !isUsed(action));
  const others = statement.actions.filter((action) => !unused.includes(action));
  const resources = unusedResources({ ...statement, actions: others }, { needs, isComplete });
  const { from } = statement;
  return [
    { actions: unused, resources: statement.resources, from },
    { actions: others, resources, from },
  ].filter((part) => part.actions.length > 0 && part.resources.length > 0);
}

/** What people hold and no route does for them. */
function directUses(own: AccessPrincipal, one: PrincipalStatements, needs: readonly Need[]): UnknownUse[] {
  if (!own.uses.some(({ kind }) => kind === "signed-in" || kind === "guest")) return [];
  return grantsOf(one).flatMap((statement) => {
    const direct = statement.actions.filter((action) => !needs.some((need) => uses(need, action, statement)));
    if (direct.every((action) => overlapActions(action, "execute-api:Invoke"))) return [];
    const because = `no route uses ${direct.join(", ")} of ${statement.from}: only clients that call AWS themselves do`;
    return [{ of: one.principal, because }];
  });
}

function uses({ actions, resource }: Need, action: string, statement: AccessStatement): boolean {
  if (!actions.some((needed) => overlapActions(action, needed))) return false;
  return (
    resource === undefined ||
    statement.exceptResources ||
    statement.resources.some((one) => overlapArns(one, resource))
  );
}

/** Resources on which none of the actions is ever asked for, where every use of them says on what. */
function unusedResources(
  { actions, resources, exceptResources }: AccessStatement,
  { needs, isComplete }: Pick<PrincipalNeeds, "needs" | "isComplete">,
): readonly string[] {
  if (exceptResources || actions.length === 0 || !actions.every(isComplete)) return [];
  const asked = needs.filter((need) =>
    need.actions.some((needed) => actions.some((action) => overlapActions(action, needed))),
  );
  if (asked.some(({ resource }) => resource === undefined)) return [];
  return resources.filter((one) => !asked.some(({ resource }) => overlapArns(one, resource!)));
}

/** Whether some grant may allow it: conditions are taken to hold, and only what is denied whatever they say is denied. */
function isGranted({ actions, resource }: Need, { statements, boundary }: PrincipalStatements): boolean {
  const all = [...statements, ...(boundary ?? [])];
  const denials = all.filter(({ effect, conditions }) => effect === "Deny" && conditions.length === 0);
  return actions.some((action) => {
    const allows = (list: readonly AccessStatement[]): boolean =>
      list.some(
        (one) =>
          one.effect === "Allow" &&
          speaksOf(one, action) &&
          targets(one, resource).some((target) => !denials.some((denial) => denies(denial, action, target))),
      );
    return allows(statements) && (boundary === undefined || allows(boundary));
  });
}

/** On what a statement would allow it; empty when it would not. */
function targets(
  { resources, exceptResources }: AccessStatement,
  resource: string | undefined,
): readonly string[] {
  if (exceptResources)
    return resource !== undefined && resources.some((one) => coversArn(one, resource))
      ? []
      : [resource ?? "*"];
  return resource === undefined
    ? resources
    : resources.filter((one) => overlapArns(withoutVariables(one), resource)).map(() => resource);
}

function denies(denial: AccessStatement, action: string, target: string): boolean {
  if (!speaksOf(denial, action)) return false;
  return denial.resources.some((one) => coversArn(one, target)) !== denial.exceptResources;
}
