import { AwsError, internalFailure } from "../aws-error";
import { InputReader } from "../input";

const notFound = (text: string) => new AwsError("ResourceNotFoundException", 400, text);

/** What Secrets Manager refuses, with AWS's codes and texts. */
export const secretsErrors = {
  accessDenied: (text: string) => new AwsError("AccessDeniedException", 400, text),
  validation: (text: string) => new AwsError("ValidationException", 400, text),
  secretNotFound: () => notFound("Secrets Manager can't find the specified secret."),
  versionNotFound: (version: string) =>
    notFound(`Secrets Manager can't find the specified secret value for VersionId: ${version}`),
  stageNotFound: (stage: string) =>
    notFound(`Secrets Manager can't find the specified secret value for staging label: ${stage}`),
  internal: () => internalFailure("InternalServiceError"),
};

export const secretsInput = new InputReader(secretsErrors.validation);
