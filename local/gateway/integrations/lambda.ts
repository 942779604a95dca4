import type { LambdaIntegration } from "../definition";
import type { Exchange } from "../exchange";
import type { Refusal } from "../gateway-responses";
import type { MethodResponse } from "../method-response";
import type { GatewayPorts } from "../ports";
import { invokeFunction } from "./invoke-function";
import { mapRequestBody } from "./request-mapping";
import { mapResponse } from "./response-mapping";

/** AWS with a function: templates make the event and the response, and errors are told apart by their message. */
export async function callLambda(
  exchange: Exchange,
  ports: GatewayPorts,
  integration: LambdaIntegration,
): Promise<MethodResponse | Refusal> {
  const body = mapRequestBody(exchange, integration.mapping);
  if (typeof body !== "string") return body;
  const result = await invokeFunction(exchange, ports, {
    target: integration,
    payload: body === "" ? "{}" : body,
    isJson: false,
    invocationType: invocationType(exchange, integration),
  });
  if ("reason" in result) return result;
  return mapResponse(exchange, integration.mapping, {
    status: result.status,
    headers: new Map(),
    body: result.payload,
    selectionText: errorMessage(result.payload),
  });
}

/** A template may ask for the other kind of invocation by the header that Lambda reads. */
function invocationType(exchange: Exchange, integration: LambdaIntegration): "RequestResponse" | "Event" {
  for (const [name, value] of exchange.overrides.request.header) {
    if (name.toLowerCase() === "x-amz-invocation-type" && (value === "Event" || value === "RequestResponse"))
      return value;
  }
  return integration.invocationType;
}

/** Empty for a success: patterns such as `.*` match that too. */
function errorMessage(payload: string): string {
  if (!payload.includes('"errorMessage"')) return "";
  try {
    const value: unknown = JSON.parse(payload);
    const isObject = typeof value === "object" && value !== null && "errorMessage" in value;
    return isObject && typeof value.errorMessage === "string" ? value.errorMessage : "";
  } catch {
    return "";
  }
}
