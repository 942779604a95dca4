import { AwsError, internalFailure } from "../aws-error";
import { InputReader } from "../input";

const notAuthorized = (text: string) => new AwsError("NotAuthorizedException", 400, text);
const invalidParameter = (text: string) => new AwsError("InvalidParameterException", 400, text);
const notFound = (text: string) => new AwsError("ResourceNotFoundException", 400, text);

/** What Cognito identity pools refuse, with AWS's codes and texts. */
export const cognitoErrors = {
  accessDenied: (text: string) => new AwsError("AccessDeniedException", 400, text),
  invalidParameter,
  poolNotFound: (poolId: string) => notFound(`IdentityPool '${poolId}' not found.`),
  identityNotFound: (identityId: string) => notFound(`Identity '${identityId}' not found.`),
  guestsNotAllowed: () => notAuthorized("Unauthenticated access is not supported for this identity pool."),
  identityForbidden: (identityId: string) =>
    notAuthorized(`Access to Identity '${identityId}' is forbidden.`),
  unsupportedProvider: () => notAuthorized("Token is not from a supported provider of this identity pool."),
  loginsDoNotMatch: () =>
    notAuthorized(
      "Logins don't match. Please include at least one valid login for this identity or identity pool.",
    ),
  tokenUnverifiable: () => notAuthorized("Invalid login token. Couldn't verify signed token."),
  tokenExpired: (nowSeconds: number, expiresSeconds: number) =>
    notAuthorized(`Invalid login token. Token expired: ${nowSeconds} >= ${expiresSeconds}`),
  notAPublicProvider: () => invalidParameter("Please provide a valid public provider"),
  notADeveloperProvider: () => invalidParameter("Please provide a valid developer provider"),
  classicFlowDisabled: () =>
    invalidParameter("Basic (classic) flow is not enabled, please use enhanced flow."),
  roleNotUsable: () =>
    new AwsError(
      "InvalidIdentityPoolConfigurationException",
      400,
      "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
    ),
  developerUserBoundElsewhere: () =>
    new AwsError(
      "DeveloperUserAlreadyRegisteredException",
      400,
      "The developer user identifier is already registered with another identity.",
    ),
  lookupMismatch: () =>
    new AwsError(
      "ResourceConflictException",
      400,
      "The developer user identifier does not belong to the identity.",
    ),
  internal: () => internalFailure("InternalErrorException"),
};

export const cognitoInput = new InputReader(cognitoErrors.invalidParameter);
