import { AwsError } from "./aws-error";

export type Input = Readonly<Record<string, unknown>>;

interface TextRule {
  readonly maximum?: number;
  readonly pattern?: RegExp;
}

/** A member that must be a non-empty text. `refuse` makes the service's own validation error. */
export function requiredText(
  input: Input,
  member: string,
  refuse: (text: string) => AwsError,
  rule: TextRule = {},
): string {
  const value = optionalText(input, member, refuse, rule);
  if (value === undefined) throw refuse(constraint(member, "null", "Member must not be null"));
  return value;
}

export function optionalText(
  input: Input,
  member: string,
  refuse: (text: string) => AwsError,
  { maximum = 2048, pattern }: TextRule = {},
): string | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string")
    throw refuse(constraint(member, "a value that is no text", "Member must be a string"));
  const shown = `'${value.slice(0, 100)}'`;
  if (value.length < 1)
    throw refuse(constraint(member, shown, "Member must have length greater than or equal to 1"));
  if (value.length > maximum)
    throw refuse(constraint(member, shown, `Member must have length less than or equal to ${maximum}`));
  if (pattern && !pattern.test(value)) {
    throw refuse(
      constraint(
        member,
        shown,
        `Member must satisfy regular expression pattern: ${pattern.source.replace(/^\^|\$$/g, "")}`,
      ),
    );
  }
  return value;
}

export function optionalInteger(
  input: Input,
  member: string,
  refuse: (text: string) => AwsError,
  { minimum, maximum }: { minimum: number; maximum: number },
): number | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value))
    throw refuse(constraint(member, "a value that is no integer", "Member must be an integer"));
  if (value < minimum)
    throw refuse(
      constraint(member, `'${value}'`, `Member must have value greater than or equal to ${minimum}`),
    );
  if (value > maximum)
    throw refuse(constraint(member, `'${value}'`, `Member must have value less than or equal to ${maximum}`));
  return value;
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

function constraint(member: string, value: string, text: string): string {
  const name = member[0]!.toLowerCase() + member.slice(1);
  return `1 validation error detected: Value ${value} at '${name}' failed to satisfy constraint: ${text}`;
}
