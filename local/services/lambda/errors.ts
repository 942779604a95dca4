import { AwsError, internalFailure } from "../aws-error";

const byUser = { Type: "User" };

/** What Lambda's Invoke refuses, with AWS's codes, statuses and texts. */
export const lambdaErrors = {
  accessDenied: (text: string) => new AwsError("AccessDeniedException", 403, text),
  functionNotFound: (arn: string) =>
    new AwsError("ResourceNotFoundException", 404, `Function not found: ${arn}`, byUser),
  invalidParameter: (text: string) => new AwsError("InvalidParameterValueException", 400, text, byUser),
  payloadNotJson: (reason: string) =>
    new AwsError(
      "InvalidRequestContentException",
      400,
      `Could not parse request body into json: Could not parse payload into json: ${reason}`,
      byUser,
    ),
  payloadTooLarge: (limit: number) =>
    new AwsError(
      "RequestTooLargeException",
      413,
      `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
      byUser,
    ),
  throttled: (body: Readonly<Record<string, unknown>>) => {
    const { Message, message, ...details } = body;
    return new AwsError(
      "TooManyRequestsException",
      429,
      String(Message ?? message ?? "Rate Exceeded."),
      details,
    );
  },
  internal: () => internalFailure("ServiceException"),
};
