import { createPublicKey, verify } from "node:crypto";
import {
  CognitoIdentityClient,
  DescribeIdentityCommand,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
  GetOpenIdTokenCommand,
  GetOpenIdTokenForDeveloperIdentityCommand,
  LookupDeveloperIdentityCommand,
  MergeDeveloperIdentitiesCommand,
} from "@aws-sdk/client-cognito-identity";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { expect } from "chai";
import {
  ACCOUNT, POOL_ARN, POOL_ID, PROVIDER, REGION, TRUSTS_LAMBDA, TRUSTS_POOL,
  pool, refusal, role, runCloud, stateOf, trustOf, type RunningCloud,
} from "./running-cloud"; // prettier-ignore

const signedIn = role("signed-in", { trust: TRUSTS_POOL });
const suspicious = role("suspicious", {
  trust: trustOf(
    { Federated: "cognito-identity.amazonaws.com" },
    { StringEquals: { "cognito-identity.amazonaws.com:aud": "eu-west-1:another" } },
  ),
});
const registrar = role("registrar", {
  trust: TRUSTS_LAMBDA,
  allow: [
    { Effect: "Allow", Action: "cognito-identity:GetOpenIdTokenForDeveloperIdentity", Resource: POOL_ARN },
  ],
});
const nobody = role("nobody", { trust: TRUSTS_LAMBDA });
const roles = [signedIn, suspicious, registrar, nobody];
const normal = stateOf({ roles, pools: [pool({ authenticatedRoleArn: signedIn.arn })] });

const OWN_TOKENS = "cognito-identity.amazonaws.com";
const decode = (part: string | undefined) =>
  JSON.parse(Buffer.from(part ?? "", "base64url").toString()) as Record<string, unknown>;

