import {
  CognitoIdentityClient,
  GetCredentialsForIdentityCommand,
  GetOpenIdTokenForDeveloperIdentityCommand,
} from "@aws-sdk/client-cognito-identity";

/** The identity pool and the name under which this program signs people in. */
export interface IdentityProvider {
  readonly identityPoolId: string;
  readonly developerProvider: string;
  /** Seconds. */
  readonly tokenDuration: number;
}

/** What a person holds after registration or login. */
export interface SignedIn {
  readonly username: string;
  readonly identityId: string;
  /** Renews the credentials at Cognito until it expires; then the person logs in again. */
  readonly token: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
    /** Milliseconds since the epoch. */
    readonly expiration: number;
  };
}

let client: CognitoIdentityClient | undefined;

/** Vouches to Cognito for a person, and fetches that person's temporary credentials. */
export async function signIn(
  user: { username: string; userId: string },
  provider: IdentityProvider,
): Promise<SignedIn> {
  const cognito = (client ??= new CognitoIdentityClient({}));
  const identity = await cognito.send(
    new GetOpenIdTokenForDeveloperIdentityCommand({
      IdentityPoolId: provider.identityPoolId,
      // The user id, never the name: a name that is registered again must not inherit an identity.
      Logins: { [provider.developerProvider]: user.userId },
      TokenDuration: provider.tokenDuration,
    }),
  );
  const identityId = identity.IdentityId!;
  const token = identity.Token!;
  const { Credentials } = await cognito.send(
    new GetCredentialsForIdentityCommand({
      IdentityId: identityId,
      Logins: { "cognito-identity.amazonaws.com": token },
    }),
  );
  return {
    username: user.username,
    identityId,
    token,
    credentials: {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretKey!,
      sessionToken: Credentials!.SessionToken!,
      expiration: Credentials!.Expiration!.getTime(),
    },
  };
}
