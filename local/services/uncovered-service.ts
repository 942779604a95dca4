import { header, type HttpResponse } from "../http";
import type { Arrival } from "./arrival";
import { notCovered } from "./aws-error";
import { toXml } from "./xml";

/** Refuses a service that the local cloud lacks by its name, in the form that its clients read. */
export function refuseService(name: string, { request, requestId }: Arrival): HttpResponse {
  const { code, status, message } = notCovered(`The service "${name}"`);
  const isJson =
    header(request, "x-amz-target") !== undefined || /json/.test(header(request, "content-type") ?? "");
  const headers = {
    "content-type": isJson ? "application/json" : "text/xml",
    "x-amzn-RequestId": requestId,
    "x-amzn-ErrorType": code,
  };
  if (isJson) return { status, headers, body: JSON.stringify({ __type: code, message }) };
  const error = { Type: "Sender", Code: code, Message: message };
  const body =
    name === "s3"
      ? { Error: { ...error, RequestId: requestId } }
      : { ErrorResponse: { Error: error, RequestId: requestId } };
  return { status, headers, body: toXml(body) };
}
