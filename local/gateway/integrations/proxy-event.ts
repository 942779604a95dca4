import { requestContext } from "../context-variables";
import type { Exchange } from "../exchange";

/** The event of a proxy integration, payload format 1.0. Empty maps and an empty body are null, as recorded at AWS. */
export function proxyEvent(exchange: Exchange): Readonly<Record<string, unknown>> {
  const { request, matched, query, headers, stage } = exchange;
  return {
    resource: matched.resource.path,
    path: exchange.path,
    httpMethod: exchange.httpMethod,
    headers: headers.single,
    multiValueHeaders: headers.multi,
    queryStringParameters: nullIfEmpty(query.single),
    multiValueQueryStringParameters: nullIfEmpty(query.multi),
    pathParameters: nullIfEmpty(matched.pathParameters),
    stageVariables: nullIfEmpty(stage.variables),
    requestContext: requestContext(exchange),
    body: request.body.length === 0 ? null : request.body.toString("utf8"),
    isBase64Encoded: false,
  };
}

function nullIfEmpty<Map extends object>(map: Map): Map | null {
  for (const _ in map) return map;
  return null;
}
