import { PolicyError } from "./policy-error";
import type { ServiceDefinition } from "./service";

/** What has been said about a statement so far. Values may still be Outputs. */
export interface StatementParts {
  readonly service: ServiceDefinition;
  readonly effect: "Allow" | "Deny";
  /** Without the service's prefix. */
  readonly actions: readonly string[];
  readonly principal?: unknown;
  /** ARNs by resource type, or everything. Absent in a trust policy. */
  readonly resources?: Readonly<Record<string, readonly unknown[]>> | "everything";
  /** Why the statement needs everything. */
  readonly reason?: string;
  readonly conditions: readonly WrittenCondition[];
}

export interface WrittenCondition {
  readonly key: string;
  readonly operator: string;
  readonly value: unknown;
}

/**
 * Builds one statement; each call returns a new one. The types in statement-types.ts say which calls fit
 * together.
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

  on(resources: Readonly<Record<string, unknown>>): StatementBuilder {
    const listed = Object.fromEntries(Object.entries(resources).map(([type, arns]) => [type, toArns(arns)]));
    for (const [type, arns] of Object.entries(listed)) {
      if (!Object.hasOwn(this.parts.service.shapes, type)) {
        const types = Object.keys(this.parts.service.shapes).join(", ");
        throw this.#error(
          `names the resource type ${type}, which ${this.parts.service.prefix} does not have: use one of ${types}`,
        );
      }
      if (arns.length === 0)
        throw this.#error(`has an empty list for ${type}: name at least one, or leave it out`);
    }
    return this.#with({ resources: listed });
  }

  onEverything(reason?: string): StatementBuilder {
    const { service, effect, actions } = this.parts;
    const reaching =
      effect === "Allow"
        ? actions.filter((action) => service.findActions(action).some(({ acceptsArns }) => acceptsArns))
        : [];
    if (reaching.length > 0 && (reason ?? "").trim() === "") {
      const names = reaching.map((action) => `${service.prefix}:${action}`).join(", ");
      throw this.#error(
        `allows ${names} on every resource of the account: name ARNs in on(…), or write the reason: onEverything("…")`,
      );
    }
    return this.#with({ resources: "everything", ...(reason !== undefined && { reason }) });
  }

  when(key: string, operator: string, value: unknown): StatementBuilder {
    const isSame = (other: WrittenCondition): boolean =>
      other.operator === operator && other.key.toLowerCase() === key.toLowerCase();
    if (this.parts.conditions.some(isSame)) {
      throw this.#error(
        `tests ${key} with ${operator} twice: give it one list of values, or a second statement`,
      );
    }
    return this.#with({
      conditions: [...this.parts.conditions, { key, operator, value: toPlainDates(value) }],
    });
  }

  #with(more: Partial<StatementParts>): StatementBuilder {
    return new StatementBuilder({ ...this.parts, ...more });
  }

  #error(problem: string): PolicyError {
    const { service, effect, actions } = this.parts;
    return new PolicyError(
      `${effect} ${actions.map((action) => `${service.prefix}:${action}`).join(", ")} ${problem}.`,
    );
  }
}

/** A list of ARNs: what has an `arn` of its own, such as a Pulumi resource, stands for it. */
function toArns(given: unknown): readonly unknown[] {
  if (Array.isArray(given)) return given.flatMap(toArns);
  const isResource =
    typeof given === "object" && given !== null && !("__pulumiOutput" in given) && "arn" in given;
  return given === undefined ? [] : [isResource ? given.arn : given];
}

/** Dates are written out before Pulumi sees them, which would make empty objects of them. */
function toPlainDates(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPlainDates);
  return value instanceof Date ? value.toISOString() : value;
}
