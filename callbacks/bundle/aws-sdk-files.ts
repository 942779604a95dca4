/** Scopes of the packages that the AWS SDK is made of. */
export const AWS_SDK_SCOPES = ["@aws-sdk/", "@smithy/", "@aws-crypto/"] as const;

/** Matches a file of one of these packages. */
export const AWS_SDK_FILE = new RegExp(
  `[\\\\/]node_modules[\\\\/](?:${AWS_SDK_SCOPES.join("|").replaceAll("/", "[\\\\/]")})`,
);
