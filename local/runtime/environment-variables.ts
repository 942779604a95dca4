import type { LambdaFunction } from "../cloud-state";
import type { LoadMessage } from "./messages";

/** Names that Lambda sets itself; it refuses a function that configures one of them. */
export const RESERVED_ENVIRONMENT_VARIABLES: readonly string[] = [
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_DEFAULT_REGION",
  "AWS_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_LAMBDA_RUNTIME_API",
  "LAMBDA_TASK_ROOT",
  "LAMBDA_RUNTIME_DIR",
];

/** Temporary credentials of a function's own role. */
export interface FunctionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expirationMs: number;
}

/**
 * All that a function finds in `process.env`: what it configures and what Lambda sets, and nothing of the developer's
 * own environment, so that it can only act under its own role.
 */
export function environmentVariables(
  fn: LambdaFunction,
  given: {
    readonly credentials: FunctionCredentials;
    readonly region: string;
    readonly endpoint: string;
    readonly logStream: string;
    readonly temporaryFolder: string;
    readonly taskRoot: string;
  },
): LoadMessage["environment"] {
  const { accessKeyId, secretAccessKey, sessionToken } = given.credentials;
  return {
    LANG: "en_US.UTF-8",
    PATH: "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
    TZ: ":UTC",
    TMPDIR: given.temporaryFolder,
    // The SDK warns on every Node that it will leave behind, in every environment.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    ...fn.environment,
    // Files that do not exist: the SDK would otherwise read the developer's profiles.
    AWS_CONFIG_FILE: "/var/task/.aws/config",
    AWS_SHARED_CREDENTIALS_FILE: "/var/task/.aws/credentials",
    AWS_ENDPOINT_URL: given.endpoint,
    _HANDLER: fn.handler,
    AWS_REGION: given.region,
    AWS_DEFAULT_REGION: given.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: fn.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: given.logStream,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    LAMBDA_TASK_ROOT: given.taskRoot,
    LAMBDA_RUNTIME_DIR: "/var/runtime",
  };
}
