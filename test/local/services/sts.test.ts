import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import {
  CognitoIdentityClient,
  GetOpenIdTokenForDeveloperIdentityCommand,
} from "@aws-sdk/client-cognito-identity";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import {
  ACCOUNT,
  POOL_ID,
  PROVIDER,
  REGION,
  TRUSTS_POOL,
  pool,
  refusal,
  role,
  runCloud,
  stateOf,
  trustOf,
  type RunningCloud,
} from "./running-cloud";

const accountTrust = trustOf({ AWS: `arn:aws:iam::${ACCOUNT}:root` });
const LISTS = { Effect: "Allow", Action: "dynamodb:ListTables", Resource: "*" } as const;

const caller = role("caller", { trust: accountTrust });
const silenced = role("silenced", {
  trust: accountTrust,
  allow: [{ Effect: "Deny", Action: "*", Resource: "*" }],
});
const permitted = role("permitted", {
  trust: accountTrust,
  allow: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }],
});
const forAccount = role("for-account", { trust: accountTrust, allow: [LISTS] });
const forCaller = role("for-caller", { trust: trustOf({ AWS: caller.arn }), allow: [LISTS], seconds: 7200 });
const withSecret = role("with-secret", {
  trust: trustOf({ AWS: caller.arn }, { StringEquals: { "sts:ExternalId": "agreed" } }),
});
const closed = role("closed", { trust: trustOf({ Service: "lambda.amazonaws.com" }) });
const signedIn = role("signed-in", { trust: TRUSTS_POOL, allow: [LISTS] });
const roles = [caller, silenced, permitted, forAccount, forCaller, withSecret, closed, signedIn];

