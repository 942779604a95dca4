import type { PolicyKind } from "../policy-document";
import { accountOfResource } from "./account-of-resource";
import type { Decision, Mismatch, TraceStep } from "./decision";
import { describeMismatch } from "./describe-mismatch";
import { escapeControls, shorten } from "./one-line";
import { parseRequestPrincipal } from "./principal";
import { toRequestResource } from "./resource-pattern";
import type { StatementRef } from "./statement";

/** How AWS calls each kind of policy. */
export const KIND_NAMES: Readonly<Record<PolicyKind, string>> = {
  identity: "identity-based policy",
  resource: "resource-based policy",
  // Stryker disable next-line StringLiteral: in a decision, a trust policy stands in the resource's place
  trust: "trust policy",
  boundary: "permissions boundary",
  session: "session policy",
  serviceControl: "service control policy",
  resourceControl: "resource control policy",
  endpoint: "VPC endpoint policy",
};

/**
 * One paragraph for people: the statement that decided, or the one that came nearest to allowing and what
 * kept it from doing so. It holds the request's values and the policies' text, on one line and shortened: for
 * logs, never for the caller.
 */
export function explain(decision: Decision): string {
  const { principal, action, resource } = decision.request;
  const asked = `${principal} to ${action} on ${shorten(resource)}`;
  return escapeControls(
    `${decision.result === "Allowed" ? "Allowed" : "Denied"} ${asked}${reason(decision)}`,
  );
}

function reason(decision: Decision): string {
  const { result, by } = decision;
  if (result === "Allowed") return ` by ${by ? describe(by) : "being the root of the resource's account"}.`;
  if (result === "ExplicitlyDenied") return ` by ${describe(by!)}: a Deny that matches always wins.`;
  const sentences = [`no ${describePolicy(decision)} allows it.`, whyNeeded(decision), nearestMiss(decision)];
  return `: ${sentences.filter((sentence) => sentence !== "").join(" ")}`;
}

/** Why the policy that allows nothing had to, where it is not plain: the other side may allow. */
function whyNeeded({ request, deniedBy, trace }: Decision): string {
  const principal = parseRequestPrincipal(request.principal, request.federatedBy);
  if (!("account" in principal) || (deniedBy !== "identity" && deniedBy !== "resource")) return "";
  const owner = accountOfResource(request, toRequestResource(request.resource), principal.account);
  const isGranted = trace.some(({ statement, isMatch }) => isMatch && statement.kind === "resource");
  if (owner !== principal.account) {
    const allowing =
      deniedBy === "resource"
        ? "only the principal's does"
        : isGranted
          ? "only the resource's does"
          : "neither does";
    return `The resource belongs to account ${owner}, the principal to account ${principal.account}: a policy on each side must allow it, and ${allowing}.`;
  }
  if (deniedBy === "resource") return "Roles and KMS keys are open only to whom their own policy allows.";
  return isGranted ? "The resource-based policy allows the account as a whole, which leaves it to that." : "";
}

function nearestMiss({ trace, deniedBy, level, request }: Decision): string {
  const candidates = trace.filter(
    ({ statement }) =>
      statement.kind === deniedBy && statement.level === level && statement.effect === "Allow",
  );
  if (candidates.length === 0) return "There is no Allow statement at all.";
  const nearest = candidates.filter(namesAction).reduce<TraceStep | undefined>(nearer, undefined);
  if (nearest === undefined) return `No statement names ${request.action}.`;
  const missing = decisive(nearest.mismatches).map(describeMismatch).join(", and if ");
  return `It would be allowed by ${describe(nearest.statement)} if ${missing}.`;
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

function describe({ index, sid, effect, source, policy, ...place }: StatementRef): string {
  const statement = `statement ${index + 1}${sid === undefined ? "" : ` (${shorten(sid)})`}, ${effect},`;
  const named = policy === undefined ? "" : ` ${policy}`;
  const written = source === undefined ? "" : ` at ${source.file}:${source.line}`;
  return `${statement} of the ${describePolicy({ deniedBy: place.kind, ...place })}${named}${written}`;
}

const describePolicy = ({ deniedBy, level }: Pick<Decision, "deniedBy" | "level">): string =>
  `${KIND_NAMES[deniedBy!]}${level === undefined ? "" : ` of level ${level + 1}`}`;
