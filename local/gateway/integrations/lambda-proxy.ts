import type { LambdaProxyIntegration } from "../definition";
import type { Exchange } from "../exchange";
import { refuse, type Refusal } from "../gateway-responses";
import type { MethodResponse } from "../method-response";
import type { GatewayPorts } from "../ports";
import { invokeFunction } from "./invoke-function";
import { proxyEvent } from "./proxy-event";
import { parseProxyResult } from "./proxy-result";

/** AWS_PROXY: the function gets the request as it is and answers the response itself. Anything else it does is 502. */
export async function callLambdaProxy(
  exchange: Exchange,
  ports: GatewayPorts,
  integration: LambdaProxyIntegration,
): Promise<MethodResponse | Refusal> {
  const result = await invokeFunction(exchange, ports, {
    target: integration,
    payload: JSON.stringify(proxyEvent(exchange)),
    isJson: true,
    invocationType: "RequestResponse",
  });
  if ("reason" in result) return result;
  if (result.isError)
    return badGateway(`function ${integration.functionName} failed: ${result.payload.slice(0, 500)}`);
  const response = parseProxyResult(result.payload);
  if (typeof response === "string")
    return badGateway(`malformed proxy response of function ${integration.functionName}: ${response}`);
  if (exchange.integration) exchange.integration = { ...exchange.integration, status: response.status };
  return response;
}

function badGateway(reason: string): Refusal {
  return refuse("INTEGRATION_FAILURE", reason, { status: 502 });
}