describe("STS", () => {
  let running: RunningCloud;
  before(async () => void (running = await runCloud(stateOf({ roles, pools: [pool()] }))));
  after(() => running.stop());

  const sts = (as = caller) => new STSClient(running.as(as));
  const assume = (of: { arn: string }, more: object = {}) =>
    new AssumeRoleCommand({ RoleArn: of.arn, RoleSessionName: "me", ...more });

  it("tells everybody with a signature who they are, even against an explicit Deny", async () => {
    const identity = await sts(silenced).send(new GetCallerIdentityCommand({}));

    expect(identity).to.include({
      Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/silenced/session`,
      Account: ACCOUNT,
      UserId: `${silenced.roleId}:session`,
    });
  });

  it("answers in AWS's XML, or in JSON when asked", async () => {
    const url = `${running.server.endpoint}/?Action=GetSomething&Version=2011-06-15`;

    const xml = await fetch(url);
    const json = await fetch(url, { headers: { accept: "application/json" } });

    expect(await xml.text()).to.match(
      /^<ErrorResponse xmlns="https:\/\/sts\.amazonaws\.com\/doc\/2011-06-15\/"><Error><Type>Sender<\/Type><Code>MissingAuthenticationToken<\/Code><Message>[^<]*<\/Message><\/Error><RequestId>[0-9a-f-]{36}<\/RequestId><\/ErrorResponse>\s*$/,
    );
    expect(await json.json())
      .to.have.property("Error")
      .that.includes({ Code: "MissingAuthenticationToken", Type: "Sender" });
  });

  describe("AssumeRole", () => {
    it("gives a session of a role that trusts the caller's role", async () => {
      const { Credentials, AssumedRoleUser } = await sts().send(assume(forCaller));
      const client = new DynamoDBClient({ ...running.operator, credentials: sessionKeys(Credentials) });

      expect(AssumedRoleUser).to.deep.equal({
        Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/for-caller/me`,
        AssumedRoleId: `${forCaller.roleId}:me`,
      });
      expect((await client.send(new ListTablesCommand({}))).TableNames).to.deep.equal([]);
    });

    it("needs the caller's own permission too where the role trusts the account", async () => {
      expect((await refusal(sts(caller).send(assume(forAccount)))).name).to.equal("AccessDenied");
      expect((await sts(permitted).send(assume(forAccount))).AssumedRoleUser).to.have.property("Arn");
    });

    it("is refused when the role does not trust the caller, whatever the caller may do", async () => {
      const refused = await refusal(sts(permitted).send(assume(closed)));

      expect(refused).to.include({ name: "AccessDenied", status: 403 });
      expect(refused.message).to.contain(
        `User: arn:aws:sts::${ACCOUNT}:assumed-role/permitted/session is not authorized to perform: sts:AssumeRole on resource: ${closed.arn}`,
      );
      expect((await refusal(new STSClient(running.operator).send(assume(closed)))).name).to.equal(
        "AccessDenied",
      );
    });

    it("knows the external id", async () => {
      expect((await refusal(sts().send(assume(withSecret)))).name).to.equal("AccessDenied");
      expect((await sts().send(assume(withSecret, { ExternalId: "agreed" }))).Credentials).to.have.property(
        "AccessKeyId",
      );
    });

    it("limits the session by the session policy", async () => {
      const Policy = JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
      });
      const { Credentials } = await sts().send(assume(forCaller, { Policy }));
      const client = new DynamoDBClient({ ...running.operator, credentials: sessionKeys(Credentials) });

      expect((await refusal(client.send(new ListTablesCommand({})))).message).to.match(
        /because no session policy allows the dynamodb:ListTables action$/,
      );
    });

    const wrong: [string, object, string][] = [
      ["a session name with a colon", { RoleSessionName: "S:2" }, "ValidationError"],
      ["a session name of one letter", { RoleSessionName: "S" }, "ValidationError"],
      ["fewer than 900 seconds", { DurationSeconds: 899 }, "ValidationError"],
      ["more than an hour, from a session", { DurationSeconds: 3601 }, "ValidationError"],
      ["a session policy that is no policy", { Policy: "{}" }, "MalformedPolicyDocument"],
      ["a session policy with an unknown operator", { Policy: '{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEqual":{"a:b":"c"}}}]}' }, "MalformedPolicyDocument"],
      ["an ARN that is none", { RoleArn: "arn:aws:iam::forged:role/x" }, "ValidationError"],
      ["tags", { Tags: [{ Key: "a", Value: "b" }] }, "NotCoveredByLocalCloud"],
    ]; // prettier-ignore
    for (const [what, more, code] of wrong) {
      it(`refuses ${what}`, async () => {
        expect((await refusal(sts().send(assume(forCaller, more)))).name).to.match(new RegExp(`^${code}`));
      });
    }

    it("lasts no longer than the role's sessions may", async () => {
      const trusting = role("trusting", { trust: accountTrust, seconds: 3600 });
      await running.cloud.deploy(stateOf({ roles: [...roles, trusting], pools: [pool()] }));

      const refused = await refusal(
        new STSClient(running.operator).send(assume(trusting, { DurationSeconds: 7200 })),
      );

      expect(refused.message).to.equal(
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
      );
    });

    it("answers the same for a role that does not exist as for one that refuses", async () => {
      const refused = await refusal(sts().send(assume({ arn: `arn:aws:iam::${ACCOUNT}:role/nothing` })));

      expect(refused.name).to.equal("AccessDenied");
    });
  });

  describe("AssumeRoleWithWebIdentity", () => {
    const tokenFor = async (user: string) => {
      const cognito = new CognitoIdentityClient(running.operator);
      const command = new GetOpenIdTokenForDeveloperIdentityCommand({
        IdentityPoolId: POOL_ID,
        Logins: { [PROVIDER]: user },
      });
      return (await cognito.send(command)).Token ?? "";
    };
    const exchange = (WebIdentityToken: string, of = signedIn) =>
      new STSClient({ region: REGION, endpoint: running.server.endpoint, maxAttempts: 1 }).send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: of.arn,
          RoleSessionName: "browser",
          WebIdentityToken,
        }),
      );
    const allowClassicFlow = (allowed: boolean) =>
      running.cloud.deploy(stateOf({ roles, pools: [pool({ allowClassicFlow: allowed })] }));
    afterEach(() => void (running.clock.offsetMs = 0));

    it("is refused while the pool does not allow the classic flow", async () => {
      await allowClassicFlow(false);

      const refused = await refusal(exchange(await tokenFor("ann")));

      expect(refused).to.include({
        name: "AccessDenied",
        status: 403,
        message: "Not authorized to perform sts:AssumeRoleWithWebIdentity",
      });
      expect(running.lines.at(-1)).to.contain("does not allow the classic flow");
    });

    it("gives a session of a role that trusts the pool", async () => {
      await allowClassicFlow(true);

      const answer = await exchange(await tokenFor("ann"));

      expect(answer).to.include({ Audience: POOL_ID, Provider: "cognito-identity.amazonaws.com" });
      expect(answer.AssumedRoleUser?.Arn).to.equal(`arn:aws:sts::${ACCOUNT}:assumed-role/signed-in/browser`);
      const principal = running.cloud.credentials.resolve(
        answer.Credentials?.AccessKeyId ?? "",
        answer.Credentials?.SessionToken,
      );
      expect(principal?.context).to.include({
        "cognito-identity.amazonaws.com:sub": answer.SubjectFromWebIdentityToken,
      });
    });

    it("is refused by a role that does not trust the token", async () => {
      await allowClassicFlow(true);

      expect((await refusal(exchange(await tokenFor("ann"), forCaller))).name).to.equal("AccessDenied");
    });

    it("is refused with an expired token", async () => {
      await allowClassicFlow(true);
      const token = await tokenFor("ann");
      running.clock.offsetMs = 3_600_000;

      expect((await refusal(exchange(token))).name).to.match(/^ExpiredTokenException$/);
    });

    it("is refused with a token that is none", async () => {
      expect(await refusal(exchange("eyJhbGciOiJub25lIn0.e30."))).to.include({ status: 400 });
    });
  });

  it("refuses what it does not cover by name", async () => {
    const refused = await refusal(sts().send(new GetSessionTokenCommand({})));

    expect(refused.message).to.contain("sts:GetSessionToken is not covered");
  });
});

const sessionKeys = (issued?: {
  AccessKeyId: string | undefined;
  SecretAccessKey: string | undefined;
  SessionToken: string | undefined;
}) => ({
  accessKeyId: issued?.AccessKeyId ?? "",
  secretAccessKey: issued?.SecretAccessKey ?? "",
  sessionToken: issued?.SessionToken ?? "",
});
