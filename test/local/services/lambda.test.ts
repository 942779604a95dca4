import { InvokeCommand, LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import type { CognitoIdentity } from "../../../local/principal";
import { loadPolicy } from "../../../policies";
import {
  ACCOUNT,
  POOL_ID,
  REGION,
  TRUSTS_LAMBDA,
  TRUSTS_POOL,
  lambdaFunction,
  refusal,
  role,
  runCloud,
  stateOf,
  type RunningCloud,
} from "./running-cloud";

const execution = role("execution", { trust: TRUSTS_LAMBDA });
const invoker = role("invoker", {
  trust: TRUSTS_POOL,
  allow: [
    {
      Effect: "Allow",
      Action: "lambda:InvokeFunction",
      Resource: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:echo`,
    },
  ],
});
const stranger = role("stranger", { trust: TRUSTS_POOL });

const echo = lambdaFunction(
  "echo",
  `exports.handler = async (event, context) => {
    console.log("called");
    return { event, identity: context.identity, client: context.clientContext, key: process.env.AWS_ACCESS_KEY_ID };
  };`,
  { roleArn: execution.arn },
);
const failing = lambdaFunction(
  "failing",
  `exports.handler = async () => { throw new TypeError("broken"); };`,
  { roleArn: execution.arn },
);
const disabled = lambdaFunction("disabled", echo.files["index.js"]!.toString(), {
  roleArn: execution.arn,
  reservedConcurrency: 0,
});
const shared = lambdaFunction("shared", echo.files["index.js"]!.toString(), {
  roleArn: execution.arn,
  resourcePolicy: loadPolicy({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: stranger.arn },
        Action: "lambda:InvokeFunction",
        Resource: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:shared`,
      },
    ],
  }),
});

