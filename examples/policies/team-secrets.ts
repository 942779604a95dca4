import type { Input } from "@pulumi/pulumi";
import { policy, variable } from "../../policies";
import { secretsmanager } from "../../policies/services/secretsmanager";

/**
 * Reads the secrets of one's own team, whatever team that is: the tag of the role must be that of the secret. One document
 * for all teams.
 */
export const teamSecrets = (secrets: Input<string>) =>
  policy(
    secretsmanager
      .allow("GetSecretValue", "DescribeSecret")
      .on({ secret: secrets })
      .when("aws:ResourceTag/team", "StringEquals", variable("aws:PrincipalTag/team"))
      .when("aws:PrincipalTag/team", "Null", false),
    // Who could tag a secret could make it one's own.
    secretsmanager.deny("TagResource", "UntagResource").on({ secret: secrets }),
  );
