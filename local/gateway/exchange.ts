import { header, type HttpRequest } from "../http";
import { ANONYMOUS, type Principal } from "../principal";
import { contextVariables } from "./context-variables";
import type { Method, Resource, RestApi, Stage } from "./definition";
import type { MethodResponse } from "./method-response";
import type { GatewayPorts } from "./ports";
import { parseQuery, type QueryParameters } from "./query-parameters";
import { integrationHeaders, type RequestHeaders } from "./request-headers";
import { Overrides } from "./templates/overrides";
import type { InputParameters } from "./templates/input-variable";
import { textMap } from "./text-map";
import { traceIdOf, type TraceId } from "./trace-id";

/** A resource and a method that fit the request. */
export interface RouteMatch {
  readonly resource: Resource;
  readonly method: Method;
  /** As they stand in the path: nothing is decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Which stage a request is for, and the path inside it. */
export interface RequestTarget {
  readonly api: RestApi;
  readonly stage: Stage;
  readonly path: string;
}

/** What an integration answered, for the access log. */
export interface IntegrationRecord {
  readonly status?: number;
  /** The status of the Lambda service itself. */
  readonly serviceStatus?: number;
  readonly requestId?: string;
  readonly latencyMs: number;
}

const EXTENDED_ID_BYTES = 11;
const TRACE_ID_BYTES = 12;

/** One request on its way through the pipeline: what arrived, and what the stages have found out. */
export class Exchange {
  readonly api: RestApi;
  readonly stage: Stage;
  readonly request: HttpRequest;
  /** The path inside the stage, as sent: `/pets/7/`. */
  readonly path: string;
  readonly httpMethod: string;
  readonly receivedMs: number;
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly trace: TraceId;
  readonly accountId: string;
  readonly region: string;
  readonly overrides = new Overrides();
  match: RouteMatch | undefined;
  principal: Principal = ANONYMOUS;
  integration: IntegrationRecord | undefined;
  response: MethodResponse | undefined;
  #query: QueryParameters | undefined;
  #headers: RequestHeaders | undefined;
  #context: Readonly<Record<string, unknown>> | undefined;

  constructor(ports: GatewayPorts, target: RequestTarget, request: HttpRequest) {
    const { api, stage, path } = target;
    this.api = api;
    this.stage = stage;
    this.request = request;
    this.path = path === "" ? "/" : path;
    // API Gateway lets this header replace the method (known issues), for routing and for the permission alike.
    this.httpMethod = header(request, "x-http-method-override")?.toUpperCase() ?? request.method;
    this.receivedMs = ports.clock.nowMs();
    this.requestId = ports.randomUuid();
    // Drawn together: asking for randomness is the dearest step of a small request.
    const random = ports.randomBytes(EXTENDED_ID_BYTES + TRACE_ID_BYTES);
    this.extendedRequestId = random.toString("base64", 0, EXTENDED_ID_BYTES);
    this.trace = traceIdOf(header(request, "x-amzn-trace-id"), {
      nowMs: this.receivedMs,
      tracing: stage.tracing,
      random: random.subarray(EXTENDED_ID_BYTES),
    });
    this.accountId = ports.accountId;
    this.region = ports.region;
  }

  /** For the stages after the first, which alone runs without a match. */
  get matched(): RouteMatch {
    if (!this.match) throw new Error("no stage of the pipeline may need a route before matchRoute has run");
    return this.match;
  }

  /** `arn:…:apiId/stage/METHOD/path` with the path as sent: what `execute-api:Invoke` is decided on. */
  get methodArn(): string {
    return `${this.api.executionArn}/${this.stage.name}/${this.httpMethod}${this.path}`;
  }

  get query(): QueryParameters {
    return (this.#query ??= parseQuery(this.request.query));
  }

  get headers(): RequestHeaders {
    return (this.#headers ??= integrationHeaders(this.request, this.trace.forwarded));
  }

  /** `$context`, nested as templates write it. */
  get context(): Readonly<Record<string, unknown>> {
    return (this.#context ??= contextVariables(this));
  }

  /** `$input.params()`. */
  get parameters(): InputParameters {
    return {
      path: this.match?.pathParameters ?? textMap(),
      querystring: this.query.single,
      header: this.headers.single,
    };
  }
}
