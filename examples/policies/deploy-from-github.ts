import type { Input } from "@pulumi/pulumi";
import { trustPolicy } from "../../policies";
import { sts } from "../../policies/services/sts";

export interface Deployer {
  /** The ARN of the account's OIDC provider for `token.actions.githubusercontent.com`. */
  readonly provider: Input<string>;
  /** `owner/name`. */
  readonly repository: string;
  /** The GitHub environment, which can ask people for approval. */
  readonly environment: string;
}

/**
 * Lets the jobs of one environment of one repository become a role, without a secret. Anybody can run a job on GitHub: the
 * subject is what tells one's own from all others.
 */
export const deployFromGitHub = ({ provider, repository, environment }: Deployer) =>
  trustPolicy(
    sts
      .allow("AssumeRoleWithWebIdentity")
      .by({ Federated: provider })
      .when("token.actions.githubusercontent.com:aud", "StringEquals", "sts.amazonaws.com")
      .when(
        "token.actions.githubusercontent.com:sub",
        "StringEquals",
        `repo:${repository}:environment:${environment}`,
      ),
  );
