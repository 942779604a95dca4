import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CognitoIdentityClient, DescribeIdentityCommand } from "@aws-sdk/client-cognito-identity";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { expect } from "chai";
import {
  TRUSTS_LAMBDA,
  refusal,
  role,
  runCloud,
  stateOf,
  type ClientConfig,
  type RunningCloud,
} from "./running-cloud";

interface Family {
  readonly call: (config: ClientConfig & { systemClockOffset?: number }) => Promise<unknown>;
  readonly skewMinutes: number;
  /** Code and status for: another secret, an unknown key, an expired session, another region, an unsigned request. */
  readonly mismatch: [string, number];
  readonly unknown: [string, number];
  readonly expired: [string, number];
}

const JSON_FAMILY = {
  mismatch: ["InvalidSignatureException", 400],
  unknown: ["UnrecognizedClientException", 400],
  expired: ["ExpiredTokenException", 400],
} as const;

const families: Record<string, Family> = {
  dynamodb: {
    ...(JSON_FAMILY as unknown as Family),
    call: (config) => new DynamoDBClient(config).send(new ListTablesCommand({})),
    skewMinutes: 15,
  },
  "cognito-identity": {
    ...(JSON_FAMILY as unknown as Family),
    call: (config) =>
      new CognitoIdentityClient(config).send(new DescribeIdentityCommand({ IdentityId: "eu-west-1:0" })),
    skewMinutes: 5,
  },
  logs: {
    ...(JSON_FAMILY as unknown as Family),
    call: (config) => new CloudWatchLogsClient(config).send(new DescribeLogGroupsCommand({})),
    skewMinutes: 5,
  },
  ssm: {
    ...(JSON_FAMILY as unknown as Family),
    call: (config) => new SSMClient(config).send(new GetParameterCommand({ Name: "a" })),
    skewMinutes: 5,
  },
  secretsmanager: {
    ...(JSON_FAMILY as unknown as Family),
    call: (config) => new SecretsManagerClient(config).send(new GetSecretValueCommand({ SecretId: "a" })),
    skewMinutes: 5,
  },
  sts: {
    call: (config) => new STSClient(config).send(new GetCallerIdentityCommand({})),
    skewMinutes: 5,
    mismatch: ["SignatureDoesNotMatch", 403],
    unknown: ["InvalidClientTokenId", 403],
    expired: ["ExpiredToken", 403],
  },
  lambda: {
    call: (config) => new LambdaClient(config).send(new InvokeCommand({ FunctionName: "f" })),
    skewMinutes: 5,
    mismatch: ["InvalidSignatureException", 403],
    unknown: ["UnrecognizedClientException", 403],
    expired: ["ExpiredTokenException", 403],
  },
};
const anybody = role("anybody", { trust: TRUSTS_LAMBDA });

