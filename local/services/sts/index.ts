import { AwsError, notCovered } from "../aws-error";
import type { Caller } from "../caller";
import type { TokenCheck } from "../cognito-identity/open-id-token";
import type { ServiceContext } from "../context";
import type { Input } from "../input";
import { assumeRole } from "./assume-role";
import { assumeRoleWithWebIdentity } from "./assume-role-with-web-identity";
import { stsErrors } from "./errors";

/** What the operations stand on. */
export interface SecurityTokens {
  readonly context: ServiceContext;
  readonly checkToken: (token: string) => Promise<TokenCheck>;
}

type Operation = (tokens: SecurityTokens, caller: Caller, input: Input) => Promise<object>;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  AssumeRole: assumeRole,
  AssumeRoleWithWebIdentity: assumeRoleWithWebIdentity,
  // Needs a signature and no permission; not even an explicit Deny stops it.
  GetCallerIdentity: async (_tokens, { principal }) => ({
    UserId: principal.userId,
    Account: principal.accountId,
    Arn: principal.arn,
  }),
};

/** Their proof is in the input, not in a signature. */
const PUBLIC_OPERATIONS: readonly string[] = ["AssumeRoleWithWebIdentity", "AssumeRoleWithSAML"];

/** STS: temporary credentials for roles. */
export class SecurityTokenService {
  readonly #tokens: SecurityTokens;

  constructor(context: ServiceContext, checkToken: SecurityTokens["checkToken"]) {
    this.#tokens = { context, checkToken };
  }

  isPublic(operation: string): boolean {
    return PUBLIC_OPERATIONS.includes(operation);
  }

  /** One operation, such as `AssumeRole`, under the caller's permissions. Rejects with AwsError only. */
  async call(caller: Caller, operation: string, input: Input): Promise<object> {
    try {
      if (!Object.hasOwn(OPERATIONS, operation)) throw notCovered(`sts:${operation}`);
      return await OPERATIONS[operation]!(this.#tokens, caller, input);
    } catch (error) {
      if (error instanceof AwsError) throw error;
      this.#tokens.context.reportFailure(`sts:${operation}`, error);
      throw stsErrors.internal();
    }
  }
}
