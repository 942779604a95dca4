import type { MockIntegration } from "../definition";
import type { Exchange } from "../exchange";
import { refuse, type Refusal } from "../gateway-responses";
import type { MethodResponse } from "../method-response";
import { mapRequestBody } from "./request-mapping";
import { mapResponse } from "./response-mapping";

/** MOCK: the request template yields `{"statusCode": N}`, which selects the response. The request's body does not reach that response. */
export function answerMock(exchange: Exchange, integration: MockIntegration): MethodResponse | Refusal {
  const body = mapRequestBody(exchange, integration.mapping);
  if (typeof body !== "string") return body;
  const statusCode = readStatusCode(body);
  if (statusCode === undefined)
    return refuse("API_CONFIGURATION_ERROR", 'the MOCK request template must yield {"statusCode": N}');
  exchange.integration = { status: statusCode, latencyMs: 0 };
  const selectionText = String(statusCode);
  return mapResponse(exchange, integration.mapping, {
    status: statusCode,
    headers: new Map(),
    body: "",
    selectionText,
  });
}

/** API Gateway is lenient about this one document: `{statusCode: 200}` works. */
const LENIENT = /^\s*\{\s*(?:'statusCode'|"statusCode"|statusCode)\s*:\s*(\d{3})\s*,?\s*\}\s*$/;

function readStatusCode(body: string): number | undefined {
  const lenient = LENIENT.exec(body);
  if (lenient) return Number(lenient[1]);
  try {
    const value: unknown = JSON.parse(body);
    const statusCode =
      typeof value === "object" && value !== null && "statusCode" in value ? value.statusCode : undefined;
    return typeof statusCode === "number" && Number.isInteger(statusCode) ? statusCode : undefined;
  } catch {
    return undefined;
  }
}
