import type { PolicyKind } from "../policy-document";
import { parseOperator } from "./condition";
import type { Decision, Mismatch, TraceStep } from "./decision";
import { CONDITION_OPERATORS } from "./operators";
import type { StatementRef } from "./statement";

/** How AWS calls each kind of policy. */
export const KIND_NAMES: Readonly<Record<PolicyKind, string>> = {
  identity: "identity-based policy",
  resource: "resource-based policy",
  trust: "trust policy",
  boundary: "permissions boundary",
  session: "session policy",
  serviceControl: "service control policy",
  resourceControl: "resource control policy",
  endpoint: "VPC endpoint policy",
};

/**
 * One paragraph for people: the statement that decided, or the one that came nearest to allowing and what
 * kept it from doing so. It holds the request's values and the policies' text: for logs, never for the
 * caller.
 */
export function explain(decision: Decision): string {
  const { principal, action, resource } = decision.request;
  const asked = `${principal} to ${action} on ${resource}`;
  if (decision.result === "Allowed") {
    const by = decision.by ? describe(decision.by) : "being the root of the resource's account";
    return `Allowed ${asked} by ${by}.`;
  }
  if (decision.result === "ExplicitlyDenied")
    return `Denied ${asked} by ${describe(decision.by!)}: a Deny that matches always wins.`;
  return `Denied ${asked}: no ${KIND_NAMES[decision.deniedBy!]} allows it. ${nearestMiss(decision)}`;
}

function nearestMiss({ trace, deniedBy, request }: Decision): string {
  const candidates = trace.filter(
    ({ statement }) => statement.kind === deniedBy && statement.effect === "Allow",
  );
  if (candidates.length === 0) return "There is no Allow statement at all.";
  const misses = candidates.filter(({ isMatch }) => !isMatch);
  const nearest = misses.filter(namesAction).reduce<TraceStep | undefined>(nearer, undefined);
  if (nearest === undefined) return `No statement names ${request.action}.`;
  return `It would be allowed by ${describe(nearest.statement)} if ${decisive(nearest.mismatches).map(describeMismatch).join(", and if ")}.`;
}

/** A statement about another resource says nothing about this one, whatever its conditions. */
function decisive(mismatches: readonly Mismatch[]): readonly Mismatch[] {
  const ofResource = mismatches.filter(({ element }) => element.endsWith("Resource"));
  return ofResource.length > 0 ? ofResource : mismatches;
}

const namesAction = ({ mismatches }: TraceStep): boolean =>
  !mismatches.some(({ element }) => element.endsWith("Action"));

/**
 * Fewer elements that fail are nearer; among equals a failed condition is nearer than a failed resource or
 * principal.
 */
function nearer(best: TraceStep | undefined, step: TraceStep): TraceStep {
  return best === undefined || distance(step) < distance(best) ? step : best;
}

const distance = ({ mismatches }: TraceStep): number =>
  mismatches.reduce((sum, { element }) => sum + (element === "Condition" ? 2 : 3), 0);

function describe({ kind, policy, index, sid, effect, source }: StatementRef): string {
  const statement = `statement ${index + 1}${sid === undefined ? "" : ` (${sid})`}, ${effect},`;
  const document = `of the ${KIND_NAMES[kind]}${policy === undefined ? "" : ` ${policy}`}`;
  return `${statement} ${document}${source === undefined ? "" : ` at ${source.file}:${source.line}`}`;
}

function describeMismatch(mismatch: Mismatch): string {
  const { element, wanted, requested } = mismatch;
  if (mismatch.operator !== undefined) return describeCondition(mismatch, mismatch.operator, mismatch.key!);
  const name = element.replace("Not", "").toLowerCase();
  return `the ${name} were ${element.startsWith("Not") ? "none of " : ""}${list(wanted)}; the request's is ${String(requested)}`;
}

function describeCondition({ wanted, requested }: Mismatch, operator: string, key: string): string {
  const { base, set } = parseOperator(operator)!;
  if (base === "Null") {
    const shouldBeAbsent = wanted.includes("true");
    return shouldBeAbsent
      ? `\`${key}\` were absent; the request carries it`
      : `\`${key}\` were present; the request does not carry it`;
  }
  const asked = describeRequested(requested, set);
  const isNegated = CONDITION_OPERATORS[base].isNegated;
  const claim = isNegated ? `not ${list(wanted)}` : list(wanted);
  if (set === "ForAllValues")
    return `\`${key}\` were only ${isNegated ? `values that are ${claim}` : claim}; ${asked}`;
  if (set === "ForAnyValue") return `one of \`${key}\` were ${claim}; ${asked}`;
  return `\`${key}\` were ${comparison(base)}${claim}; ${asked}`;
}

function describeRequested(requested: Mismatch["requested"], set: string | undefined): string {
  if (requested === undefined) return "the request does not carry it";
  if (typeof requested === "string") return `the request asked for ${requested}`;
  if (set === undefined)
    return "the request has it with many values, which need ForAllValues: or ForAnyValue:";
  return requested.length === 0
    ? "the request has it without a value"
    : `the request asked for ${requested.join(", ")}`;
}

/** Says how an ordering operator compares: `NumericLessThanEquals` reads "less than or equal to". */
function comparison(base: string): string {
  const order = /(Less|Greater)Than(Equals)?$/.exec(base);
  return order ? `${order[1]!.toLowerCase()} than ${order[2] ? "or equal to " : ""}` : "";
}

const list = (values: readonly string[]): string => values.join(" or ");
