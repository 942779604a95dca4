import { header, type HttpRequest, type HttpResponse } from "../http";
import { readScope } from "../signature";
import type { ServiceContext } from "./context";
import type { Services } from "./index";
import { serveJson, type JsonService } from "./json-door";
import { serveQuery, type QueryService } from "./query-door";
import { refuseService } from "./uncovered-service";

const MEGABYTE = 1024 * 1024;

/** The services that share `POST /`, and what each of them is on the wire. */
export class ServiceDoors {
  readonly #context: ServiceContext;
  readonly #json: readonly JsonService[];
  readonly #sts: QueryService;

  constructor(context: ServiceContext, services: Services) {
    const { cognitoIdentity, dynamodb, logs, secretsManager, ssm, sts } = services;
    const json = {
      skewMinutes: 5,
      bodyLimit: MEGABYTE,
      sendsChecksum: false,
      isPublic: () => false,
    } as const;
    this.#context = context;
    this.#json = [
      {
        ...json,
        name: "dynamodb",
        targetPrefix: "DynamoDB_20120810",
        contentType: "application/x-amz-json-1.0",
        skewMinutes: 15,
        bodyLimit: 16 * MEGABYTE,
        sendsChecksum: true,
        call: (caller, operation, input) => dynamodb.call(caller, operation, input),
      },
      {
        ...json,
        name: "cognito-identity",
        targetPrefix: "AWSCognitoIdentityService",
        contentType: "application/x-amz-json-1.1",
        isPublic: (operation) => cognitoIdentity.isPublic(operation),
        call: (caller, operation, input) => cognitoIdentity.call(caller, operation, input),
      },
      {
        ...json,
        name: "logs",
        targetPrefix: "Logs_20140328",
        contentType: "application/x-amz-json-1.1",
        call: (caller, operation, input) => logs.call(caller, operation, input),
      },
      {
        ...json,
        name: "ssm",
        targetPrefix: "AmazonSSM",
        contentType: "application/x-amz-json-1.1",
        call: (caller, operation, input) => ssm.call(caller, operation, input),
      },
      {
        ...json,
        name: "secretsmanager",
        targetPrefix: "secretsmanager",
        contentType: "application/x-amz-json-1.1",
        call: (caller, operation, input) => secretsManager.call(caller, operation, input),
      },
    ];
    this.#sts = {
      name: "sts",
      version: "2011-06-15",
      namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
      skewMinutes: 5,
      bodyLimit: MEGABYTE,
      isPublic: (operation) => sts.isPublic(operation),
      call: (caller, operation, input) => sts.call(caller, operation, input),
    };
  }

  /** How much of a body to read before the service is known for certain. */
  bodyLimit(request: Pick<HttpRequest, "headers" | "query">): number {
    return this.#findJson(request)?.bodyLimit ?? MEGABYTE;
  }

  /** A request to `/`: by the service in the credential scope if it is signed, else by `X-Amz-Target` or `Action`. */
  serve(request: HttpRequest): Promise<HttpResponse> {
    const { randomUuid, randomBytes } = this.#context;
    const json = this.#findJson(request);
    const requestId = json?.name === "dynamodb" ? longId(randomBytes) : randomUuid();
    if (json) return serveJson(this.#context, json, { request, requestId });
    const claimed = readScope(request)?.service ?? this.#sts.name;
    if (claimed === this.#sts.name) return serveQuery(this.#context, this.#sts, { request, requestId });
    return Promise.resolve(refuseService(claimed, { request, requestId }));
  }

  #findJson(request: Pick<HttpRequest, "headers" | "query">): JsonService | undefined {
    const claimed = readScope(request)?.service;
    if (claimed !== undefined) return this.#json.find(({ name }) => name === claimed);
    const target = header(request, "x-amz-target") ?? "";
    return this.#json.find(({ targetPrefix }) => target.startsWith(`${targetPrefix}.`));
  }
}

/** DynamoDB's request ids: 52 characters, upper case. */
function longId(randomBytes: (size: number) => Buffer): string {
  let id = "";
  for (const byte of randomBytes(52)) id += (byte % 36).toString(36);
  return id.toUpperCase();
}
