import { header, type HttpRequest, type HttpResponse } from "../http";
import { AwsError } from "./aws-error";
import { anonymousCaller, authenticate, QUERY_AUTHENTICATION_ERRORS } from "./authenticate";
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
  request: HttpRequest,
  requestId: string,
): Promise<HttpResponse> {
  const isJson = /\bapplication\/json\b/.test(header(request, "accept") ?? "");
  try {
    const { Action: operation, ...input } = readParameters(service, request);
    const caller =
      operation !== undefined && service.isPublic(operation)
        ? anonymousCaller(request, requestId)
        : authenticate(
            context,
            request,
            { service: service.name, skewMinutes: service.skewMinutes, errors: QUERY_AUTHENTICATION_ERRORS },
            requestId,
          );
    if (operation === undefined)
      throw new AwsError("MissingAction", 400, "The request must contain the parameter Action");
    const result = await service.call(caller, operation, input);
    return respond(
      200,
      requestId,
      isJson,
      {
        [`${operation}Response`]: {
          [`${operation}Result`]: result,
          ResponseMetadata: { RequestId: requestId },
        },
      },
      service,
    );
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const fault = {
      Type: error.status >= 500 ? "Receiver" : "Sender",
      Code: error.code,
      Message: error.message,
    };
    const body = isJson
      ? { Error: { Code: fault.Code, Message: fault.Message, Type: fault.Type }, RequestId: requestId }
      : { ErrorResponse: { Error: fault, RequestId: requestId } };
    return respond(error.status, requestId, isJson, body, service);
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

// eslint-disable-next-line max-params
function respond(
  status: number,
  requestId: string,
  isJson: boolean,
  body: object,
  service: QueryService,
): HttpResponse {
  return {
    status,
    headers: { "x-amzn-RequestId": requestId, "content-type": isJson ? "application/json" : "text/xml" },
    body: isJson ? JSON.stringify(body) : toXml(body, service.namespace),
  };
}
