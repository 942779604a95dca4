import { isContextName } from "./context-names";
import type { Exchange } from "./exchange";
import type { IntegrationReply } from "./integrations/integration-reply";
import { parseJsonPath } from "./json-path";
import { toText } from "./templates/java-text";

/** Where a mapped header takes its value from. Undefined: the header is left out. */
export type RequestValueSource = (exchange: Exchange) => string | undefined;
export type ResponseValueSource = (
  reply: IntegrationReply,
  exchange: Exchange,
) => string | readonly string[] | undefined;

const STATIC = /^'([^']*)'$/;
const NAME = "([a-zA-Z0-9._$-]+)";
const METHOD_REQUEST = new RegExp(`^method\\.request\\.(header|querystring|path)\\.${NAME}$`);
const CONTEXT = new RegExp(`^context\\.${NAME}$`);
const STAGE_VARIABLE = new RegExp(`^stageVariables\\.${NAME}$`);
const INTEGRATION_HEADER = new RegExp(`^integration\\.response\\.(header|multivalueheader)\\.${NAME}$`);
const INTEGRATION_BODY = /^integration\.response\.body(?:\.(.+))?$/;

/**
 * `'static'`, `method.request.(header|querystring|path).NAME` or `context.NAME`.
 * @throws {Error} for any other expression
 */
export function parseRequestValueSource(expression: string): RequestValueSource {
  const literal = STATIC.exec(expression);
  if (literal) return () => literal[1];
  const method = METHOD_REQUEST.exec(expression);
  if (method) {
    const [, place, name = ""] = method;
    return (exchange) => requestValue(exchange, place ?? "", name);
  }
  return (
    parseContext(expression) ??
    invalidExpression(expression, "'static', method.request.header.NAME or context.NAME")
  );
}

/**
 * `'static'`, `integration.response.(header|multivalueheader).NAME`, `integration.response.body[.JSONPATH]`, `context.NAME` or
 * `stageVariables.NAME`.
 * @throws {Error} for any other expression
 */
export function parseResponseValueSource(expression: string): ResponseValueSource {
  const literal = STATIC.exec(expression);
  if (literal) return () => literal[1];
  const responseHeader = INTEGRATION_HEADER.exec(expression);
  if (responseHeader) {
    const [, kind, name = ""] = responseHeader;
    return (reply) => {
      const values = reply.headers.get(name.toLowerCase());
      return kind === "multivalueheader" ? values : values?.at(-1);
    };
  }
  const body = INTEGRATION_BODY.exec(expression);
  if (body) return bodySource(body[1]);
  const variable = STAGE_VARIABLE.exec(expression);
  if (variable) return (_, exchange) => own(exchange.stage.variables, variable[1] ?? "");
  const context = parseContext(expression);
  if (context) return (_, exchange) => context(exchange);
  return invalidExpression(
    expression,
    "'static', integration.response.header.NAME, integration.response.body.JSONPATH, context.NAME or stageVariables.NAME",
  );
}

function bodySource(jsonPath: string | undefined): ResponseValueSource {
  if (jsonPath === undefined) return (reply) => reply.body;
  const path = parseJsonPath(`$.${jsonPath}`);
  return (reply) => {
    try {
      const found = path.find(JSON.parse(reply.body));
      if (found === undefined || found === null) return undefined;
      return typeof found === "object" ? JSON.stringify(found) : toText(found);
    } catch {
      return undefined;
    }
  };
}

function parseContext(expression: string): RequestValueSource | undefined {
  const name = CONTEXT.exec(expression)?.[1];
  if (name === undefined) return undefined;
  if (!isContextName(name)) throw new Error(`context.${name} does not exist.`);
  return contextReader(name);
}

/** Reads a `$context` variable as text; undefined when it is absent or a map. */
export function contextReader(name: string): RequestValueSource {
  const path = name.split(".");
  return (exchange) => {
    let value: unknown = exchange.context;
    for (const part of path) {
      if (typeof value !== "object" || value === null) return undefined;
      value = own(value as Readonly<Record<string, unknown>>, part);
    }
    return value === null || value === undefined || typeof value === "object" ? undefined : toText(value);
  };
}

function requestValue(exchange: Exchange, place: string, name: string): string | undefined {
  if (place === "header") return own(exchange.request.headers, name.toLowerCase())?.at(-1);
  return own(place === "path" ? exchange.parameters.path : exchange.query.single, name);
}

function own<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function invalidExpression(expression: string, allowed: string): never {
  throw new Error(`invalid mapping expression "${expression}"; write ${allowed}.`);
}
