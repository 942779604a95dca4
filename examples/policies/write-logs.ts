import { interpolate, type Input } from "@pulumi/pulumi";
import { policy } from "../../policies";
import { logs } from "../../policies/services/logs";

/**
 * Writes to one log group that exists already. What writes may neither read, as logs tell about users, nor delete, as an
 * intruder would.
 *
 * @param logGroup its ARN without `:*`, as Pulumi gives it
 */
export const writeLogs = (logGroup: Input<string>) =>
  policy(
    logs.allow("CreateLogStream", "PutLogEvents").on({ logStream: interpolate`${logGroup}:log-stream:*` }),
  );
