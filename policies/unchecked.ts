import type { Arn } from "./arn-types";
import type { AnyOperator, Scalar } from "./condition-types";
import type { WarningCheck } from "./lint/warning-checks";
import { PolicyError } from "./policy-error";
import { formatSource, notePlace } from "./source-place";
import { isBlank, StatementBuilder } from "./statement-builder";
import type { Audience, Principal, Statement } from "./statement-types";

/** The beginning of a statement whose names nobody checks. */
export interface UncheckedStart {
  /** Actions as IAM writes them: `service:Name`. */
  readonly allow: (...actions: readonly [string, ...string[]]) => UncheckedPending;
  /** Actions as IAM writes them: `service:Name`. */
  readonly deny: (...actions: readonly [string, ...string[]]) => UncheckedPending;
}

/** An unchecked statement that does not say yet on what. */
export interface UncheckedPending<P extends Audience = "identity"> {
  on(...resources: readonly [Arn | readonly Arn[], ...(Arn | readonly Arn[])[]]): UncheckedGrant<P>;
  /**
   * `"Resource": "*"`.
   * @param reason why nothing narrower will do; required of an Allow
   */
  onEverything(reason?: string): UncheckedGrant<P>;
  /** Who: for a resource's policy (then `on`) or a role's trust policy (then nothing). */
  by(principal: Principal): UncheckedPending<"resource"> & UncheckedGrant<"trust">;
}

/** An unchecked statement that can be used, or narrowed by conditions. */
export interface UncheckedGrant<P extends Audience> extends Statement<P> {
  /** One more condition: conditions are ANDed, the values of one are ORed. */
  when(key: string, operator: AnyOperator, value: Scalar | readonly Scalar[]): UncheckedGrant<P>;
  /** Keeps a warning of the lint from being reported for this statement. */
  accepting(check: WarningCheck, reason: string): UncheckedGrant<P>;
}

/**
 * The one way to name an action, resource type or condition key that the service modules do not know:
 * `unchecked("AWS added it last week").allow("bedrock:NewThing").on("arn:…")`. A misspelt name passes too: an Allow then
 * grants nothing, a Deny protects nothing. Wildcards, principals and everything else still meet the lint.
 *
 * @param reason why; kept with the statement
 * @throws PolicyError for a blank reason, and for an action that is not written as `service:Name`
 */
export function unchecked(reason: string): UncheckedStart {
  if (isBlank(reason)) {
    const place = formatSource(notePlace(unchecked)());
    throw new PolicyError(
      `unchecked(…)${place} needs a reason: write why no service module knows the names.`,
    );
  }
  const start = (effect: "Allow" | "Deny", actions: readonly string[], called: UncheckedStart["allow"]) => {
    const findSource = notePlace(called);
    const unnamed = actions.find((action) => action !== "*" && !ACTION.test(action));
    if (unnamed !== undefined) {
      throw new PolicyError(
        `${effect} ${unnamed}${formatSource(findSource())} is no action: write service:Name, as IAM does.`,
      );
    }
    const parts = { effect, actions, conditions: [], notes: { unchecked: reason }, findSource };
    return new StatementBuilder(parts) as unknown as UncheckedPending;
  };
  const begin: UncheckedStart = {
    allow: (...actions) => start("Allow", actions, begin.allow),
    deny: (...actions) => start("Deny", actions, begin.deny),
  };
  return begin;
}

const ACTION = /^[a-z0-9-]+:[A-Za-z0-9*?]+$/;