describe("authentication at the services' door", () => {
  let running: RunningCloud;
  before(async () => void (running = await runCloud(stateOf({ roles: [anybody] }))));
  after(() => running.stop());
  afterEach(() => void (running.clock.offsetMs = 0));

  for (const [service, family] of Object.entries(families)) {
    describe(service, () => {
      const expectRefusal = async (
        config: ClientConfig & { systemClockOffset?: number },
        [name, status]: [string, number],
      ) => {
        const refused = await refusal(family.call(config));
        expect([refused.name, refused.status]).to.deep.equal([name, status]);
        return refused.message;
      };
      const withCredentials = (
        change: Partial<ClientConfig["credentials"]>,
        config = running.as(anybody),
      ) => ({
        ...config,
        credentials: { ...config.credentials, ...change },
      });

      it("refuses another secret, and shows what should have been signed", async () => {
        const message = await expectRefusal(withCredentials({ secretAccessKey: "wrong" }), family.mismatch);

        expect(message)
          .to.match(/^The request signature we calculated does not match/)
          .and.contain("The String-to-Sign should have been");
      });

      it("refuses an unknown key, an altered token and a token without its key alike", async () => {
        const { sessionToken = "" } = running.as(anybody).credentials;
        const altered =
          sessionToken.slice(0, 40) + (sessionToken[40] === "A" ? "B" : "A") + sessionToken.slice(41);

        await expectRefusal(withCredentials({ accessKeyId: "AKIAIOSFODNN7EXAMPLE" }), family.unknown);
        await expectRefusal(withCredentials({ sessionToken: altered }), family.unknown);
        const stolen = await expectRefusal(
          withCredentials({ sessionToken }, running.operator),
          family.unknown,
        );

        expect(stolen).to.equal("The security token included in the request is invalid.");
      });

      it("refuses an expired session", async () => {
        const config = running.as(anybody);
        running.clock.offsetMs = 3_601_000;

        await expectRefusal({ ...config, systemClockOffset: 3_601_000 }, family.expired);
      });

      it("refuses another region", async () => {
        const message = await expectRefusal({ ...running.operator, region: "us-east-1" }, family.mismatch);

        expect(message).to.equal("Credential should be scoped to a valid region, not 'us-east-1'.");
      });

      it(`allows a clock to be ${family.skewMinutes} minutes off, and no more`, async () => {
        const off = (minutes: number) => ({ ...running.operator, systemClockOffset: minutes * 60_000 });

        const late = await expectRefusal(off(-family.skewMinutes - 1), family.mismatch);
        const early = await expectRefusal(off(family.skewMinutes + 1), family.mismatch);
        const near = await family.call(off(family.skewMinutes - 1)).catch((error: Error) => error.message);

        expect(late).to.match(/^Signature expired: /);
        expect(early).to.match(/^Signature not yet current: /);
        expect(near).not.to.match(/Signature/);
      });
    });
  }

  it("goes by the service that was signed for, not by X-Amz-Target", async () => {
    const sts = new STSClient(running.operator);
    sts.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers["x-amz-target"] =
          "DynamoDB_20120810.ListTables";
        return next(args);
      },
      { step: "build" },
    );

    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).to.equal(
      "arn:aws:iam::000000000000:user/operator",
    );
  });

  const uncovered: [string, string, Record<string, string>, RegExp][] = [
    ["sqs", "/", { "x-amz-target": "AmazonSQS.ListQueues" }, /^{"__type":"NotCoveredByLocalCloud","message":"The service \\"sqs\\" is not covered/],
    ["sns", "/", {}, /^<ErrorResponse><Error>.*<Code>NotCoveredByLocalCloud<.*&quot;sns&quot; is not covered/],
    ["s3", "/bucket/key", {}, /^<Error>.*<Code>NotCoveredByLocalCloud<.*&quot;s3&quot; is not covered/],
  ]; // prettier-ignore
  for (const [service, path, headers, body] of uncovered) {
    it(`refuses ${service}, which it does not have, by name and in its clients' form`, async () => {
      const scope = `Credential=AKIAX/20261122/eu-west-1/${service}/aws4_request`;
      const answer = await fetch(running.server.endpoint + path, {
        method: "POST",
        headers: { ...headers, authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0` },
      });

      expect(answer.status).to.equal(400);
      expect(await answer.text()).to.match(body);
    });
  }

  it("answers a request that names no operation as AWS does", async () => {
    const unknown = await fetch(running.server.endpoint, {
      method: "POST",
      headers: { "x-amz-target": "DynamoDB_20120810." },
      body: "{}",
    });
    const nothing = await fetch(running.server.endpoint, { method: "POST", body: "" });

    expect(unknown.status).to.equal(400);
    expect(await unknown.json()).to.deep.equal({
      __type: "com.amazon.coral.service#UnknownOperationException",
    });
    expect(nothing.status).to.equal(403);
  });

  it("refuses a body that is no JSON object", async () => {
    const answer = await fetch(running.server.endpoint, {
      method: "POST",
      headers: { "x-amz-target": "AWSCognitoIdentityService.GetId" },
      body: "[1]",
    });

    expect(await answer.json()).to.deep.equal({ __type: "com.amazon.coral.service#SerializationException" });
  });
});
