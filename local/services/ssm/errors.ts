import { AwsError, internalFailure } from "../aws-error";
import { InputReader } from "../input";

/** What SSM Parameter Store refuses, with AWS's codes and texts. */
export const ssmErrors = {
  accessDenied: (text: string) => new AwsError("AccessDeniedException", 400, text),
  validation: (text: string) => new AwsError("ValidationException", 400, text),
  parameterNotFound: () => new AwsError("ParameterNotFound", 400, ""),
  versionNotFound: (name: string) =>
    new AwsError(
      "ParameterVersionNotFound",
      400,
      `Systems Manager could not find version of ${name}. Verify the version and try again.`,
    ),
  internal: () => internalFailure("InternalServerError"),
};

export const ssmInput = new InputReader(ssmErrors.validation);
