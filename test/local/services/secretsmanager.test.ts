import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
  type GetSecretValueCommandInput,
} from "@aws-sdk/client-secrets-manager";
import { expect } from "chai";
import type { Role, Secret } from "../../../local/cloud-state";
import { loadPolicy, type PolicyDocument } from "../../../policies";
import {
  ACCOUNT,
  REGION,
  TRUSTS_LAMBDA,
  refusal,
  role,
  runCloud,
  stateOf,
  type RunningCloud,
} from "./running-cloud";

const arnOf = (name: string) => `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}-a1b2c3`;
const secret = (name: string, more: Partial<Secret> = {}): Secret => ({
  name,
  arn: arnOf(name),
  current: { id: "11111111-1111-4111-8111-111111111111", value: `value of ${name}` },
  tags: {},
  ...more,
});
const reader = (name: string, resource: string, condition?: object): Role =>
  role(name, {
    trust: TRUSTS_LAMBDA,
    allow: [
      {
        Effect: "Allow",
        Action: "secretsmanager:GetSecretValue",
        Resource: resource,
        ...(condition && { Condition: condition }),
      },
    ] as never,
  });
const readsKey = reader("reads-key", arnOf("key"));
const readsAll = reader("reads-all", "*");
const readsPrevious = reader("reads-previous", "*", {
  StringEquals: { "secretsmanager:VersionStage": "AWSPREVIOUS" },
});
const denying: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Deny",
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/reads-all` },
      Action: "secretsmanager:GetSecretValue",
      Resource: "*",
    },
  ],
} as never;
const state = stateOf({
  roles: [readsKey, readsAll, readsPrevious],
  secrets: [
    secret("key"),
    { name: "empty", arn: arnOf("empty"), tags: {} },
    secret("closed", { resourcePolicy: loadPolicy(denying, { kind: "resource", name: "closed" }) }),
  ],
});

describe("Secrets Manager", () => {
  let running: RunningCloud;
  before(async () => void (running = await runCloud(state)));
  after(() => running.stop());

  const get = (as: Role, input: GetSecretValueCommandInput) =>
    new SecretsManagerClient(running.as(as)).send(new GetSecretValueCommand(input));

  it("gives the current value by ARN, by the ARN without its suffix, and by name", async () => {
    for (const SecretId of [arnOf("key"), arnOf("key").slice(0, -7), "key"]) {
      const answer = await get(readsKey, { SecretId });

      expect(answer).to.deep.include({
        ARN: arnOf("key"),
        Name: "key",
        VersionId: "11111111-1111-4111-8111-111111111111",
        SecretString: "value of key",
        VersionStages: ["AWSCURRENT"],
      });
    }
  });

  it("lets IAM decide on the secret itself, by its ARN, its version's label and its own policy", async () => {
    const denied: readonly [Role, string, RegExp][] = [
      [readsKey, "closed", /because no identity-based policy allows/],
      [readsPrevious, "key", /because no identity-based policy allows/],
      [readsAll, "closed", /with an explicit deny in a resource-based policy/],
    ];
    for (const [as, SecretId, message] of denied) {
      const refused = await refusal(get(as, { SecretId }));

      expect([refused.name, refused.status]).to.deep.equal(["AccessDeniedException", 400]);
      expect(refused.message).to.match(message);
      expect(refused.message).not.to.contain("value of");
    }
  });

  it("tells only who may read it whether a secret exists, and has a value", async () => {
    expect((await refusal(get(readsKey, { SecretId: "absent" }))).name).to.equal("AccessDeniedException");
    for (const input of [
      { SecretId: "absent" },
      { SecretId: "empty" },
      { SecretId: "key", VersionStage: "AWSPREVIOUS" },
      { SecretId: "key", VersionId: "22222222-2222-4222-8222-222222222222" },
    ]) {
      expect((await refusal(get(readsAll, input))).name).to.equal("ResourceNotFoundException");
    }
  });

  it("refuses by name what it lacks", async () => {
    const call = new SecretsManagerClient(running.operator).send(
      new DescribeSecretCommand({ SecretId: "key" }),
    );

    expect((await refusal(call)).name).to.equal("NotCoveredByLocalCloud");
  });
});
