/**
 * The document's text with API Gateway's short form of its own ARNs, `execute-api:/stage/METHOD/path`, written out as
 * far as it is known before the API is there: API Gateway completes it when the document is stored.
 */
export const completeApiGatewayArns = (text: string): string =>
  text.replaceAll('"execute-api:/', '"arn:*:execute-api:*:*:*/');
