import {
  CognitoIdentityClient,
  GetCredentialsForIdentityCommand,
  GetOpenIdTokenForDeveloperIdentityCommand,
} from "@aws-sdk/client-cognito-identity";
import {
  POOL_ARN,
  POOL_ID,
  PROVIDER,
  REGION,
  TRUSTS_LAMBDA,
  TRUSTS_POOL,
  pool,
  role,
  stateOf,
  trustOf,
  type RunningCloud,
} from "./running-cloud";

export const signedIn = role("signed-in", { trust: TRUSTS_POOL });
export const suspicious = role("suspicious", {
  trust: trustOf(
    { Federated: "cognito-identity.amazonaws.com" },
    { StringEquals: { "cognito-identity.amazonaws.com:aud": "eu-west-1:another" } },
  ),
});
export const registrar = role("registrar", {
  trust: TRUSTS_LAMBDA,
  allow: [
    { Effect: "Allow", Action: "cognito-identity:GetOpenIdTokenForDeveloperIdentity", Resource: POOL_ARN },
  ],
});
export const nobody = role("nobody", { trust: TRUSTS_LAMBDA });
export const roles = [signedIn, suspicious, registrar, nobody];
/** A pool whose people get the role `signed-in`. */
export const normal = stateOf({ roles, pools: [pool({ authenticatedRoleArn: signedIn.arn })] });

export const OWN_TOKENS = "cognito-identity.amazonaws.com";
/** One part of a token. */
export const decode = (part: string | undefined) =>
  JSON.parse(Buffer.from(part ?? "", "base64url").toString()) as Record<string, unknown>;

/** What people and their developer do at Cognito. */
export class People {
  readonly #running: RunningCloud;
  constructor(running: RunningCloud) {
    this.#running = running;
  }

  /** Without credentials. */
  get client(): CognitoIdentityClient {
    return new CognitoIdentityClient({
      region: REGION,
      endpoint: this.#running.server.endpoint,
      maxAttempts: 1,
    });
  }

  /** The developer's call, by the role that may. */
  async tokenFor(user: string, more: object = {}) {
    const command = new GetOpenIdTokenForDeveloperIdentityCommand({
      IdentityPoolId: POOL_ID,
      Logins: { [PROVIDER]: user },
      ...more,
    });
    const { IdentityId = "", Token = "" } = await new CognitoIdentityClient(this.#running.as(registrar)).send(
      command,
    );
    return { IdentityId, Token };
  }

  credentials(IdentityId: string, Token: string) {
    return this.client.send(
      new GetCredentialsForIdentityCommand({ IdentityId, Logins: { [OWN_TOKENS]: Token } }),
    );
  }
}
