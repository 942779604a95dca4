import type { Escalation } from "./escalations";
import type { AccessStatement, PrincipalStatements } from "./read-statements";
import { EVERYONE } from "./read-statements";
import { allowing, describePlace, reaches } from "./statement-scope";

interface Step {
  readonly at: PrincipalStatements;
  /** The statements on the way here. */
  readonly way: readonly string[];
}

/** The roles that a principal may become because both sides say so, and through them further ones. */
export function findAssumableRoles(
  one: PrincipalStatements,
  all: readonly PrincipalStatements[],
): Escalation[] {
  const found: Escalation[] = [];
  const seen = new Set([one]);
  const pending: Step[] = one.own ? [{ at: one, way: [] }] : [];
  for (let step = pending.shift(); step !== undefined; step = pending.shift()) {
    const { at, way } = step;
    for (const role of all) {
      const opening = role.own?.kind === "role" && !seen.has(role) ? openedBy(at, role, all) : [];
      if (opening.length === 0) continue;
      seen.add(role);
      const statements = [...new Set([...way, ...opening.map(describePlace)])];
      const isDirect = at === one;
      found.push({
        path: isDirect ? "assume-role" : "assume-role-chain",
        principal: one.principal,
        leadsTo: `it can become ${role.principal}${isDirect ? "" : `, by way of ${at.principal}`}`,
        statements,
      });
      pending.push({ at: role, way: statements });
    }
  }
  return found;
}

/**
 * A trust policy that names the principal itself suffices within one account; one that names the account only
 * delegates, and the principal's own policies must allow it too.
 */
function openedBy(
  from: PrincipalStatements,
  role: PrincipalStatements,
  all: readonly PrincipalStatements[],
): readonly AccessStatement[] {
  const granting = allowing(from, ["sts:AssumeRole"]).filter((statement) =>
    reaches(statement, role.own!.arn),
  );
  const itself = trustIn(role, all, from.principal);
  if (itself.length > 0) return [...itself, ...granting];
  const delegated = trustIn(role, all, `account ${from.own!.arn.split(":")[4]}`);
  const throughAll = [...delegated, ...trustIn(role, all, EVERYONE)];
  return granting.length > 0 && throughAll.length > 0 ? [...granting, ...throughAll] : [];
}

/** What the trust policy of a role allows to somebody. */
function trustIn(
  role: PrincipalStatements,
  all: readonly PrincipalStatements[],
  principal: string,
): readonly AccessStatement[] {
  const named = all.find((one) => one.principal === principal)?.statements ?? [];
  return named.filter(
    ({ kind, effect, resources }) =>
      kind === "trust" && effect === "Allow" && resources.includes(role.own!.arn),
  );
}
