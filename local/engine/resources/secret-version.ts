import { DeploymentError } from "../../deployment";
import { absent, only, text } from "../property-checks";
import type { ResourceType } from "../resource-type";

const MAX_VALUE_BYTES = 65_536;

interface SecretVersionInputs {
  readonly secretId: string;
  readonly secretString?: string;
}

/** aws.secretsmanager.SecretVersion: the current value of a secret. */
export const secretVersion: ResourceType = {
  properties: {
    secretId: text,
    region: text,
    secretString: text,
    secretStringWo: absent("use secretString"),
    secretBinary: absent("use secretString"),
    versionStages: (value, path) => only("AWSCURRENT")(Array.isArray(value) ? value.join() : value, path),
  },

  outputs(resource, context) {
    const { secretId, secretString } = resource.inputs as unknown as SecretVersionInputs;
    const versionId = context.ids.uuid(resource, `version of ${secretString}`);
    return {
      id: `${secretId}|${versionId}`,
      outputs: { arn: secretId, versionId, versionStages: ["AWSCURRENT"], region: context.region },
    };
  },

  deploy(resource, builder) {
    const { secretId, secretString } = resource.inputs as unknown as SecretVersionInputs;
    const refuse = (problem: string) => new DeploymentError(problem, resource);
    const target = [...builder.secrets.values()].find(
      ({ arn, name }) => arn === secretId || name === secretId,
    );
    if (!target) throw refuse(`secretId is ${secretId}, and the program makes no such secret`);
    if (target.current)
      throw refuse(`the secret ${target.name} has a version already: only one can be AWSCURRENT`);
    if (secretString === undefined || secretString === "") throw refuse("secretString is needed");
    const bytes = Buffer.byteLength(secretString);
    if (bytes > MAX_VALUE_BYTES)
      throw refuse(`secretString has ${bytes} bytes, and Secrets Manager allows ${MAX_VALUE_BYTES}`);
    target.current = { id: resource.outputs.versionId as string, value: secretString };
  },
};
