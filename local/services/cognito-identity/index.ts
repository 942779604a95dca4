import { join } from "node:path";
import type { JsonWebKey } from "node:crypto";
import { AwsError, notCovered } from "../aws-error";
import type { Caller, ServiceAnswer } from "../caller";
import type { ServiceContext } from "../context";
import type { Input } from "../input";
import { describeIdentity } from "./describe-identity";
import { cognitoErrors } from "./errors";
import { getCredentialsForIdentity } from "./get-credentials-for-identity";
import { getId } from "./get-id";
import { getOpenIdToken } from "./get-open-id-token";
import { getOpenIdTokenForDeveloperIdentity } from "./get-open-id-token-for-developer-identity";
import { IdentityStore } from "./identity-store";
import { lookupDeveloperIdentity } from "./lookup-developer-identity";
import { checkToken, type TokenCheck } from "./open-id-token";
import { keySet, openTokenKey, type TokenKey } from "./token-key";

/** What the operations stand on. */
export interface IdentityPools {
  readonly context: ServiceContext;
  readonly identities: IdentityStore;
  readonly tokenKey: () => Promise<TokenKey>;
}

type Operation = (pools: IdentityPools, caller: Caller, input: Input) => Promise<unknown>;

/** Called by people who have no credentials yet. A signature on them is neither needed nor looked at. */
const PUBLIC_OPERATIONS: Readonly<Record<string, Operation>> = {
  GetCredentialsForIdentity: getCredentialsForIdentity,
  GetId: getId,
  GetOpenIdToken: getOpenIdToken,
};

const SIGNED_OPERATIONS: Readonly<Record<string, Operation>> = {
  DescribeIdentity: describeIdentity,
  GetOpenIdTokenForDeveloperIdentity: getOpenIdTokenForDeveloperIdentity,
  LookupDeveloperIdentity: lookupDeveloperIdentity,
};

/** Also public at AWS. Refused, but not for want of a signature. */
const REFUSED_PUBLIC_OPERATIONS: readonly string[] = ["UnlinkIdentity"];

/** Cognito identity pools: developer identities, their tokens, and credentials by the enhanced flow. */
export class CognitoIdentity {
  readonly #pools: IdentityPools;
  readonly #keyFile: string;
  #key: Promise<TokenKey> | undefined;

  /** `folder`: where identities and the token key are kept. */
  constructor(context: ServiceContext, folder: string) {
    this.#keyFile = join(folder, "token-key.pem");
    this.#pools = {
      context,
      identities: new IdentityStore(join(folder, "identities.jsonl")),
      tokenKey: () => this.#tokenKey(),
    };
  }

  isPublic(operation: string): boolean {
    return Object.hasOwn(PUBLIC_OPERATIONS, operation) || REFUSED_PUBLIC_OPERATIONS.includes(operation);
  }

  /** One operation, such as `GetId`, under the caller's permissions. Never rejects. */
  async call(caller: Caller, operation: string, input: Input): Promise<ServiceAnswer> {
    try {
      return answer(caller, undefined, await this.#find(operation)(this.#pools, caller, input));
    } catch (error) {
      if (!(error instanceof AwsError))
        this.#pools.context.reportFailure(`cognito-identity:${operation}`, error);
      const refusal = error instanceof AwsError ? error : cognitoErrors.internal();
      const spelling = refusal.code === "AccessDeniedException" ? "Message" : "message";
      const body = { __type: refusal.code, [spelling]: refusal.message };
      return answer(caller, refusal, body);
    }
  }

  #find(operation: string): Operation {
    for (const operations of [PUBLIC_OPERATIONS, SIGNED_OPERATIONS]) {
      if (Object.hasOwn(operations, operation)) return operations[operation]!;
    }
    throw notCovered(`cognito-identity:${operation}`);
  }

  /** Checks an OpenID token that this service issued. */
  async checkToken(token: string): Promise<TokenCheck> {
    return checkToken(await this.#tokenKey(), token, this.#pools.context.clock.nowMs());
  }

  /** What `/.well-known/jwks_uri` answers. */
  async keySet(): Promise<{ readonly keys: readonly JsonWebKey[] }> {
    return keySet(await this.#tokenKey());
  }

  /** Makes the token key, so that the first person to register does not wait for it. */
  prepare(): void {
    this.#tokenKey().catch((error: unknown) =>
      this.#pools.context.reportFailure("Making the token key", error),
    );
  }

  #tokenKey(): Promise<TokenKey> {
    this.#key ??= openTokenKey(this.#keyFile, this.#pools.context.region);
    return this.#key;
  }

  async close(): Promise<void> {
    await this.#key?.catch(() => undefined);
    this.#pools.identities.close();
  }
}

const answer = (caller: Caller, refusal: AwsError | undefined, body: unknown): ServiceAnswer => ({
  status: refusal?.status ?? 200,
  headers: { "x-amzn-RequestId": caller.requestId, ...(refusal && { "x-amzn-ErrorType": refusal.code }) },
  body,
});
