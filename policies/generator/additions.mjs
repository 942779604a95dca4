// Facts that the service authorization reference leaves out.

/**
 * Source: IAM User Guide, "Available keys for AWS OIDC federation"; GitHub, "Configuring OpenID Connect in
 * Amazon Web Services".
 */
export const ADDITIONS = [
  {
    service: "sts",
    action: "AssumeRoleWithWebIdentity",
    key: "token.actions.githubusercontent.com:aud",
    type: "String",
  },
  {
    service: "sts",
    action: "AssumeRoleWithWebIdentity",
    key: "token.actions.githubusercontent.com:sub",
    type: "String",
  },
];
