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

/**
 * The reference marks resource types as required also where a call names one of them: whatever can be tagged or have a
 * policy, and these. Source: the operations' own API references.
 */
const EITHER_TYPE = {
  dynamodb: ["SearchVectors"],
  iam: ["GenerateServiceLastAccessedDetails", "ListPoliciesGrantingServiceAccess"],
  ssm: [
    "DescribeEffectiveInstanceAssociations",
    "DescribeInstanceAssociationsStatus",
    "DescribeInstancePatchStates",
    "DescribeInstancePatches",
    "StartAutomationExecution",
    "StartChangeRequestExecution",
  ],
  states: ["DescribeExecution", "ListExecutions"],
};

/** True for an action whose several required resource types are alternatives. */
export const needsOneOfItsTypes = (prefix, action) =>
  /^(Tag|Untag|ListTags)|ResourcePolic(y|ies)$/.test(action) || (EITHER_TYPE[prefix] ?? []).includes(action);
