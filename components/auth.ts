import type { Role } from "@pulumi/aws/iam";
import { ConfigError } from "./config-error";

/** Anybody may call; the reason stays in the route table for reviewers. */
export interface OpenAuth {
  readonly type: "open";
  readonly reason: string;
}

/** Callers sign their requests (Signature Version 4) and IAM decides. */
export interface IamAuth {
  readonly type: "iam";
  /** Whose credentials reach the backend: API Gateway's permission to invoke the function, or the caller's own. */
  readonly credentials: "gateway" | "caller";
  /** The roles that are granted exactly this route. Undefined: the identity's signed-in role. */
  readonly for?: readonly Role[];
}

export type Auth = OpenAuth | IamAuth;

/**
 * A route without authentication. Say why: a reviewer must be able to judge it.
 * @throws ConfigError when the reason is blank.
 */
export function open(reason: string): OpenAuth {
  if (typeof reason !== "string" || reason.trim() === "") {
    throw new ConfigError(
      'open() needs the reason why this route is not authenticated, such as open("there is no identity before registration")',
    );
  }
  return { type: "open", reason };
}

export interface IamOptions {
  /**
   * `"caller"`: API Gateway calls the backend with the caller's own credentials, so IAM decides there too. The caller then
   * also holds `lambda:InvokeFunction` and may invoke the function directly, with any event it likes.
   * @default API Gateway invokes the function, and nobody else may.
   */
  readonly credentials?: "caller";
  /** Roles that are granted this route. @default the signed-in role of the API's identity */
  readonly for?: readonly Role[];
}

/** A route that only signed requests reach, and only those of the roles it names. */
export function iam(options: IamOptions = {}): IamAuth {
  return {
    type: "iam",
    credentials: options.credentials ?? "gateway",
    ...(options.for ? { for: options.for } : {}),
  };
}
