import { AwsError, internalFailure } from "../aws-error";
import { InputReader } from "../input";

const accessDenied = (text: string) => new AwsError("AccessDenied", 403, text);

/** What STS refuses, with AWS's codes, statuses and texts. */
export const stsErrors = {
  accessDenied,
  webIdentityDenied: () => accessDenied("Not authorized to perform sts:AssumeRoleWithWebIdentity"),
  validation: (text: string) => new AwsError("ValidationError", 400, text),
  invalidToken: () =>
    new AwsError(
      "InvalidIdentityToken",
      400,
      "Couldn't verify the signature of the provided web identity token",
    ),
  tokenExpired: (nowSeconds: number, expiresSeconds: number) =>
    new AwsError(
      "ExpiredTokenException",
      400,
      `Token expired: current date/time ${nowSeconds} must be before the expiration date/time ${expiresSeconds}`,
    ),
  malformedPolicy: (text: string) => new AwsError("MalformedPolicyDocument", 400, text),
  longerThanRole: () =>
    new AwsError(
      "ValidationError",
      400,
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    ),
  longerThanChained: () =>
    new AwsError(
      "ValidationError",
      400,
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    ),
  internal: () => internalFailure("InternalFailure"),
};

export const stsInput = new InputReader(stsErrors.validation);
