export {
  adaptMapped,
  adaptProxy,
  type AdapterOptions,
  type MappedEvent,
  type ProxyAdapterOptions,
} from "./adapter";
export type { LambdaContext, ProxyEvent, ProxyResult } from "./proxy-event";
export {
  badRequest,
  conflict,
  created,
  forbidden,
  noContent,
  notFound,
  ok,
  unauthorized,
  unavailable,
  type ErrorBody,
  type Reply,
} from "./reply";
export type { Caller, PathParameters, Request } from "./request";
