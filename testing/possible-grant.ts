import type { Decision, Policies, TraceStep } from "../policies";
import { listPolicies } from "../policies/evaluate/attached-policies";
import { parseRequestPrincipal } from "../policies/evaluate/principal";
import type { PrincipalMatch } from "../policies/evaluate/principal-element";
import type { CompiledStatement } from "../policies/evaluate/statement";
import { toList, type PolicyKind, type PolicyStatement } from "../policies/policy-document";
import { ASSUMED } from "./absent-side";

interface Step {
  readonly step: TraceStep;
  readonly written: PolicyStatement;
  readonly compiled: CompiledStatement;
}

/** Each of these must allow, whoever grants. */
const CEILINGS: readonly PolicyKind[] = ["endpoint", "serviceControl", "resourceControl"];
/** These limit what an identity's policies grant, and not what a resource's policy grants to the session or user itself. */
const LIMITS: readonly PolicyKind[] = ["boundary", "session"];

/**
 * The statement that may allow the request on some resource under some condition, in words; undefined if there
 * is none. It never overlooks one: a Deny counts only if it holds for every resource and without a condition, and
 * conditions of an Allow that are not met are taken for ones that can be.
 */
export function describePossibleGrant(decision: Decision, policies: Policies): string | undefined {
  const steps = listSteps(decision, policies);
  if (steps.some(isDenialOfAll)) return undefined;
  const possible = steps.filter(canAllow);
  const lacks = (kind: PolicyKind): boolean =>
    steps.some((step) => kindOf(step) === kind) && !possible.some((step) => kindOf(step) === kind);
  if (CEILINGS.some(lacks)) return undefined;
  const principal = parseRequestPrincipal(decision.request.principal);
  const matchOf: MatchOf = ({ compiled }) =>
    compiled.principal?.match(principal, policies.boundary !== undefined);
  const found = LIMITS.some(lacks)
    ? possible.find((step) => isOfResource(step) && matchOf(step) === "direct")
    : findGrant(possible, matchOf);
  return found && describe(decision, found);
}

type MatchOf = (step: Step) => PrincipalMatch | undefined;

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

function findGrant(possible: readonly Step[], matchOf: MatchOf): Step | undefined {
  const ofIdentity = possible.filter((step) => kindOf(step) === "identity");
  // To name the account as a whole leaves it to the identity's policies.
  const isEnough = (step: Step): boolean => ofIdentity.length > 0 || matchOf(step) !== "account";
  const given =
    ofIdentity.find((step) => !isAssumed(step)) ??
    possible.find((step) => isOfResource(step) && isEnough(step));
  if (given !== undefined || ofIdentity.length === 0) return given;
  // Nothing is given but limits: they are the question.
  return possible.find((step) => [...LIMITS, ...CEILINGS].includes(kindOf(step)));
}

const isOfResource = (step: Step): boolean => kindOf(step) === "resource" && !isAssumed(step);

const kindOf = ({ step }: Step): PolicyKind => step.statement.kind;

const isAssumed = ({ step }: Step): boolean => step.statement.policy === ASSUMED;

const isDenialOfAll = ({ step, written }: Step): boolean =>
  step.isMatch &&
  step.statement.effect === "Deny" &&
  written.Condition === undefined &&
  toList(written.Resource).includes("*");

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
