import type { HttpResponse } from "../http";

function json(status: number, body: object, errorType?: string): HttpResponse {
  return {
    status,
    headers: {
      "content-type": "application/json",
      ...(errorType !== undefined && { "x-amzn-ErrorType": errorType }),
    },
    body: JSON.stringify(body),
  };
}

/** What the server itself answers, before or beside the services and the gateway. */
export const ANSWERS = {
  notLoopback: json(403, {
    message:
      "This local cloud only answers requests whose Host is 127.0.0.1, localhost or [::1]. Open it under one of these names.",
  }),
  malformedTarget: json(400, { message: "The request target must be a path that begins with /." }),
  unknownApi: json(403, { message: "Forbidden" }, "ForbiddenException"),
  sharedStage: json(404, {
    message: "Several APIs have a stage of this name. Use /_api/{apiId}/{stage}/…, as their invokeUrl does.",
  }),
  unknownLocal: json(404, { message: "The local cloud has nothing here." }),
  notFound: json(404, { message: "Not Found" }),
  failure: json(500, { message: "Internal server error" }, "InternalServerErrorException"),
} as const;

export const refusal = (status: number, message: string): HttpResponse => json(status, { message });

export const jsonAnswer = (body: object): HttpResponse => json(200, body);
