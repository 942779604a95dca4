import { header } from "../../http";
import type { IntegrationResponse, Mapping } from "../definition";
import type { Exchange } from "../exchange";
import { refuse, type Refusal } from "../gateway-responses";
import type { MappingTemplate } from "../mapping-template";
import { headerFault, type MethodResponse } from "../method-response";
import type { IntegrationReply } from "./integration-reply";
import { renderTemplate } from "./request-mapping";

/**
 * Turns the integration's reply into the method's response. A Lambda error that no pattern matches takes the default response, which is usually a 200.
 */
export function mapResponse(
  exchange: Exchange,
  mapping: Mapping,
  reply: IntegrationReply,
): MethodResponse | Refusal {
  const { selectionText } = reply;
  const selected = selectResponse(mapping, selectionText);
  if (!selected)
    return refuse(
      "API_CONFIGURATION_ERROR",
      `no integration response matches ${JSON.stringify(selectionText.slice(0, 200))}, and there is no default`,
    );
  const template = chooseTemplate(exchange, selected);
  const body = template ? renderTemplate(exchange, template[1], reply.body) : reply.body;
  if (typeof body !== "string") return body;
  const headers = mapHeaders(exchange, selected, { reply, templateType: template?.[0] });
  if (typeof headers === "string") return refuse("API_CONFIGURATION_ERROR", headers);
  return { status: exchange.overrides.responseStatus ?? selected.statusCode, headers, body };
}

function selectResponse({ responses }: Mapping, text: string): IntegrationResponse | undefined {
  return (
    responses.find(({ selectionPattern }) => selectionPattern?.test(text)) ??
    responses.find(({ selectionPattern }) => !selectionPattern)
  );
}

/** By the first media type that the client accepts, else JSON, else the first template. */
function chooseTemplate(
  exchange: Exchange,
  { templates }: IntegrationResponse,
): readonly [type: string, template: MappingTemplate] | undefined {
  const accepted = (header(exchange.request, "accept") ?? "").split(/[,;]/, 1)[0]?.trim().toLowerCase() ?? "";
  for (const type of [accepted, "application/json"]) {
    const template = templates.get(type);
    if (template) return [type, template];
  }
  return templates.entries().next().value;
}

function mapHeaders(
  exchange: Exchange,
  selected: IntegrationResponse,
  { reply, templateType }: { readonly reply: IntegrationReply; readonly templateType: string | undefined },
): MethodResponse["headers"] | string {
  const headers = new Map<string, readonly [name: string, values: readonly string[]]>();
  if (templateType !== undefined) headers.set("content-type", ["Content-Type", [templateType]]);
  for (const { name, value } of selected.headers) {
    const found = value(reply, exchange);
    if (found !== undefined) headers.set(name.toLowerCase(), [name, [found].flat()]);
  }
  for (const [name, value] of exchange.overrides.responseHeaders) {
    headers.set(name.toLowerCase(), [name, [value].flat()]);
  }
  const list = [...headers.values()].flatMap(([name, values]) =>
    values.map((value) => [name, value] as const),
  );
  return list.map(([name, value]) => headerFault(name, value)).find((fault) => fault !== undefined) ?? list;
}
