export { FunctionRuntime, type InvokeOptions } from "./function-runtime";
export type { FunctionRuntimeOptions } from "./function-runtime-options";
export { RESERVED_ENVIRONMENT_VARIABLES, type FunctionCredentials } from "./environment-variables";
export type { InvokeResult } from "./invoke-result";
