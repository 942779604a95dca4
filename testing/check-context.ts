import { findGlobalKind, findKind, namespaceOf } from "../policies/lint/condition-keys";
import { findService } from "../policies/lint/find-service";
import type { Action } from "./action";
import { MisuseError } from "./misuse-error";
import type { Context } from "./request-context";

/**
 * @throws MisuseError for a condition key that no request of this action carries, or whose number of values is
 *   another: the condition would not match for that reason alone, and a denial would say nothing about the policy
 */
export function checkContext({ name, facts, covered }: Action, context: Context): void {
  for (const [key, value] of Object.entries(context)) {
    if (isClaim(key)) continue;
    const kind = findKind(key) ?? covered.service.keys.findKind(key);
    if (kind === undefined) {
      if (findService(namespaceOf(key)) === "not generated") continue;
      throw new MisuseError(`no request carries the condition key ${key}: look at how it is written`);
    }
    if (findGlobalKind(key) === undefined && !facts.sends(key)) {
      throw new MisuseError(`${name} never sends the condition key ${key}: leave it out`);
    }
    const isList = Array.isArray(value);
    if (kind.endsWith("*") === isList) continue;
    throw new MisuseError(
      isList ? `${key} has one value: give it without a list` : `${key} has many values: give it as a list`,
    );
  }
}

/** What an identity provider says in its token. Which claims there are is the provider's matter. */
function isClaim(key: string): boolean {
  const namespace = namespaceOf(key);
  return namespace === "saml" || (namespace.includes(".") && findGlobalKind(key) === undefined);
}
