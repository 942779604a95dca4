import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { Secret } from "@pulumi/aws/secretsmanager";
import type { Parameter } from "@pulumi/aws/ssm";
import { forbidden, ok } from "../../../../../handler";

const ssm = new SSMClient({});
const secrets = new SecretsManagerClient({});

interface Settings {
  readonly allowed: Parameter;
  readonly other: Parameter;
  readonly token: Secret;
}

/** Reads with the AWS SDK what the role allows, and tries what it does not. */
export const readSettings = (settings: Settings) => async () => {
  const read = (Name: string) => ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
  const { Parameter } = await read(settings.allowed.name.get());
  const { SecretString } = await secrets.send(
    new GetSecretValueCommand({ SecretId: settings.token.arn.get() }),
  );
  const refused = await read(settings.other.name.get()).then(
    () => "nothing",
    (error: Error) => error.name,
  );
  return Parameter?.Value === undefined
    ? forbidden("no value")
    : ok({ parameter: Parameter.Value, secret: SecretString, refused });
};
