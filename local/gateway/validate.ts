import { header } from "../http";
import type { RequestParameter } from "./definition";
import { refuse, type Refusal } from "./gateway-responses";
import type { Exchange } from "./exchange";

/** Parameters first, body second. Only presence is checked of parameters: API Gateway ignores their types and patterns. */
export function validate(exchange: Exchange): Refusal | undefined {
  const { requiredParameters, bodyValidator } = exchange.matched.method;
  const missing = requiredParameters.filter((parameter) => isBlank(exchange, parameter));
  if (missing.length > 0) {
    const message = `Missing required request parameters: [${missing.map(({ name }) => name).join(", ")}]`;
    return refuse("BAD_REQUEST_PARAMETERS", message, { message });
  }
  const fault = bodyValidator?.findFault(header(exchange.request, "content-type"), exchange.request.body);
  return fault === undefined
    ? undefined
    : refuse("BAD_REQUEST_BODY", `the body does not fit its model: ${fault}`);
}

function isBlank(exchange: Exchange, { location, name }: RequestParameter): boolean {
  return (valueOf(exchange, { location, name }) ?? "").trim() === "";
}

function valueOf(exchange: Exchange, { location, name }: RequestParameter): string | undefined {
  switch (location) {
    case "header":
      return header(exchange.request, name.toLowerCase());
    case "path":
      return exchange.matched.pathParameters[name];
    case "querystring":
      return exchange.query.single[name];
  }
}
