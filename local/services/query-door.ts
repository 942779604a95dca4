import { header, type HttpRequest, type HttpResponse } from "../http";
import { AwsError } from "./aws-error";
import { anonymousCaller, type Arrival } from "./arrival";
import { authenticate, QUERY_AUTHENTICATION_ERRORS } from "./authenticate";
import type { Caller } from "./caller";
import type { ServiceContext } from "./context";
import { toXml } from "./xml";

/** A service that speaks AWS Query: parameters in a form or in the query, answers in XML. */
export interface QueryService {
  /** Its name in credential scopes. */
  readonly name: string;
  readonly version: string;
  readonly namespace: string;
  readonly skewMinutes: number;
  readonly bodyLimit: number;
  readonly isPublic: (operation: string) => boolean;
  /** Rejects with AwsError. */
  readonly call: (caller: Caller, operation: string, input: Record<string, string>) => Promise<object>;
}

/** One request over the wire: read, authenticate, call. The service authorizes. `Accept: application/json` is answered in JSON. */
export async function serveQuery(
  context: ServiceContext,
  service: QueryService,
  arrival: Arrival,
): Promise<HttpResponse> {
  const { request, requestId } = arrival;
  const isJson = /\bapplication\/json\b/.test(header(request, "accept") ?? "");
  const respond = (status: number, body: object): HttpResponse => ({
    status,
    headers: { "x-amzn-RequestId": requestId, "content-type": isJson ? "application/json" : "text/xml" },
    body: isJson ? JSON.stringify(body) : toXml(body, service.namespace),
  });
  try {
    const { Action: operation, ...input } = readParameters(service, request);
    const { name, skewMinutes } = service;
    const caller =
      operation !== undefined && service.isPublic(operation)
        ? anonymousCaller(arrival)
        : authenticate(context, arrival, { service: name, skewMinutes, errors: QUERY_AUTHENTICATION_ERRORS });
    if (operation === undefined) {
      throw new AwsError("MissingAction", 400, "The request must contain the parameter Action");
    }
    const result = await service.call(caller, operation, input);
    const metadata = { ResponseMetadata: { RequestId: requestId } };
    return respond(200, { [`${operation}Response`]: { [`${operation}Result`]: result, ...metadata } });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { code, status, message } = error;
    const fault = { Type: status >= 500 ? "Receiver" : "Sender", Code: code, Message: message };
    const body = { Error: fault, RequestId: requestId };
    return respond(status, isJson ? body : { ErrorResponse: body });
  }
}

/** The action and its parameters, from the form of a POST or else the query. Signature parameters are not among them. */
function readParameters(service: QueryService, request: HttpRequest): Record<string, string> {
  if (request.body.length > service.bodyLimit)
    throw new AwsError("RequestEntityTooLarge", 413, "The request is too large.");
  const text =
    request.method === "POST" && request.body.length > 0 ? request.body.toString("utf8") : request.query;
  const parameters: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of new URLSearchParams(text)) {
    if (/^X-Amz-/i.test(name)) continue;
    if (name in parameters)
      throw new AwsError("MalformedQueryString", 400, `The parameter ${name} is given twice`);
    parameters[name] = value;
  }
  const { Version: version, ...others } = parameters;
  if (version !== undefined && version !== service.version) {
    throw new AwsError(
      "InvalidAction",
      400,
      `Could not find operation ${others["Action"] ?? ""} for version ${version}`,
    );
  }
  return others;
}
