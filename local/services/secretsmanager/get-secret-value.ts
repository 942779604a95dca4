import type { Secret } from "../../cloud-state";
import { findDenial } from "../authorize-call";
import { notCovered } from "../aws-error";
import type { Caller } from "../caller";
import type { ServiceContext } from "../context";
import { refuseMembers, type Input } from "../input";
import { resourceTags } from "../resource-tags";
import { secretsErrors, secretsInput } from "./errors";

const CURRENT = "AWSCURRENT";

/**
 * A secret's current value. It is under AWS's own key `aws/secretsmanager`, which every principal of the account may use
 * through Secrets Manager: reading it needs no permission of KMS.
 */
export function getSecretValue(context: ServiceContext, caller: Caller, input: Input): object {
  refuseMembers(input, ["SecretId", "VersionId", "VersionStage"], (member) =>
    notCovered(`The member ${member} of secretsmanager:GetSecretValue`),
  );
  const secretId = secretsInput.requiredText(input, "SecretId");
  const versionId = secretsInput.optionalText(input, "VersionId", { maximum: 64 });
  const stage = secretsInput.optionalText(input, "VersionStage", { maximum: 256 });
  const secret = findSecret(context, secretId);
  authorize(context, caller, { secretId, secret, versionId, stage });
  if (secret === undefined) throw secretsErrors.secretNotFound();
  const { current } = secret;
  if (versionId !== undefined && versionId !== current?.id) throw secretsErrors.versionNotFound(versionId);
  if (current === undefined || (stage ?? CURRENT) !== CURRENT)
    throw secretsErrors.stageNotFound(stage ?? CURRENT);
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: current.id,
    SecretString: current.value,
    VersionStages: [CURRENT],
  };
}

/** By ARN, by the ARN without the six characters that AWS adds, or by name. */
function findSecret({ state }: ServiceContext, secretId: string): Secret | undefined {
  const exact = state.secrets.get(secretId);
  if (exact) return exact;
  return [...state.secrets.values()].find(
    ({ name, arn }) => name === secretId || arn.slice(0, -"-abcdef".length) === secretId,
  );
}

interface Reading {
  readonly secretId: string;
  readonly secret: Secret | undefined;
  readonly versionId: string | undefined;
  readonly stage: string | undefined;
}

/** Before it is told whether there is one, so that a refused caller does not learn it. */
function authorize(
  context: ServiceContext,
  caller: Caller,
  { secretId, secret, versionId, stage }: Reading,
): void {
  const { region, accountId } = context;
  const named = secretId.startsWith("arn:")
    ? secretId
    : `arn:aws:secretsmanager:${region}:${accountId}:secret:${secretId}`;
  const resource = secret?.arn ?? named;
  const denial = findDenial(context, caller, {
    action: "secretsmanager:GetSecretValue",
    resource,
    context: {
      ...resourceTags(["aws", "secretsmanager"], secret?.tags),
      "secretsmanager:SecretId": resource,
      ...(versionId !== undefined && { "secretsmanager:VersionId": versionId }),
      ...((stage !== undefined || versionId === undefined) && {
        "secretsmanager:VersionStage": stage ?? CURRENT,
      }),
    },
    ...(secret?.resourcePolicy && { resourcePolicy: secret.resourcePolicy }),
  });
  if (denial !== undefined) throw secretsErrors.accessDenied(denial);
}
