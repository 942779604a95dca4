import { createPublicKey, verify } from "node:crypto";
import {
  CognitoIdentityClient,
  DescribeIdentityCommand,
  GetIdCommand,
  GetOpenIdTokenCommand,
  GetOpenIdTokenForDeveloperIdentityCommand,
  LookupDeveloperIdentityCommand,
  MergeDeveloperIdentitiesCommand,
} from "@aws-sdk/client-cognito-identity";
import { expect } from "chai";
import { OWN_TOKENS, People, decode, nobody, normal, registrar, roles } from "./people";
import {
  ACCOUNT,
  POOL_ARN,
  POOL_ID,
  PROVIDER,
  pool,
  refusal,
  runCloud,
  stateOf,
  type RunningCloud,
} from "./running-cloud";

describe("Cognito identity pools", () => {
  let running: RunningCloud;
  let people: People;
  before(async () => {
    running = await runCloud(normal);
    people = new People(running);
  });
  after(() => running.stop());
  beforeEach(async () => {
    running.clock.offsetMs = 0;
    await running.cloud.deploy(normal);
  });

  describe("a developer's user", () => {
    it("is the same identity every time, and another user is another", async () => {
      const first = await people.tokenFor("ann");
      const again = await people.tokenFor("ann");
      const other = await people.tokenFor("bob");

      expect(first.IdentityId).to.match(/^eu-west-1:[0-9a-f-]{36}$/);
      expect(again.IdentityId).to.equal(first.IdentityId);
      expect(other.IdentityId).not.to.equal(first.IdentityId);
    });

    it("gets a token that says what AWS's say, signed with the published key", async () => {
      const { IdentityId, Token } = await people.tokenFor("ann");
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
      const { Token } = await people.tokenFor("ann", { TokenDuration: 86_400 });
      const claims = decode(Token.split(".")[1]);

      expect(Number(claims["exp"]) - Number(claims["iat"])).to.equal(86_400);
      expect((await refusal(people.tokenFor("ann", { TokenDuration: 86_401 }))).name).to.equal(
        "InvalidParameterException",
      );
      expect((await refusal(people.tokenFor("ann", { TokenDuration: 0 }))).name).to.equal(
        "InvalidParameterException",
      );
    });

    it("can be linked to an identity, but not to two", async () => {
      const { IdentityId } = await people.tokenFor("carol");
      const linked = await people.tokenFor("carol's other name", { IdentityId });
      const { IdentityId: bobs } = await people.tokenFor("bob");

      expect(linked.IdentityId).to.equal(IdentityId);
      expect((await refusal(people.tokenFor("carol", { IdentityId: bobs }))).name).to.equal(
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
      const refused = await refusal(people.tokenFor("ann", { Logins: { "login.other": "ann" } }));

      expect(refused.name).to.equal("InvalidParameterException");
    });
  });

  describe("GetId", () => {
    it("refuses guests where the pool has none", async () => {
      const refused = await refusal(people.client.send(new GetIdCommand({ IdentityPoolId: POOL_ID })));

      expect(refused).to.include({
        name: "NotAuthorizedException",
        message: "Unauthenticated access is not supported for this identity pool.",
      });
    });

    it("answers the identity of a token", async () => {
      const { IdentityId, Token } = await people.tokenFor("ann");
      const got = await people.client.send(
        new GetIdCommand({ IdentityPoolId: POOL_ID, Logins: { [OWN_TOKENS]: Token } }),
      );

      expect(got.IdentityId).to.equal(IdentityId);
    });

    it("refuses a provider that the pool does not support", async () => {
      const refused = await refusal(
        people.client.send(
          new GetIdCommand({ IdentityPoolId: POOL_ID, Logins: { "graph.facebook.com": "x" } }),
        ),
      );

      expect(refused.message).to.equal("Token is not from a supported provider of this identity pool.");
    });

    it("refuses an unknown pool", async () => {
      const refused = await refusal(
        people.client.send(
          new GetIdCommand({ IdentityPoolId: "eu-west-1:00000000-0000-4000-8000-000000000000" }),
        ),
      );

      expect(refused.message).to.equal(
        "IdentityPool 'eu-west-1:00000000-0000-4000-8000-000000000000' not found.",
      );
    });
  });

  it("refuses the classic flow unless the pool allows it", async () => {
    const { IdentityId, Token } = await people.tokenFor("ann");
    const command = () => new GetOpenIdTokenCommand({ IdentityId, Logins: { [OWN_TOKENS]: Token } });

    const refused = await refusal(people.client.send(command()));
    await running.cloud.deploy(stateOf({ roles, pools: [pool({ allowClassicFlow: true })] }));
    const classic = await people.client.send(command());

    expect(refused.message).to.equal("Basic (classic) flow is not enabled, please use enhanced flow.");
    const claims = decode(classic.Token?.split(".")[1]);
    expect(Number(claims["exp"]) - Number(claims["iat"])).to.equal(600);
  });

  it("finds identities by user and users by identity, for those who may", async () => {
    const { IdentityId } = await people.tokenFor("ann");
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
    expect((await refusal(people.tokenFor("ann", { PrincipalTags: { team: "a" } }))).message).to.contain(
      "PrincipalTags",
    );
  });
});
