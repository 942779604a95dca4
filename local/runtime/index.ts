export { FunctionRuntime, type InvokeOptions } from "./function-runtime";
export type { Debugging, FunctionRuntimeOptions } from "./function-runtime-options";
export type { SandboxKind } from "./sandbox";
export { RESERVED_ENVIRONMENT_VARIABLES, type FunctionCredentials } from "./environment-variables";
export type { InvokeResult } from "./invoke-result";
