import { header, type HttpResponse } from "../http";
import { CONTEXT_VARIABLE } from "./context-names";
import type { GatewayResponseOverride } from "./definition";
import type { Exchange } from "./exchange";
import { defaultResponse, findOverride, type Refusal } from "./gateway-responses";
import { headerFault, ownHeaders } from "./method-response";
import { contextReader } from "./value-sources";

/** What the client gets for a refusal: the default of its type, or what the API's gateway responses make of it. */
export function errorResponse(exchange: Exchange, refusal: Refusal): HttpResponse {
  const row = defaultResponse(refusal.response);
  const defaultStatus = refusal.status ?? row.status;
  const override = findOverride(exchange.stage.definition.gatewayResponses, refusal.response, defaultStatus);
  const message = refusal.message ?? row.message;
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  const template = override && chooseTemplate(exchange, override);
  if (template) headers["Content-Type"] = template[0];
  for (const { name, value } of override?.headers ?? []) {
    const found = value(exchange);
    if (found !== undefined && headerFault(name, found) === undefined) headers[name] = found;
  }
  return {
    status: override?.statusCode ?? defaultStatus,
    headers: { ...headers, ...ownHeaders(exchange), "x-amzn-ErrorType": row.errorType },
    body: template
      ? substitute(exchange, template[1], { refusal, message })
      : JSON.stringify({ [row.messageKey ?? "message"]: message }),
  };
}

function chooseTemplate(
  exchange: Exchange,
  { templates }: GatewayResponseOverride,
): readonly [type: string, template: string] | undefined {
  const accepted = (header(exchange.request, "accept") ?? "").split(/[,;]/, 1)[0]?.trim().toLowerCase() ?? "";
  for (const type of [accepted, "application/json"]) {
    const template = templates.get(type);
    if (template !== undefined) return [type, template];
  }
  return templates.entries().next().value;
}

/** Gateway response templates know variables, and nothing else of Velocity. */
function substitute(
  exchange: Exchange,
  template: string,
  error: { readonly refusal: Refusal; readonly message: string | null },
): string {
  return template.replace(CONTEXT_VARIABLE, (_, name: string) => {
    switch (name) {
      case "error.message":
        return error.message ?? "";
      case "error.messageString":
        return JSON.stringify(error.message);
      case "error.responseType":
        return error.refusal.response;
      case "error.validationErrorString":
        return JSON.stringify(error.message);
      default:
        return contextReader(name)(exchange) ?? "";
    }
  });
}
