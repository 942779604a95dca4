/**
 * A template expression as text inside a JSON string. `$util.escapeJavaScript` writes `\'`, which JSON does not know.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export function escaped(expression: string): string {
  return String.raw`$util.escapeJavaScript(${expression}).replaceAll("\\'", "'")`;
}

/** A template expression as a JSON string. */
export const quoted = (expression: string): string => `"${escaped(expression)}"`;
