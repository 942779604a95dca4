import type { Decision, Policies, TraceStep } from "../policies";
import { listPolicies } from "../policies/evaluate/attached-policies";
import { parseRequestPrincipal, type RequestPrincipal } from "../policies/evaluate/principal";
import type { CompiledStatement } from "../policies/evaluate/statement";
import { toList, type PolicyKind, type PolicyStatement } from "../policies/policy-document";
import { ASSUMED } from "./absent-side";

interface Step {
  readonly step: TraceStep;
  readonly written: PolicyStatement;
  readonly compiled: CompiledStatement;
}

const CEILINGS: ReadonlySet<PolicyKind> = new Set([
  "boundary",
  "session",
  "endpoint",
  "serviceControl",
  "resourceControl",
]);

/**
 * The statement that may allow the request on some resource under some condition, in words; undefined if there
 * is none. It never overlooks one: a Deny counts only if it holds for every resource, and conditions that are
 * not met are taken for ones that can be.
 */
export function describePossibleGrant(decision: Decision, policies: Policies): string | undefined {
  const steps = listSteps(decision, policies);
  if (steps.some(isDenialOfAll)) return undefined;
  const possible = steps.filter(canAllow);
  const kinds = new Set(possible.map(kindOf));
  if (steps.some((step) => CEILINGS.has(kindOf(step)) && !kinds.has(kindOf(step)))) return undefined;
  const found = findGrant(possible, parseRequestPrincipal(decision.request.principal));
  return found && describe(decision, found);
}

/** The trace has a step for each statement, in the order of the policies. */
function listSteps({ trace }: Decision, policies: Policies): Step[] {
  const statements = listPolicies(policies).flatMap(({ policy }) =>
    toList(policy.document.Statement).map((written, index) => ({
      written,
      compiled: policy.statements[index]!,
    })),
  );
  return trace.map((step, index) => ({ step, ...statements[index]! }));
}

function findGrant(possible: readonly Step[], principal: RequestPrincipal): Step | undefined {
  const ofIdentity = possible.filter((step) => kindOf(step) === "identity");
  const ofResource = possible.filter((step) => kindOf(step) === "resource" && !isAssumed(step));
  // To name the account as a whole leaves it to the identity's policies.
  const isEnough = ({ compiled }: Step): boolean =>
    ofIdentity.length > 0 || compiled.principal?.match(principal) !== "account";
  const given = ofIdentity.find((step) => !isAssumed(step)) ?? ofResource.find(isEnough);
  if (given !== undefined) return given;
  const isLimitAlone =
    ofIdentity.length > 0 && possible.every((step) => kindOf(step) !== "resource" || isAssumed(step));
  return isLimitAlone ? possible.find((step) => CEILINGS.has(kindOf(step))) : undefined;
}

const kindOf = ({ step }: Step): PolicyKind => step.statement.kind;

const isAssumed = ({ step }: Step): boolean => step.statement.policy === ASSUMED;

const isDenialOfAll = ({ step, written }: Step): boolean =>
  step.isMatch && step.statement.effect === "Deny" && toList(written.Resource).includes("*");

const canAllow = ({ step }: Step): boolean =>
  step.statement.effect === "Allow" &&
  step.mismatches.every(({ element }) => element.endsWith("Resource") || element === "Condition");

function describe({ request }: Decision, { step: { statement }, written }: Step): string {
  const { index, sid, policy, source } = statement;
  const resources =
    written.NotResource === undefined
      ? toList(written.Resource)
      : ["all but", ...toList(written.NotResource)];
  const name = `statement ${index + 1}${sid === undefined ? "" : ` (${sid})`}${policy === undefined ? "" : ` of ${policy}`}`;
  const place = source === undefined ? "" : ` at ${source.file}:${source.line}`;
  return `${request.principal} may ${request.action} on ${resources.join(", ") || "the resource"}, by ${name}${place}.`;
}