describe("Cognito identity pools", () => {
  let running: RunningCloud;
  before(async () => void (running = await runCloud(normal)));
  after(() => running.stop());
  beforeEach(async () => {
    running.clock.offsetMs = 0;
    await running.cloud.deploy(normal);
  });

  const client = () =>
    new CognitoIdentityClient({ region: REGION, endpoint: running.server.endpoint, maxAttempts: 1 });
  const tokenFor = async (user: string, more: object = {}) => {
    const command = new GetOpenIdTokenForDeveloperIdentityCommand({
      IdentityPoolId: POOL_ID,
      Logins: { [PROVIDER]: user },
      ...more,
    });
    const { IdentityId = "", Token = "" } = await new CognitoIdentityClient(running.as(registrar)).send(
      command,
    );
    return { IdentityId, Token };
  };
  const credentials = (IdentityId: string, Token: string) =>
    client().send(new GetCredentialsForIdentityCommand({ IdentityId, Logins: { [OWN_TOKENS]: Token } }));

  describe("a developer's user", () => {
    it("is the same identity every time, and another user is another", async () => {
      const first = await tokenFor("ann");
      const again = await tokenFor("ann");
      const other = await tokenFor("bob");

      expect(first.IdentityId).to.match(/^eu-west-1:[0-9a-f-]{36}$/);
      expect(again.IdentityId).to.equal(first.IdentityId);
      expect(other.IdentityId).not.to.equal(first.IdentityId);
    });

    it("gets a token that says what AWS's say, signed with the published key", async () => {
      const { IdentityId, Token } = await tokenFor("ann");
      const [header, payload, signature] = Token.split(".");
      const { keys } = (await (await fetch(`${running.server.endpoint}/.well-known/jwks_uri`)).json()) as {
        keys: { kid: string }[];
      };

      const key = createPublicKey({ key: keys[0] as never, format: "jwk" });
      expect(
        verify("sha512", Buffer.from(`${header}.${payload}`), key, Buffer.from(signature ?? "", "base64url")),
      ).to.equal(true);
      expect(decode(header)).to.deep.equal({ kid: keys[0]?.kid, typ: "JWS", alg: "RS512" });
      const claims = decode(payload);
      expect(Object.keys(claims)).to.deep.equal([
        "sub",
        "aud",
        "amr",
        "iss",
        "https://cognito-identity.amazonaws.com/identity-pool-arn",
        "exp",
        "iat",
      ]);
      expect(claims).to.deep.include({
        sub: IdentityId,
        aud: POOL_ID,
        amr: ["authenticated", PROVIDER, `${PROVIDER}:${POOL_ID}:ann`],
        iss: "https://cognito-identity.amazonaws.com",
        "https://cognito-identity.amazonaws.com/identity-pool-arn": POOL_ARN,
      });
      expect(Number(claims["exp"]) - Number(claims["iat"])).to.equal(900);
    });

    it("gets a token that lasts as long as asked, up to a day", async () => {
      const { Token } = await tokenFor("ann", { TokenDuration: 86_400 });
      const claims = decode(Token.split(".")[1]);

      expect(Number(claims["exp"]) - Number(claims["iat"])).to.equal(86_400);
      expect((await refusal(tokenFor("ann", { TokenDuration: 86_401 }))).name).to.equal(
        "InvalidParameterException",
      );
      expect((await refusal(tokenFor("ann", { TokenDuration: 0 }))).name).to.equal(
        "InvalidParameterException",
      );
    });

    it("can be linked to an identity, but not to two", async () => {
      const { IdentityId } = await tokenFor("carol");
      const linked = await tokenFor("carol's other name", { IdentityId });
      const { IdentityId: bobs } = await tokenFor("bob");

      expect(linked.IdentityId).to.equal(IdentityId);
      expect((await refusal(tokenFor("carol", { IdentityId: bobs }))).name).to.equal(
        "DeveloperUserAlreadyRegisteredException",
      );
    });

    it("needs a signature and the permission on the pool", async () => {
      const command = () =>
        new GetOpenIdTokenForDeveloperIdentityCommand({
          IdentityPoolId: POOL_ID,
          Logins: { [PROVIDER]: "ann" },
        });

      const refused = await refusal(new CognitoIdentityClient(running.as(nobody)).send(command()));
      const unsigned = await fetch(running.server.endpoint, {
        method: "POST",
        headers: { "x-amz-target": "AWSCognitoIdentityService.GetOpenIdTokenForDeveloperIdentity" },
        body: "{}",
      });

      expect(refused).to.include({ name: "AccessDeniedException", status: 400 });
      expect(refused.message).to.equal(
        `User: arn:aws:sts::${ACCOUNT}:assumed-role/nobody/session is not authorized to perform: cognito-identity:GetOpenIdTokenForDeveloperIdentity ` +
          `on resource: ${POOL_ARN} because no identity-based policy allows the cognito-identity:GetOpenIdTokenForDeveloperIdentity action`,
      );
      expect(unsigned.status).to.equal(400);
      expect(await unsigned.json()).to.have.property(
        "__type",
        "com.amazon.coral.service#MissingAuthenticationTokenException",
      );
    });

    it("is refused under a provider that the pool does not have", async () => {
      const refused = await refusal(tokenFor("ann", { Logins: { "login.other": "ann" } }));

      expect(refused.name).to.equal("InvalidParameterException");
    });
  });

  describe("GetId", () => {
    it("refuses guests where the pool has none", async () => {
      const refused = await refusal(client().send(new GetIdCommand({ IdentityPoolId: POOL_ID })));

      expect(refused).to.include({
        name: "NotAuthorizedException",
        message: "Unauthenticated access is not supported for this identity pool.",
      });
    });

    it("answers the identity of a token", async () => {
      const { IdentityId, Token } = await tokenFor("ann");
      const got = await client().send(
        new GetIdCommand({ IdentityPoolId: POOL_ID, Logins: { [OWN_TOKENS]: Token } }),
      );

      expect(got.IdentityId).to.equal(IdentityId);
    });

    it("refuses a provider that the pool does not support", async () => {
      const refused = await refusal(
        client().send(new GetIdCommand({ IdentityPoolId: POOL_ID, Logins: { "graph.facebook.com": "x" } })),
      );

      expect(refused.message).to.equal("Token is not from a supported provider of this identity pool.");
    });

    it("refuses an unknown pool", async () => {
      const refused = await refusal(
        client().send(new GetIdCommand({ IdentityPoolId: "eu-west-1:00000000-0000-4000-8000-000000000000" })),
      );

      expect(refused.message).to.equal(
        "IdentityPool 'eu-west-1:00000000-0000-4000-8000-000000000000' not found.",
      );
    });
  });

  it("refuses the classic flow unless the pool allows it", async () => {
    const { IdentityId, Token } = await tokenFor("ann");
    const command = () => new GetOpenIdTokenCommand({ IdentityId, Logins: { [OWN_TOKENS]: Token } });

    const refused = await refusal(client().send(command()));
    await running.cloud.deploy(stateOf({ roles, pools: [pool({ allowClassicFlow: true })] }));
    const classic = await client().send(command());

    expect(refused.message).to.equal("Basic (classic) flow is not enabled, please use enhanced flow.");
    const claims = decode(classic.Token?.split(".")[1]);
    expect(Number(claims["exp"]) - Number(claims["iat"])).to.equal(600);
  });

  it("finds identities by user and users by identity, for those who may", async () => {
    const { IdentityId } = await tokenFor("ann");
    const operator = new CognitoIdentityClient(running.operator);

    const byUser = await operator.send(
      new LookupDeveloperIdentityCommand({ IdentityPoolId: POOL_ID, DeveloperUserIdentifier: "ann" }),
    );
    const described = await operator.send(new DescribeIdentityCommand({ IdentityId }));
    const refused = await refusal(
      new CognitoIdentityClient(running.as(registrar)).send(new DescribeIdentityCommand({ IdentityId })),
    );

    expect(byUser).to.deep.include({ IdentityId, DeveloperUserIdentifierList: ["ann"] });
    expect(described.Logins).to.deep.equal([PROVIDER]);
    expect(refused.name).to.equal("AccessDeniedException");
  });

  it("refuses what it does not cover by name", async () => {
    const command = new MergeDeveloperIdentitiesCommand({
      IdentityPoolId: POOL_ID,
      DeveloperProviderName: PROVIDER,
      SourceUserIdentifier: "a",
      DestinationUserIdentifier: "b",
    });

    expect((await refusal(new CognitoIdentityClient(running.operator).send(command))).message).to.contain(
      "cognito-identity:MergeDeveloperIdentities is not covered",
    );
    expect((await refusal(tokenFor("ann", { PrincipalTags: { team: "a" } }))).message).to.contain(
      "PrincipalTags",
    );
  });
});