describe("Lambda's Invoke", () => {
  let running: RunningCloud;
  before(async () => {
    running = await runCloud(
      stateOf({ roles: [execution, invoker, stranger], functions: [echo, failing, disabled, shared] }),
    );
  });
  after(() => running.stop());

  const lambda = (config = running.operator) => new LambdaClient(config);
  const invoke = (FunctionName: string, more: object = {}) =>
    new InvokeCommand({ FunctionName, Payload: JSON.stringify({ a: 1 }), ...more });
  const payloadOf = (answer: { Payload?: { transformToString(): string } | undefined }) =>
    JSON.parse(answer.Payload?.transformToString() ?? "null") as Record<string, unknown>;

  it("runs the function and answers what it returns", async () => {
    const answer = await lambda().send(invoke("echo"));

    expect(answer).to.include({ StatusCode: 200, ExecutedVersion: "$LATEST" });
    expect(answer.FunctionError).to.equal(undefined);
    expect(payloadOf(answer)["event"]).to.deep.equal({ a: 1 });
  });

  for (const name of [
    `arn:aws:lambda:${REGION}:${ACCOUNT}:function:echo`,
    `${ACCOUNT}:function:echo`,
    "function:echo",
  ]) {
    it(`knows the function as ${name}`, async () => {
      expect((await lambda().send(invoke(name))).StatusCode).to.equal(200);
    });
  }

  it("hands the caller's Cognito identity to the function, and nobody's where there is none", async () => {
    const cognito: CognitoIdentity = {
      identityId: "eu-west-1:db9476fd-de77-4977-839f-4f943ff5d68c",
      identityPoolId: POOL_ID,
      authenticationType: "authenticated",
      authenticationProvider: "p",
    };

    const asPerson = await lambda(running.as(invoker, { cognito })).send(invoke("echo"));
    const asRole = await lambda(running.as(invoker)).send(invoke("echo"));

    expect(payloadOf(asPerson)["identity"]).to.include({
      cognitoIdentityId: cognito.identityId,
      cognitoIdentityPoolId: POOL_ID,
    });
    expect(payloadOf(asRole)["identity"]).to.equal(undefined);
  });

  it("runs the function under its own role", async () => {
    const accessKeyId = payloadOf(await lambda().send(invoke("echo")))["key"] as string;

    expect(accessKeyId).to.match(/^ASIA/);
    expect(accessKeyId).not.to.equal(running.cloud.credentials.operator.accessKeyId);
  });

  it("reports what the function threw, with status 200", async () => {
    const answer = await lambda().send(invoke("failing"));

    expect(answer).to.include({ StatusCode: 200, FunctionError: "Unhandled" });
    expect(payloadOf(answer)).to.include({ errorType: "TypeError", errorMessage: "broken" });
  });

  it("gives the end of the log when asked", async () => {
    const answer = await lambda().send(invoke("echo", { LogType: "Tail" }));

    expect(Buffer.from(answer.LogResult ?? "", "base64").toString())
      .to.contain("called")
      .and.contain("REPORT RequestId");
  });

  it("passes the client context", async () => {
    const ClientContext = Buffer.from(JSON.stringify({ custom: { a: "b" } })).toString("base64");

    expect(payloadOf(await lambda().send(invoke("echo", { ClientContext })))["client"]).to.deep.equal({
      custom: { a: "b" },
    });
  });

  it("answers an event with 202 and nothing else, and a dry run with 204", async () => {
    const event = await lambda().send(invoke("echo", { InvocationType: "Event" }));
    const dry = await lambda().send(invoke("failing", { InvocationType: "DryRun" }));

    expect([event.StatusCode, event.Payload?.length ?? 0, dry.StatusCode]).to.deep.equal([202, 0, 204]);
  });

  it("is refused without the permission", async () => {
    const refused = await refusal(lambda(running.as(stranger)).send(invoke("echo")));

    expect(refused).to.include({ name: "AccessDeniedException", status: 403 });
    expect(refused.message).to.equal(
      `User: arn:aws:sts::${ACCOUNT}:assumed-role/stranger/session is not authorized to perform: lambda:InvokeFunction on resource: ` +
        `arn:aws:lambda:${REGION}:${ACCOUNT}:function:echo because no identity-based policy allows the lambda:InvokeFunction action`,
    );
  });

  it("is refused on a qualified name that the permission does not cover", async () => {
    const refused = await refusal(lambda(running.as(invoker)).send(invoke("echo", { Qualifier: "$LATEST" })));

    expect(refused.message).to.contain("function:echo:$LATEST because");
  });

  it("is allowed by the function's own policy", async () => {
    expect((await lambda(running.as(stranger)).send(invoke("shared"))).StatusCode).to.equal(200);
  });

  it("tells a caller without permission nothing about which functions exist", async () => {
    expect((await refusal(lambda(running.as(stranger)).send(invoke("nothing")))).name).to.equal(
      "AccessDeniedException",
    );
    expect(await refusal(lambda().send(invoke("nothing")))).to.include({
      name: "ResourceNotFoundException",
      status: 404,
      message: `Function not found: arn:aws:lambda:${REGION}:${ACCOUNT}:function:nothing`,
    });
  });

  const wrong: [string, string, object, string, number][] = [
    ["a payload that is no JSON", "echo", { Payload: "{oops" }, "InvalidRequestContentException", 400],
    ["a payload over 6 MB", "echo", { Payload: JSON.stringify("x".repeat(6_300_000)) }, "RequestTooLargeException", 413],
    ["an event over 1 MB", "echo", { InvocationType: "Event", Payload: JSON.stringify("x".repeat(1_100_000)) }, "RequestTooLargeException", 413],
    ["a version that does not exist", "echo", { Qualifier: "7" }, "ResourceNotFoundException", 404],
    ["two qualifiers", "echo:$LATEST", { Qualifier: "7" }, "InvalidParameterValueException", 400],
    ["an unknown invocation type", "echo", { InvocationType: "Later" }, "InvalidParameterValueException", 400],
    ["a function that may not run at all", "disabled", {}, "TooManyRequestsException", 429],
  ]; // prettier-ignore
  for (const [what, name, more, code, status] of wrong) {
    it(`refuses ${what}`, async () => {
      expect(await refusal(lambda().send(invoke(name, more)))).to.include({ name: code, status });
    });
  }

  it("refuses what it does not cover by name", async () => {
    expect((await refusal(lambda().send(new ListFunctionsCommand({})))).message).to.contain(
      "GET /2015-03-31/functions",
    );
  });

  it("is not deployed with a role that does not trust Lambda", async () => {
    const misfit = lambdaFunction("misfit", "", { roleArn: stranger.arn });

    const refused = await refusal(running.cloud.deploy(stateOf({ roles: [stranger], functions: [misfit] })));

    expect(refused.name).to.equal("DeploymentError");
    expect(refused.message).to.contain('Function "misfit": role "stranger" cannot be assumed by Lambda');
  });
});
