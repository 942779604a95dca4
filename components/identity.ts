import { IdentityPool, IdentityPoolRoleAttachment } from "@pulumi/aws/cognito";
import { Role } from "@pulumi/aws/iam";
import {
  ComponentResource,
  deferredOutput,
  type ComponentResourceOptions,
  type Output,
} from "@pulumi/pulumi";
import { trustPolicy, type Statement } from "../policies";
import { cognitoIdentity } from "../policies/services/cognito-identity";
import { sts } from "../policies/services/sts";
import { withCheckedDocuments } from "./checked-documents";
import { ConfigError } from "./config-error";
import { childOptions, create, type Scope, type Transforms } from "./transform";

export interface IdentityArgs {
  /** Names the people who sign in through this program's own functions, such as `login.example`. Cannot be changed later. */
  readonly developerProvider: string;
  /** Must be stated: people who did not sign in get no credentials. */
  readonly guests: false;
  /**
   * Seconds for which a token from a login is good, 1 to 86,400. Within it a client renews its credentials at Cognito
   * without logging in again, so it is also how long a stolen token is good. @default 43,200 (12 hours)
   */
  readonly tokenDuration?: number;
}

/** What a handler may capture of the identity, and what a route's `allow` may name. */
export interface IdentityHandle {
  readonly pool: { readonly id: Output<string>; readonly arn: Output<string> };
  readonly developerProvider: string;
  /** Seconds. */
  readonly tokenDuration: number;
  /** Lets a function say who somebody is: give it to the sign-in functions only. */
  readonly allowIssuingTokens: Statement<"identity">;
}

const MAX_TOKEN_SECONDS = 86_400;
const DEFAULT_TOKEN_SECONDS = 43_200;

/** @throws ConfigError naming the argument. */
export function checkIdentity(args: IdentityArgs): void {
  if (!/^[\w._-]{1,128}$/.test(args.developerProvider)) {
    throw new ConfigError(
      `identity.developerProvider is "${args.developerProvider}"; use up to 128 letters, digits, ".", "_" and "-"`,
    );
  }
  if ((args.guests as boolean) !== false)
    throw new ConfigError("identity.guests: guests are not supported; state guests: false");
  const seconds = args.tokenDuration ?? DEFAULT_TOKEN_SECONDS;
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > MAX_TOKEN_SECONDS) {
    throw new ConfigError(
      `identity.tokenDuration is ${seconds}; use whole seconds from 1 to ${MAX_TOKEN_SECONDS}`,
    );
  }
}

/**
 * A handle to an identity that is made later. Handlers are analysed with it before any resource is registered; its Outputs
 * settle once `bind` is called.
 */
export function plannedIdentity(args: IdentityArgs): {
  handle: IdentityHandle;
  readonly bind: (identity: Identity) => void;
} {
  checkIdentity(args);
  const [id, bindId] = deferredOutput<string>();
  const [arn, bindArn] = deferredOutput<string>();
  return {
    handle: handleOf({ id, arn }, args),
    bind: ({ pool }) => {
      bindId(pool.id);
      bindArn(pool.arn);
    },
  };
}

function handleOf(pool: IdentityHandle["pool"], args: IdentityArgs): IdentityHandle {
  return {
    pool,
    developerProvider: args.developerProvider,
    tokenDuration: args.tokenDuration ?? DEFAULT_TOKEN_SECONDS,
    allowIssuingTokens: cognitoIdentity
      .allow("GetOpenIdTokenForDeveloperIdentity")
      .on({ identitypool: pool.arn }),
  };
}

/** A Cognito identity pool for people whom this program's own functions sign in, and the role that they get. */
export class Identity extends ComponentResource implements IdentityHandle {
  readonly pool: IdentityPool;
  /** The identity pool's id, `region:uuid`; what clients need to get credentials. */
  readonly poolId: Output<string>;
  /** The role of everybody who signed in. Each API that shares the identity attaches managed policies of its own. */
  readonly signedInRole: Role;
  readonly developerProvider: string;
  readonly tokenDuration: number;
  readonly allowIssuingTokens: Statement<"identity">;

  /** @throws ConfigError naming the argument that is wrong. */
  constructor(
    name: string,
    args: IdentityArgs & { readonly transform?: Transforms },
    opts?: ComponentResourceOptions,
  ) {
    checkIdentity(args);
    super("secure-serverless-api:index:Identity", name, {}, opts);
    const scope: Scope = { name, opts: childOptions(this, opts), transform: args.transform ?? {} };
    this.pool = createPool(scope, args);
    this.signedInRole = createSignedInRole(scope, this.pool);
    attachRole(scope, this.pool, this.signedInRole);
    this.poolId = this.pool.id;
    ({
      developerProvider: this.developerProvider,
      tokenDuration: this.tokenDuration,
      allowIssuingTokens: this.allowIssuingTokens,
    } = handleOf(this.pool, args));
    this.registerOutputs({ poolId: this.poolId });
  }
}

function createPool(scope: Scope, { developerProvider }: IdentityArgs): IdentityPool {
  return create(scope, IdentityPool, {
    name: scope.name,
    args: {
      identityPoolName: scope.name,
      developerProviderName: developerProvider,
      allowUnauthenticatedIdentities: false,
      allowClassicFlow: false,
    },
    transform: scope.transform.identityPool,
  });
}

function createSignedInRole(scope: Scope, pool: IdentityPool): Role {
  // Without `aud` the tokens of every identity pool, in any account, would be trusted.
  const trusted = sts
    .allow("AssumeRoleWithWebIdentity")
    .by({ Federated: "cognito-identity.amazonaws.com" })
    .when("cognito-identity.amazonaws.com:aud", "StringEquals", pool.id)
    .when("cognito-identity.amazonaws.com:amr", "ForAnyValue:StringLike", "authenticated");
  return create(scope, Role, {
    name: `${scope.name}-signed-in`,
    args: { description: `People who signed in to ${scope.name}`, assumeRolePolicy: trustPolicy(trusted) },
    transform: scope.transform.role,
    check: (args) => withCheckedDocuments(args, `${scope.name}-signed-in`),
  });
}

function attachRole(scope: Scope, pool: IdentityPool, role: Role): void {
  create(scope, IdentityPoolRoleAttachment, {
    name: scope.name,
    args: { identityPoolId: pool.id, roles: { authenticated: role.arn } },
  });
}
