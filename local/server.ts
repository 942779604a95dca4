import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Cloud } from "./cloud";
import type { CloudState } from "./cloud-state";
import type { DeployedResource } from "./deployment";
import { MAX_BODY_BYTES } from "./gateway/check-size";
import type { serveApi } from "./gateway";
import type { HttpRequest, HttpResponse } from "./http";
import { accessAnswer } from "./server/access-answer";
import { awsPreflight, readableFromAnywhere } from "./server/cross-origin";
import { isLoopbackHost } from "./server/loopback-host";
import { ANSWERS, jsonAnswer } from "./server/plain-answers";
import { hasBody, readBody, readHead, type RequestHead } from "./server/read-request";
import { routeRequest, type Route } from "./server/route-request";
import { sendResponse } from "./server/send-response";
import { StageRoutes } from "./server/stage-routes";
import { SYNCHRONOUS_LIMIT } from "./services/lambda";
import { serveLambda } from "./services/lambda/door";
import { ServiceDoors } from "./services/service-doors";
import { refuseService } from "./services/uncovered-service";
import { readScope } from "./signature";

export interface ServerOptions {
  readonly cloud: Cloud;
  /** The gateway. */
  readonly serveApi: typeof serveApi;
  /** Whatever is neither an API nor a service; undefined is a 404. */
  readonly servePage?: (request: HttpRequest) => Promise<HttpResponse | undefined>;
  /** What is deployed now, for `/_access`. @default nothing */
  readonly deployedResources?: () => readonly DeployedResource[];
  /** 0 for any free port. */
  readonly port: number;
}

export interface LocalServer {
  readonly port: number;
  /** Such as `http://127.0.0.1:4510`. */
  readonly endpoint: string;
  /** Takes no more requests and answers those that run; what is not answered in `patienceMs` is cut off. @default 5000 */
  close(patienceMs?: number): Promise<void>;
}

const NOTHING: Buffer = Buffer.alloc(0);
const PAGE_BODY_LIMIT = 1024 * 1024;

/** Listens on 127.0.0.1 only. Rejects when the port is taken. */
export async function startServer(options: ServerOptions): Promise<LocalServer> {
  const front = new Front(options);
  // Larger than API Gateway's own limit, so that the gateway is the one that refuses.
  const server = createServer({ maxHeaderSize: 64 * 1024, keepAliveTimeout: 65_000 }, (message, reply) => {
    front.answer(message, reply).catch((error: unknown) => {
      options.cloud.reportFailure(`Answering ${message.method} ${message.url}`, error);
      reply.destroy();
    });
  });
  server.on("clientError", (_error, socket) => refuseMalformed(socket as Socket));
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    endpoint: `http://127.0.0.1:${port}`,
    close: (patienceMs = 5000) => close(server, patienceMs),
  };
}

/** The one door: checks the host, finds what the path names, and hands the request over. */
class Front {
  readonly #options: ServerOptions;
  readonly #doors: ServiceDoors;
  #stages: StageRoutes;
  #stagesOf: CloudState["restApis"];

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#doors = new ServiceDoors(options.cloud, options.cloud.services);
    this.#stagesOf = options.cloud.state.restApis;
    this.#stages = new StageRoutes(this.#stagesOf);
  }

  async answer(message: IncomingMessage, reply: ServerResponse): Promise<void> {
    const head = readHead(message);
    const hosts = head.headers["host"] ?? [];
    if (hosts.length !== 1 || !isLoopbackHost(hosts[0]))
      return sendResponse(reply, ANSWERS.notLoopback, message);
    if (!head.path.startsWith("/")) return sendResponse(reply, ANSWERS.malformedTarget, message);

    const route = routeRequest(head, this.#currentStages());
    let body = NOTHING;
    try {
      if (hasBody(head)) body = await readBody(message, this.#bodyLimit(route, head));
    } catch {
      return void reply.destroy();
    }
    try {
      sendResponse(reply, await this.#serve(route, { ...head, body }), message);
    } catch (error) {
      this.#options.cloud.reportFailure(`Answering ${head.method} ${head.path}`, error);
      sendResponse(reply, ANSWERS.failure, message);
    }
  }

  /** A signed request is meant for a service: one whose paths the local cloud does not have, such as S3. */
  #refuseUnknown(request: HttpRequest): HttpResponse {
    const claimed = readScope(request)?.service;
    if (claimed === undefined || claimed === "execute-api") return ANSWERS.notFound;
    return refuseService(claimed, { request, requestId: this.#options.cloud.randomUuid() });
  }

  /** Worked out again when a deployment has replaced the APIs. */
  #currentStages(): StageRoutes {
    const { restApis } = this.#options.cloud.state;
    if (restApis !== this.#stagesOf) {
      this.#stagesOf = restApis;
      this.#stages = new StageRoutes(restApis);
    }
    return this.#stages;
  }

  #bodyLimit(route: Route, head: RequestHead): number {
    if (route.type === "api") return MAX_BODY_BYTES;
    if (route.type === "lambda") return SYNCHRONOUS_LIMIT;
    return route.type === "awsService" ? this.#doors.bodyLimit(head) : PAGE_BODY_LIMIT;
  }

  async #serve(route: Route, request: HttpRequest): Promise<HttpResponse> {
    const { cloud, serveApi, servePage } = this.#options;
    switch (route.type) {
      case "api":
        return serveApi(cloud, route.api, route.stage, request, route.path);
      case "awsService":
        return readableFromAnywhere(request, await this.#doors.serve(request));
      case "lambda":
        return readableFromAnywhere(
          request,
          await serveLambda(cloud, cloud.services.lambda, { request, requestId: cloud.randomUuid() }),
        );
      case "awsPreflight":
        return awsPreflight(request);
      case "keySet":
        return jsonAnswer(await cloud.services.cognitoIdentity.keySet());
      case "access":
        return accessAnswer(request, this.#options.deployedResources?.() ?? []);
      case "page":
        return (await servePage?.(request)) ?? this.#refuseUnknown(request);
      case "unknownApi":
      case "sharedStage":
      case "unknownLocal":
        return ANSWERS[route.type];
    }
  }
}

function refuseMalformed(socket: Socket): void {
  if (socket.writable)
    socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
  else socket.destroy();
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: "127.0.0.1" }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function close(server: Server, patienceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), patienceMs).unref();
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
