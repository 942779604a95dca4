import { CONDITION_OPERATORS } from "../evaluate/operators";
import { GLOBAL_KEYS } from "../global-keys";
import { findService } from "./find-service";
import type { LintedCondition } from "./finding";

const globalKinds: ReadonlyMap<string, string> = new Map(
  Object.entries(GLOBAL_KEYS).map(([key, kind]) => [key.toLowerCase(), kind]),
);

/** Keys with a free part, or of any service that tags its resources. */
const TAG_KINDS: readonly (readonly [prefix: string, kind: string])[] = [
  ["aws:principaltag/", "S"],
  ["aws:requesttag/", "S"],
  ["aws:resourcetag/", "S"],
];

/** What a key can hold that does not belong to one service: `S` for one text, `S*` for many … */
export function findGlobalKind(key: string): string | undefined {
  const lowerCase = key.toLowerCase();
  if (lowerCase === "aws:tagkeys") return "S*";
  return globalKinds.get(lowerCase) ?? TAG_KINDS.find(([prefix]) => lowerCase.startsWith(prefix))?.[1];
}

/** The same, also for the keys of a service whose facts are here. */
export function findKind(key: string): string | undefined {
  const service = findService(namespaceOf(key));
  return findGlobalKind(key) ?? (typeof service === "string" ? undefined : service.keys.findKind(key));
}

/** The part before the colon, `aws` or the service's prefix or an identity provider's host, in lower case. */
export const namespaceOf = (key: string): string => key.slice(0, Math.max(key.indexOf(":"), 0)).toLowerCase();

/** A namespace that is the host of an identity provider, not one of AWS or meant to be. */
export const isProviderHost = (namespace: string): boolean =>
  namespace.includes(".") && !/(^|\.)amazonaws?\.com?$/.test(namespace);

export const isSameKey = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

/** True where the conditions together keep out a request without the key. */
export function requiresPresence(conditions: readonly LintedCondition[], key: string): boolean {
  return conditions.some(({ key: tested, name, values }) => {
    if (!isSameKey(tested, key)) return false;
    if (name.base === "Null") return values.every((value) => value.toLowerCase() === "false");
    if (name.ifExists || name.set === "ForAllValues") return false;
    return name.set === "ForAnyValue" || !CONDITION_OPERATORS[name.base].isNegated;
  });
}

/** True for a condition that a request without the key, or with any value at all, does not satisfy. */
export function isNarrowing({ name, values }: LintedCondition): boolean {
  if (name.base === "Null" || name.ifExists || name.set === "ForAllValues") return false;
  return !CONDITION_OPERATORS[name.base].isNegated && !values.some(isAnything);
}

/** Values that leave nothing out: `*`, every address, an ARN that only says its service. */
const isAnything = (value: string): boolean =>
  /^([*?]*|[\da-f:.]+\/0|(arn|\*):[^:]*:[^:]*:\**:\**:\**)$/i.test(value);
