import { header } from "../../http";
import { mimeType } from "../body-validator";
import type { Mapping } from "../definition";
import type { Exchange } from "../exchange";
import { refuse, type Refusal } from "../gateway-responses";
import { TemplateBodyError, TemplateError, type MappingTemplate } from "../mapping-template";
import { InputVariable } from "../templates/input-variable";

/** The body for the integration: through the template of its content type, or as it is where the passthrough behaviour allows that. */
export function mapRequestBody(exchange: Exchange, mapping: Mapping): string | Refusal {
  const template = chooseTemplate(exchange, mapping);
  if (template === "unsupported")
    return refuse("UNSUPPORTED_MEDIA_TYPE", "the integration has no request template for this content type");
  const body = exchange.request.body.toString("utf8");
  if (!template) return body;
  if (body.includes("\uFFFD") && !isUtf8(exchange.request.body))
    return refuse("API_CONFIGURATION_ERROR", "the body is not UTF-8, and a mapping template reads it");
  return renderTemplate(exchange, template, body);
}

function chooseTemplate(
  exchange: Exchange,
  { requestTemplates, passthrough }: Mapping,
): MappingTemplate | "unsupported" | undefined {
  const type = mimeType(header(exchange.request, "content-type"));
  const template = requestTemplates.get(type) ?? requestTemplates.get("$default");
  if (template) return template;
  switch (passthrough) {
    case "WHEN_NO_MATCH":
      return undefined;
    case "WHEN_NO_TEMPLATES":
      return requestTemplates.size > 0 ? "unsupported" : undefined;
    case "NEVER":
      return "unsupported";
  }
}

/** Renders with `$input` standing for the given body. */
export function renderTemplate(
  exchange: Exchange,
  template: MappingTemplate,
  body: string,
): string | Refusal {
  try {
    return template.render({
      input: new InputVariable(body, () => exchange.parameters),
      context: exchange.context,
      stageVariables: exchange.stage.variables,
      overrides: exchange.overrides,
    });
  } catch (error) {
    if (error instanceof TemplateBodyError)
      return refuse("BAD_REQUEST_BODY", error.message, { message: "Invalid JSON in request body" });
    if (error instanceof TemplateError)
      return refuse("API_CONFIGURATION_ERROR", `mapping template: ${error.message}`);
    throw error;
  }
}

function isUtf8(body: Buffer): boolean {
  return Buffer.from(body.toString("utf8"), "utf8").equals(body);
}
