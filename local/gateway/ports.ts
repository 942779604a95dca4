import type { Clock } from "../clock";
import type { CloudState } from "../cloud-state";
import type { Principal } from "../principal";

/** What the gateway needs of the cloud around it, and nothing more. `Cloud` satisfies it. */
export interface GatewayPorts {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  readonly state: CloudState;
  /** Functions stand still at breakpoints: integrations have no timeout. */
  readonly isDebugging?: boolean;
  readonly credentials: {
    findSecret(
      accessKeyId: string,
      sessionToken: string | undefined,
    ): { secretAccessKey: string } | "unknown" | "expired";
    resolve(accessKeyId: string, sessionToken: string | undefined): Principal | undefined;
  };
  readonly services: {
    readonly lambda: LambdaPort;
    readonly dynamodb: DynamoDbPort;
  };
  readonly decisions: { refused(line: string): void };
  readonly logs: {
    append(
      group: string,
      stream: string,
      events: readonly { readonly timestampMs: number; readonly message: string }[],
    ): void;
  };
  randomBytes(size: number): Buffer;
  randomUuid(): string;
}

/** Who calls a service, and from where. The service authorizes this principal itself. */
export interface ServiceCaller {
  readonly principal: Principal;
  readonly sourceIp: string;
  readonly userAgent?: string | undefined;
  readonly requestId: string;
}

export interface LambdaPort {
  /** Never rejects for what Lambda would answer with a status: refusals are 4xx answers, function errors carry `X-Amz-Function-Error`. */
  invoke(
    caller: ServiceCaller,
    functionName: string,
    payload: Buffer,
    options: {
      readonly invocationType?: "RequestResponse" | "Event";
      readonly traceId?: string;
      readonly isJson?: boolean;
    },
  ): Promise<ServiceReply<Buffer | string>>;
}

export interface DynamoDbPort {
  call(
    caller: ServiceCaller,
    operation: string,
    input: Record<string, unknown>,
  ): Promise<ServiceReply<unknown>>;
}

export interface ServiceReply<Body> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Body;
}
