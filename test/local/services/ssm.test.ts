import {
  GetParameterCommand,
  GetParametersByPathCommand,
  SSMClient,
  type GetParameterCommandInput,
} from "@aws-sdk/client-ssm";
import { expect } from "chai";
import type { Parameter, Role } from "../../../local/cloud-state";
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

const arnOf = (name: string) => `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/${name.replace(/^\//, "")}`;
const parameter = (name: string, more: Partial<Parameter> = {}): Parameter => ({
  name,
  arn: arnOf(name),
  type: "SecureString",
  value: `value of ${name}`,
  version: 3,
  tags: {},
  ...more,
});
const reader = (name: string, resource: string, condition?: object): Role =>
  role(name, {
    trust: TRUSTS_LAMBDA,
    allow: [
      {
        Effect: "Allow",
        Action: "ssm:GetParameter",
        Resource: resource,
        ...(condition && { Condition: condition }),
      },
    ] as never,
  });

const readsKey = reader("reads-key", arnOf("key"));
const readsAll = reader("reads-all", arnOf("*"));
const readsTeamA = reader("reads-team-a", "*", { StringEquals: { "aws:ResourceTag/team": "a" } });
const state = stateOf({
  roles: [readsKey, readsAll, readsTeamA],
  parameters: [
    parameter("key", { tags: { team: "a" } }),
    parameter("/shop/url", { type: "String", tags: { team: "b" } }),
  ],
});

describe("SSM Parameter Store", () => {
  let running: RunningCloud;
  before(async () => void (running = await runCloud(state)));
  after(() => running.stop());

  const get = (as: Role, input: GetParameterCommandInput) =>
    new SSMClient(running.as(as)).send(new GetParameterCommand({ WithDecryption: true, ...input }));

  it("gives a parameter by its name, its ARN and its version", async () => {
    for (const Name of ["key", "key:3", arnOf("key"), `${arnOf("key")}:3`]) {
      const { Parameter } = await get(readsKey, { Name });

      expect(Parameter).to.deep.include({
        Name: "key",
        ARN: arnOf("key"),
        Type: "SecureString",
        Value: "value of key",
        Version: 3,
        DataType: "text",
      });
    }
  });

  it("gives a plain text without decryption, and a hierarchy's parameter by its path", async () => {
    const { Parameter } = await get(readsAll, { Name: "/shop/url", WithDecryption: false });

    expect(Parameter?.Value).to.equal("value of /shop/url");
  });

  it("lets IAM decide on the parameter itself, by its ARN and its tags", async () => {
    expect((await get(readsTeamA, { Name: "key" })).Parameter?.Value).to.equal("value of key");
    for (const denied of [readsKey, readsTeamA]) {
      const { name, message, status } = await refusal(get(denied, { Name: "/shop/url" }));

      expect([name, status]).to.deep.equal(["AccessDeniedException", 400]);
      expect(message).to.match(
        /assumed-role\/reads-.* is not authorized to perform: ssm:GetParameter on resource: arn:aws:ssm:eu-west-1:000000000000:parameter\/shop\/url because no identity-based policy allows/,
      );
    }
    expect(running.lines.join("\n")).to.match(/refused: .*ssm:GetParameter/);
  });

  it("tells only who may read it whether a parameter exists", async () => {
    expect((await refusal(get(readsKey, { Name: "absent" }))).name).to.equal("AccessDeniedException");
    expect((await refusal(get(readsAll, { Name: "absent" }))).name).to.equal("ParameterNotFound");
    expect((await refusal(get(readsAll, { Name: "key:2" }))).name).to.equal("ParameterVersionNotFound");
  });

  it("is not misled by a name that would reach another parameter's ARN", async () => {
    for (const Name of ["*", "key*", "shop/../key", "a/*:3", "arn:aws:ssm:eu-west-1:1:parameter/key"]) {
      const { name } = await refusal(get(readsKey, { Name }));

      expect(name).to.be.oneOf(["ValidationException", "AccessDeniedException"]);
    }
  });

  it("refuses by name what it lacks", async () => {
    const client = new SSMClient(running.operator);
    const calls = [
      () => client.send(new GetParameterCommand({ Name: "key" })),
      () => get(readsKey, { Name: "key:stable" }),
      () => client.send(new GetParametersByPathCommand({ Path: "/" })),
    ];

    for (const call of calls) expect((await refusal(call())).name).to.equal("NotCoveredByLocalCloud");
  });
});
