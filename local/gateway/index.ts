export { compileAccessLogFormat } from "./access-log";
export { DefinitionError } from "./openapi/document-node";
export { parseDefinition } from "./openapi/parse-definition";
export { serveApi } from "./serve-api";
export type { ApiDefinition, RestApi, Stage, Throttle } from "./definition";
export type { GatewayPorts } from "./ports";
