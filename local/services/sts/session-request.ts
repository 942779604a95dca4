import { loadPolicy, PolicyError } from "../../../policies";
import type { Role } from "../../cloud-state";
import type { Input } from "../input";
import { stsErrors, stsInput } from "./errors";

const HOUR = 3600;

/** What a caller asks a session to be. */
export interface SessionRequest {
  readonly roleArn: string;
  readonly name: string;
  /** Undefined: an hour, or less if the role's sessions may not last that long. */
  readonly durationSeconds: number | undefined;
  readonly policy?: string;
}

export function readSessionRequest(input: Input): SessionRequest {
  const { validation } = stsErrors;
  const roleArn = stsInput.requiredText(input, "RoleArn");
  if (!/^arn:aws:iam::\d{12}:role\/[\u0021-\u007e]+$/.test(roleArn))
    throw validation(`${roleArn} is invalid`);
  const name = stsInput.requiredText(input, "RoleSessionName", { maximum: 64, pattern: /^[\w+=,.@-]*$/ });
  if (name.length < 2) {
    throw validation(
      `1 validation error detected: Value '${name}' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2`,
    );
  }
  const policy = readSessionPolicy(input);
  return { roleArn, name, durationSeconds: readDuration(input), ...(policy !== undefined && { policy }) };
}

/** A session policy only takes away. One that cannot be loaded is refused: it might be what the caller relies on. */
function readSessionPolicy(input: Input): string | undefined {
  const policy = stsInput.optionalText(input, "Policy");
  if (policy === undefined) return undefined;
  try {
    loadPolicy(policy, { kind: "session", name: "session policy" });
  } catch (error) {
    if (error instanceof PolicyError) throw stsErrors.malformedPolicy(error.message);
    throw error;
  }
  return policy;
}

function readDuration(input: Input): number | undefined {
  const text = stsInput.optionalText(input, "DurationSeconds");
  if (text === undefined) return undefined;
  const seconds = Number(text);
  const constraint = !/^\d+$/.test(text)
    ? "Member must be an integer"
    : seconds < 900
      ? "Member must have value greater than or equal to 900"
      : seconds > 12 * HOUR
        ? "Member must have value less than or equal to 43200"
        : undefined;
  if (constraint === undefined) return seconds;
  throw stsErrors.validation(
    `1 validation error detected: Value '${text}' at 'durationSeconds' failed to satisfy constraint: ${constraint}`,
  );
}

/** The duration that the role allows. `isChained`: asked for by a session itself, which gets no more than an hour. */
export function sessionSeconds({ durationSeconds }: SessionRequest, role: Role, isChained: boolean): number {
  if (durationSeconds === undefined) return Math.min(HOUR, role.maxSessionSeconds);
  if (isChained && durationSeconds > HOUR) throw stsErrors.longerThanChained();
  if (durationSeconds > role.maxSessionSeconds) throw stsErrors.longerThanRole();
  return durationSeconds;
}
