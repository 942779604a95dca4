import type { AwsError } from "./aws-error";

export type Input = Readonly<Record<string, unknown>>;

interface TextRule {
  /** @default 2048 */
  readonly maximum?: number;
  readonly pattern?: RegExp;
}

/** Reads members of a call's input, in AWS's words where they break their constraints. */
export class InputReader {
  readonly #refuse: (text: string) => AwsError;

  /** `refuse` makes the service's own validation error. */
  constructor(refuse: (text: string) => AwsError) {
    this.#refuse = refuse;
  }

  /** A member that must be there. */
  requiredText(input: Input, member: string, rule: TextRule = {}): string {
    const value = this.optionalText(input, member, rule);
    if (value === undefined) throw this.#constraint(member, "null", "Member must not be null");
    return value;
  }

  /** Undefined when absent; never empty. */
  optionalText(input: Input, member: string, { maximum = 2048, pattern }: TextRule = {}): string | undefined {
    const value = input[member];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "string")
      throw this.#constraint(member, "a value that is no text", "Member must be a string");
    const broken =
      value.length < 1
        ? "Member must have length greater than or equal to 1"
        : value.length > maximum
          ? `Member must have length less than or equal to ${maximum}`
          : pattern && !pattern.test(value)
            ? `Member must satisfy regular expression pattern: ${pattern.source.replace(/^\^|\$$/g, "")}`
            : undefined;
    if (broken !== undefined) throw this.#constraint(member, `'${value.slice(0, 100)}'`, broken);
    return value;
  }

  optionalInteger(
    input: Input,
    member: string,
    { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
  ): number | undefined {
    const value = input[member];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "number" || !Number.isInteger(value)) {
      throw this.#constraint(member, "a value that is no integer", "Member must be an integer");
    }
    if (value >= minimum && value <= maximum) return value;
    const limit =
      value < minimum ? `greater than or equal to ${minimum}` : `less than or equal to ${maximum}`;
    throw this.#constraint(member, `'${value}'`, `Member must have value ${limit}`);
  }

  #constraint(member: string, value: string, text: string): AwsError {
    const name = member[0]!.toLowerCase() + member.slice(1);
    return this.#refuse(
      `1 validation error detected: Value ${value} at '${name}' failed to satisfy constraint: ${text}`,
    );
  }
}

/** Refuses members that AWS has and this service lacks, rather than acting as though they had been heard. */
export function refuseMembers(
  input: Input,
  known: readonly string[],
  refuse: (member: string) => AwsError,
): void {
  for (const [member, value] of Object.entries(input)) {
    if (value !== undefined && value !== null && !known.includes(member)) throw refuse(member);
  }
}
