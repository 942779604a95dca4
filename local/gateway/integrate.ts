import type { Exchange } from "./exchange";
import type { Refusal } from "./gateway-responses";
import { callDynamoDb } from "./integrations/dynamodb";
import { callLambda } from "./integrations/lambda";
import { callLambdaProxy } from "./integrations/lambda-proxy";
import { answerMock } from "./integrations/mock";
import type { MethodResponse } from "./method-response";
import type { GatewayPorts } from "./ports";

/** Calls the integration and leaves its response in the exchange. */
export async function integrate(exchange: Exchange, ports: GatewayPorts): Promise<Refusal | undefined> {
  const outcome = await callIntegration(exchange, ports);
  if ("reason" in outcome) return outcome;
  exchange.response = outcome;
  return undefined;
}

function callIntegration(
  exchange: Exchange,
  ports: GatewayPorts,
): Promise<MethodResponse | Refusal> | MethodResponse | Refusal {
  const { integration } = exchange.matched.method;
  switch (integration.type) {
    case "lambdaProxy":
      return callLambdaProxy(exchange, ports, integration);
    case "lambda":
      return callLambda(exchange, ports, integration);
    case "dynamodb":
      return callDynamoDb(exchange, ports, integration);
    case "mock":
      return answerMock(exchange, integration);
  }
}
