import { header, type HttpRequest, type HttpResponse } from "../http";

/** Browser SDKs call AWS services from any page, and AWS lets them: a signature or a token is what counts. */
export function awsPreflight(request: Pick<HttpRequest, "headers">): HttpResponse {
  return {
    status: 200,
    headers: {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": header(request, "access-control-request-method") ?? "POST",
      "access-control-allow-headers": header(request, "access-control-request-headers") ?? "*",
      "access-control-max-age": "172800",
    },
    body: "",
  };
}

/** Lets a page of another origin read an AWS service's answer. */
export function readableFromAnywhere(
  request: Pick<HttpRequest, "headers">,
  response: HttpResponse,
): HttpResponse {
  if (header(request, "origin") === undefined) return response;
  return {
    ...response,
    headers: {
      ...response.headers,
      "access-control-allow-origin": "*",
      "access-control-expose-headers":
        "x-amzn-RequestId,x-amzn-ErrorType,x-amz-crc32,x-amz-function-error,x-amz-executed-version,x-amz-log-result,Date",
    },
  };
}
