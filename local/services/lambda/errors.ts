import { AwsError, internalFailure } from "../aws-error";

const byUser = (code: string, status: number, message: string) =>
  new AwsError(code, status, { Type: "User", message });

/** What Lambda's Invoke refuses, with AWS's codes, statuses and texts. */
export const lambdaErrors = {
  accessDenied: (text: string) => new AwsError("AccessDeniedException", 403, text),
  functionNotFound: (arn: string) => byUser("ResourceNotFoundException", 404, `Function not found: ${arn}`),
  invalidParameter: (text: string) => byUser("InvalidParameterValueException", 400, text),
  payloadNotJson: (reason: string) =>
    byUser(
      "InvalidRequestContentException",
      400,
      `Could not parse request body into json: Could not parse payload into json: ${reason}`,
    ),
  payloadTooLarge: (limit: number) =>
    byUser(
      "RequestTooLargeException",
      413,
      `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
    ),
  /** `body`: as the runtime gives it, with the limit that was reached as `Reason`. */
  throttled: ({ Message, ...details }: { readonly Message: string }) =>
    new AwsError("TooManyRequestsException", 429, { ...details, message: Message }),
  internal: () => internalFailure("ServiceException"),
};
