import type { ActionFacts } from "../action-facts";
import { findCovered, isEverything, splitAction } from "./find-actions";
import { findService } from "./find-service";
import { error, warning, type LintedStatement, type Remark } from "./finding";

/** Every action exists: a misspelt one in an Allow grants nothing, in a Deny it protects nothing. */
export function checkActions({ actions, notes }: LintedStatement): Remark[] {
  return notes?.unchecked === undefined ? actions.flatMap(findUnknown) : [];
}

function findUnknown(action: string): Remark[] {
  if (isEverything(action)) return [];
  const [prefix, name] = splitAction(action);
  const service = findService(prefix);
  if (service === "unknown")
    return [error("unknown-action", `${action}: AWS has no service with the prefix ${prefix}.`)];
  if (service === "not generated") {
    return [
      error(
        "unknown-service",
        `${action} cannot be checked, because the actions of ${prefix} are not here: run \`npm run generate:policies -- ${prefix}\`.`,
      ),
    ];
  }
  if (service.findActions(name).length > 0) return [];
  const problem = /[*?]/.test(name)
    ? `${action} covers no action of ${prefix}.`
    : `${prefix} has no action ${name}${suggest(name, service.findActions("*"))}.`;
  return [error("unknown-action", problem)];
}

/** The action that shares the longest beginning, if it is more than a letter or two. */
function suggest(name: string, actions: readonly ActionFacts[]): string {
  const shared = (other: string): number => {
    let length = 0;
    // They differ somewhere: no action has the name.
    while (name[length]?.toLowerCase() === other[length]?.toLowerCase()) length++;
    return length;
  };
  const best = actions.reduce<{ name: string; length: number }>(
    (nearest, { name: other }) =>
      shared(other) > nearest.length ? { name: other, length: shared(other) } : nearest,
    { name: "", length: 2 },
  );
  return best.name === "" ? "" : `: write ${best.name} if that is meant`;
}

/** An identity is granted the management of permissions by name only: a pattern grows when AWS adds actions. */
export function checkWildcardPermissions({
  kind,
  effect,
  written,
  actions,
  notes,
}: LintedStatement): Remark[] {
  if (kind !== "identity" || effect !== "Allow" || written.Action === undefined) return [];
  return actions
    .filter((action) => /[*?]/.test(action))
    .flatMap((action) => {
      const grants = describePermissions(action, notes?.unchecked !== undefined);
      if (grants === undefined) return [];
      return [
        warning(
          "wildcard-permissions",
          `${action} ${grants}, and what AWS adds to it later: name the actions.`,
        ),
      ];
    });
}

/** What a pattern grants of it; undefined where that is nothing, or where the pattern is an error already. */
function describePermissions(action: string, isUnchecked: boolean): string | undefined {
  if (isEverything(action)) return "grants the management of permissions (permissions of every service)";
  const covered = findCovered(action);
  if (covered === undefined) {
    return isUnchecked
      ? "may grant the management of permissions (its actions are not known here)"
      : undefined;
  }
  const names = covered.facts.filter(({ level }) => level === "permissions").map(({ name }) => name);
  if (names.length === 0) return undefined;
  const examples = `${names.slice(0, 3).join(", ")}${names.length > 3 ? ", …" : ""}`;
  return `grants the management of permissions (${examples})`;
}
