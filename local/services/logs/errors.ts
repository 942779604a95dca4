import { AwsError, internalFailure } from "../aws-error";
import { InputReader } from "../input";

/** What CloudWatch Logs refuses, with AWS's codes and texts. */
export const logsErrors = {
  accessDenied: (text: string) => new AwsError("AccessDeniedException", 400, text),
  invalidParameter: (text: string) => new AwsError("InvalidParameterException", 400, text),
  noSuchGroup: () =>
    new AwsError("ResourceNotFoundException", 400, "The specified log group does not exist."),
  noSuchStream: () =>
    new AwsError("ResourceNotFoundException", 400, "The specified log stream does not exist."),
  internal: () => internalFailure("ServiceUnavailableException"),
};

export const logsInput = new InputReader(logsErrors.invalidParameter);
