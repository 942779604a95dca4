import { GetCredentialsForIdentityCommand } from "@aws-sdk/client-cognito-identity";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { expect } from "chai";
import { People, decode, normal, roles, signedIn, suspicious } from "./people";
import {
  ACCOUNT,
  POOL_ID,
  PROVIDER,
  REGION,
  pool,
  refusal,
  runCloud,
  stateOf,
  type RunningCloud,
} from "./running-cloud";

describe("Cognito's GetCredentialsForIdentity", () => {
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

  it("gives an hour of the pool's role to the token's bearer", async () => {
    const { IdentityId, Token } = await people.tokenFor("ann");
    const { Credentials } = await people.credentials(IdentityId, Token);
    const sts = new STSClient({
      region: REGION,
      endpoint: running.server.endpoint,
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? "",
        secretAccessKey: Credentials?.SecretKey ?? "",
        sessionToken: Credentials?.SessionToken ?? "",
      },
    });

    const caller = await sts.send(new GetCallerIdentityCommand({}));

    expect(caller.Arn).to.equal(`arn:aws:sts::${ACCOUNT}:assumed-role/signed-in/CognitoIdentityCredentials`);
    expect(caller.UserId).to.equal(`${signedIn.roleId}:CognitoIdentityCredentials`);
    expect((Credentials?.Expiration?.getTime() ?? 0) - Date.now()).to.be.within(3_590_000, 3_600_000);
    const principal = running.cloud.credentials.resolve(
      Credentials?.AccessKeyId ?? "",
      Credentials?.SessionToken,
    );
    expect(principal?.context).to.deep.include({
      "cognito-identity.amazonaws.com:sub": IdentityId,
      "cognito-identity.amazonaws.com:aud": POOL_ID,
      "aws:FederatedProvider": "cognito-identity.amazonaws.com",
    });
    expect(principal?.cognito).to.deep.equal({
      identityId: IdentityId,
      identityPoolId: POOL_ID,
      authenticationType: "authenticated",
      authenticationProvider: `${PROVIDER},${PROVIDER}:${POOL_ID}:ann`,
    });
  });

  it("is refused with another person's token", async () => {
    const ann = await people.tokenFor("ann");
    const bob = await people.tokenFor("bob");

    const refused = await refusal(people.credentials(ann.IdentityId, bob.Token));

    expect(refused.message).to.equal(
      "Logins don't match. Please include at least one valid login for this identity or identity pool.",
    );
  });

  it("is refused once the token has expired", async () => {
    const { IdentityId, Token } = await people.tokenFor("ann");
    running.clock.offsetMs = 16 * 60_000;

    const refused = await refusal(people.credentials(IdentityId, Token));

    expect(refused.name).to.equal("NotAuthorizedException");
    expect(refused.message).to.match(/^Invalid login token\. Token expired: \d+ >= \d+$/);
  });

  const forge = (
    token: string,
    change: (claims: Record<string, unknown>, header: Record<string, unknown>) => void,
  ) => {
    const [header, payload, signature] = token.split(".");
    const [newHeader, newClaims] = [decode(header), decode(payload)];
    change(newClaims, newHeader);
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    return [encode(newHeader), encode(newClaims), newHeader["alg"] === "none" ? "" : signature].join(".");
  };
  const forgeries: [string, (token: string, victim: string) => string][] = [
    ["whose subject was changed", (token, victim) => forge(token, (claims) => (claims["sub"] = victim))],
    [
      "without a signature",
      (token, victim) =>
        forge(token, (claims, header) => ((claims["sub"] = victim), (header["alg"] = "none"))),
    ],
    ["that is no token", () => "not.a.token"],
    ["that is the user's name", () => "bob"],
  ];
  for (const [what, forgery] of forgeries) {
    it(`is refused with a token ${what}`, async () => {
      const ann = await people.tokenFor("ann");
      const bob = await people.tokenFor("bob");

      const refused = await refusal(people.credentials(bob.IdentityId, forgery(ann.Token, bob.IdentityId)));

      expect(refused).to.include({
        name: "NotAuthorizedException",
        message: "Invalid login token. Couldn't verify signed token.",
      });
    });
  }

  it("is refused with a developer user id in place of a token", async () => {
    const { IdentityId } = await people.tokenFor("ann");
    const command = new GetCredentialsForIdentityCommand({ IdentityId, Logins: { [PROVIDER]: "ann" } });

    expect((await refusal(people.client.send(command))).message).to.equal(
      "Please provide a valid public provider",
    );
  });

  it("is refused without a token", async () => {
    const { IdentityId } = await people.tokenFor("ann");
    const refused = await refusal(people.client.send(new GetCredentialsForIdentityCommand({ IdentityId })));

    expect(refused.message).to.equal(`Access to Identity '${IdentityId}' is forbidden.`);
  });

  it("is refused when the role does not trust the token, and the log says why", async () => {
    const { IdentityId, Token } = await people.tokenFor("ann");
    await running.cloud.deploy(stateOf({ roles, pools: [pool({ authenticatedRoleArn: suspicious.arn })] }));

    const refused = await refusal(people.credentials(IdentityId, Token));

    expect(refused).to.include({
      name: "InvalidIdentityPoolConfigurationException",
      message: "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
    });
    expect(running.lines.at(-1)).to.contain("role suspicious does not trust").and.contain("aud");
  });

  it("is refused when the pool has no role", async () => {
    const { IdentityId, Token } = await people.tokenFor("ann");
    await running.cloud.deploy(stateOf({ roles, pools: [pool()] }));

    expect((await refusal(people.credentials(IdentityId, Token))).name).to.equal(
      "InvalidIdentityPoolConfigurationException",
    );
  });

  it("is refused for an identity that does not exist", async () => {
    const { Token } = await people.tokenFor("ann");
    const unknown = "eu-west-1:00000000-0000-4000-8000-000000000000";

    expect(await refusal(people.credentials(unknown, Token))).to.include({
      name: "ResourceNotFoundException",
      message: `Identity '${unknown}' not found.`,
    });
  });
});
