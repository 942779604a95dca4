export { parameter, secret, type EntryFile, type StoredValue } from "../callbacks";
export type { SecureServerlessApiArgs, StageArgs } from "./args";
export { iam, open, type Auth, type IamAuth, type IamOptions, type OpenAuth } from "./auth";
export { ConfigError } from "./config-error";
export type { DeadLetter } from "./dead-letter";
export type { FunctionSettings } from "./function-settings";
export { Identity, type IdentityArgs, type IdentityHandle } from "./identity";
export type { DirectIntegration } from "./integrations/direct-integration";
export {
  deleteItem,
  getItem,
  queryItems,
  type AttributeType,
  type OneItem,
  type QueryItems,
} from "./integrations/dynamodb";
export {
  defineRoutes,
  rawHandler,
  route,
  type Method,
  type RawHandler,
  type Route,
  type RouteKey,
  type RouteTable,
  type Throttle,
} from "./route";
export { SecureServerlessApi, type ApiStage } from "./secure-serverless-api";
export type { Transform, Transforms } from "./transform";
export type { Vpc } from "./vpc";
