import { header } from "../../http";
import type { IntegrationCredentials } from "../definition";
import type { Exchange } from "../exchange";
import { refuse, type Refusal } from "../gateway-responses";
import type { GatewayPorts, ServiceCaller, ServiceReply } from "../ports";
import { integrationPrincipal } from "./integration-principal";

export interface ServiceCall<Body> {
  readonly credentials: IntegrationCredentials;
  readonly timeoutMs: number;
  readonly call: (caller: ServiceCaller) => Promise<ServiceReply<Body>>;
}

/** Calls a service in the name that the integration's credentials ask for, and waits no longer than the integration allows. */
export async function callService<Body>(
  exchange: Exchange,
  ports: GatewayPorts,
  service: ServiceCall<Body>,
): Promise<ServiceReply<Body> | Refusal> {
  const principal = integrationPrincipal(exchange, ports, service.credentials);
  if ("reason" in principal) return principal;
  const startedMs = ports.clock.nowMs();
  const reply = await withinMs(
    ports.isDebugging ? undefined : service.timeoutMs,
    service.call({
      principal,
      sourceIp: exchange.request.sourceIp,
      requestId: exchange.requestId,
      userAgent: header(exchange.request, "user-agent"),
    }),
  );
  const latencyMs = ports.clock.nowMs() - startedMs;
  if (reply === undefined) {
    exchange.integration = { latencyMs };
    return refuse("INTEGRATION_TIMEOUT", `the integration did not answer within ${service.timeoutMs} ms`);
  }
  exchange.integration = { serviceStatus: reply.status, status: reply.status, latencyMs };
  return reply;
}

/** Undefined when the time is over. The call itself goes on: API Gateway does not stop a function either. */
async function withinMs<Value>(
  milliseconds: number | undefined,
  pending: Promise<Value>,
): Promise<Value | undefined> {
  if (milliseconds === undefined) return pending;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, milliseconds, undefined);
  });
  try {
    return await Promise.race([pending, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
