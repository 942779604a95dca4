import { CONTEXT_VARIABLE, isContextName } from "../context-names";
import type { GatewayResponseOverride } from "../definition";
import { defaultResponse, GATEWAY_RESPONSES, type GatewayResponseType } from "../gateway-responses";
import { parseRequestValueSource } from "../value-sources";
import type { DocumentNode } from "./document-node";

const HEADER = /^gatewayresponse\.header\.([A-Za-z0-9!#$%&'*+.^_`|~-]+)$/;

export function readGatewayResponses(
  node: DocumentNode | undefined,
): ReadonlyMap<GatewayResponseType, GatewayResponseOverride> {
  const overrides = new Map<GatewayResponseType, GatewayResponseOverride>();
  for (const [type, response] of node?.entries() ?? []) {
    if (!Object.hasOwn(GATEWAY_RESPONSES, type)) return response.fail("no such gateway response type.");
    const known = type as GatewayResponseType;
    if (defaultResponse(known).customizable === false)
      return response.fail("API Gateway does not let this response be changed. Leave it out.");
    overrides.set(known, readOverride(response));
  }
  return overrides;
}

function readOverride(node: DocumentNode): GatewayResponseOverride {
  const { statusCode, responseParameters, responseTemplates } = node.members([
    "statusCode",
    "responseParameters",
    "responseTemplates",
  ]);
  return {
    ...(statusCode ? { statusCode: statusCode.integer(200, 599) } : {}),
    headers: (responseParameters?.entries() ?? []).map(([target, source]) => ({
      name:
        HEADER.exec(target)?.[1] ??
        source.fail('the key must be "gatewayresponse.header.NAME", with a header\'s name.'),
      value: source.parsed(parseRequestValueSource),
    })),
    templates: new Map(
      (responseTemplates?.entries() ?? []).map(([type, template]) => [
        type.toLowerCase(),
        checkTemplate(template),
      ]),
    ),
  };
}

/** These templates know variables only; Velocity in them would reach the client as text. */
function checkTemplate(node: DocumentNode): string {
  const template = node.text();
  for (const [variable, name = ""] of template.matchAll(CONTEXT_VARIABLE)) {
    if (!isContextName(name)) return node.fail(`${variable} does not exist.`);
  }
  if (/#(set|if|foreach)\b|\$(input|util)\b/.test(template))
    return node.fail("gateway responses have simple variables ($context.NAME), not Velocity.");
  return template;
}
