import type { DynamoDbIntegration } from "../definition";
import type { Exchange } from "../exchange";
import type { Refusal } from "../gateway-responses";
import type { MethodResponse } from "../method-response";
import type { GatewayPorts } from "../ports";
import { callService } from "./call-service";
import { replyHeaders, type IntegrationReply } from "./integration-reply";
import { mapRequestBody } from "./request-mapping";
import { mapResponse } from "./response-mapping";

/** AWS with a DynamoDB action. DynamoDB itself decides whether the principal may: its refusals are statuses like any other. */
export async function callDynamoDb(
  exchange: Exchange,
  ports: GatewayPorts,
  integration: DynamoDbIntegration,
): Promise<MethodResponse | Refusal> {
  const body = mapRequestBody(exchange, integration.mapping);
  if (typeof body !== "string") return body;
  const input = parseInput(body);
  if (!input) return mapResponse(exchange, integration.mapping, SERIALIZATION_ERROR);
  const reply = await callService(exchange, ports, {
    ...integration,
    call: (caller) => ports.services.dynamodb.call(caller, integration.action, input),
  });
  if ("reason" in reply) return reply;
  return mapResponse(exchange, integration.mapping, {
    status: reply.status,
    headers: replyHeaders(reply.headers),
    body: JSON.stringify(reply.body ?? {}),
    selectionText: String(reply.status),
  });
}

/** What DynamoDB answers to a body that is not a JSON object. */
const SERIALIZATION_ERROR: IntegrationReply = {
  status: 400,
  headers: new Map(),
  body: '{"__type":"com.amazon.coral.service#SerializationException"}',
  selectionText: "400",
};

function parseInput(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
