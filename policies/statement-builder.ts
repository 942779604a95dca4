import type { SourcePlace, StatementNotes } from "./document-notes";
import { PolicyError } from "./policy-error";
import type { ServiceDefinition } from "./service";
import { formatSource } from "./source-place";
import { listByType, listUntyped, type WrittenResource } from "./written-resources";

/** What has been said about a statement so far. Values may still be Outputs. */
export interface StatementParts {
  /** Absent in an unchecked statement, which no module knows anything about. */
  readonly service?: ServiceDefinition;
  readonly effect: "Allow" | "Deny";
  /** As IAM writes them: `service:Name`. */
  readonly actions: readonly string[];
  readonly principal?: unknown;
  /** Absent in a trust policy. */
  readonly resources?: readonly WrittenResource[] | "everything";
  readonly conditions: readonly WrittenCondition[];
  readonly notes: Omit<StatementNotes, "source">;
  readonly findSource: () => SourcePlace | undefined;
}

export interface WrittenCondition {
  readonly key: string;
  readonly operator: string;
  readonly value: unknown;
}

/**
 * Builds one statement; each call returns a new one. The types in statement-types.ts and unchecked.ts say which
 * calls fit together.
 */
export class StatementBuilder {
  readonly parts: StatementParts;

  constructor(parts: StatementParts) {
    this.parts = parts;
  }

  by(principal: unknown): StatementBuilder {
    if (this.parts.principal !== undefined)
      throw this.#error("has a principal already: name all of them in one by(…)");
    return this.#with({ principal });
  }

  on(...given: readonly unknown[]): StatementBuilder {
    const { service } = this.parts;
    try {
      const resources = service
        ? listByType(service, given[0] as Readonly<Record<string, unknown>>)
        : listUntyped(given);
      return this.#with({ resources });
    } catch (error) {
      throw this.#error((error as Error).message);
    }
  }

  onEverything(reason?: string): StatementBuilder {
    const { service, effect, actions, notes } = this.parts;
    const acceptsArns = (action: string): boolean =>
      service === undefined || service.findActions(nameOf(action)).some((facts) => facts.acceptsArns);
    const reaching = effect === "Allow" ? actions.filter(acceptsArns) : [];
    if (reaching.length > 0 && isBlank(reason)) {
      throw this.#error(
        `allows ${reaching.join(", ")} on every resource of the account: name ARNs in on(…), or write the reason: onEverything("…")`,
      );
    }
    return this.#with({
      resources: "everything",
      ...(reason !== undefined && { notes: { ...notes, everything: reason } }),
    });
  }

  when(key: string, operator: string, value: unknown): StatementBuilder {
    const isSame = (other: WrittenCondition): boolean =>
      other.operator.toLowerCase() === operator.toLowerCase() &&
      other.key.toLowerCase() === key.toLowerCase();
    if (this.parts.conditions.some(isSame)) {
      throw this.#error(
        `tests ${key} with ${operator} twice: give it one list of values, or a second statement`,
      );
    }
    return this.#with({
      conditions: [...this.parts.conditions, { key, operator, value: toPlainDates(value) }],
    });
  }

  accepting(check: string, reason: string): StatementBuilder {
    const { notes } = this.parts;
    const { accepted = {} } = notes;
    if (isBlank(reason))
      throw this.#error(`accepts the warning ${check} without a reason: accepting("${check}", "…")`);
    if (Object.hasOwn(accepted, check))
      throw this.#error(`accepts the warning ${check} twice: keep one of the reasons`);
    return this.#with({ notes: { ...notes, accepted: { ...accepted, [check]: reason } } });
  }

  #with(more: Partial<StatementParts>): StatementBuilder {
    return new StatementBuilder({ ...this.parts, ...more });
  }

  #error(problem: string): PolicyError {
    const { effect, actions, findSource } = this.parts;
    return new PolicyError(`${effect} ${actions.join(", ")}${formatSource(findSource())} ${problem}.`);
  }
}

export const isBlank = (reason: string | undefined): boolean => (reason ?? "").trim() === "";

const nameOf = (action: string): string => action.slice(action.indexOf(":") + 1);

/** Dates are written out before Pulumi sees them, which would make empty objects of them. */
function toPlainDates(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPlainDates);
  return value instanceof Date ? value.toISOString() : value;
}
