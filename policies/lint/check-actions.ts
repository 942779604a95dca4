import type { ActionFacts } from "../action-facts";
import { error, warning, type LintedStatement, type Remark } from "./finding";
import { findService } from "./find-service";

/** Every action exists, and an identity is granted actions by name. */
export function checkActions({ kind, effect, written, actions }: LintedStatement): Remark[] {
  return actions.flatMap((action) => {
    const problem = findUnknown(action);
    if (problem) return [problem];
    const isGrant = kind === "identity" && effect === "Allow" && written.Action !== undefined;
    return isGrant && /[*?]/.test(action)
      ? [
          warning(
            "wildcard-action",
            `${action} also grants every action that AWS adds later: name the actions.`,
          ),
        ]
      : [];
  });
}

function findUnknown(action: string): Remark | undefined {
  if (isEverything(action)) return undefined;
  const [prefix, name] = split(action);
  const service = findService(prefix);
  if (service === "unknown")
    return error("unknown-action", `${action}: AWS has no service with the prefix ${prefix}.`);
  if (service === "not generated") {
    return error(
      "unknown-service",
      `${action} cannot be checked, because the actions of ${prefix} are not here: run \`npm run generate:policies -- ${prefix}\`.`,
    );
  }
  if (service.findActions(name).length > 0) return undefined;
  if (/[*?]/.test(name)) return error("unknown-action", `${action} covers no action of ${prefix}.`);
  return error(
    "unknown-action",
    `${prefix} has no action ${name}${suggest(name, service.findActions("*"))}.`,
  );
}

/**
 * The facts about every action that an entry of an Action element covers; of `*`, which covers all there are,
 * none are listed.
 */
export function findActions(action: string): readonly ActionFacts[] {
  if (isEverything(action)) return [];
  const [prefix, name] = split(action);
  const service = findService(prefix);
  return typeof service === "string" ? [] : service.findActions(name);
}

export const isEverything = (action: string): boolean => action === "*" || action === "*:*";

function split(action: string): [prefix: string, name: string] {
  const colon = action.indexOf(":");
  return [action.slice(0, colon).toLowerCase(), action.slice(colon + 1)];
}

/** The action that shares the longest beginning, if it is more than a letter or two. */
function suggest(name: string, actions: readonly ActionFacts[]): string {
  const shared = (other: string): number => {
    let length = 0;
    while (length < name.length && name[length]?.toLowerCase() === other[length]?.toLowerCase()) length++;
    return length;
  };
  const best = actions.reduce<{ name: string; length: number }>(
    (nearest, { name: other }) =>
      shared(other) > nearest.length ? { name: other, length: shared(other) } : nearest,
    { name: "", length: 2 },
  );
  return best.name === "" ? "" : `: write ${best.name} if that is meant`;
}
