import { AwsError, notCovered } from "../aws-error";
import type { Caller, ServiceAnswer } from "../caller";
import type { ServiceContext } from "../context";
import type { Input } from "../input";
import { secretsErrors } from "./errors";
import { getSecretValue } from "./get-secret-value";

type Operation = (context: ServiceContext, caller: Caller, input: Input) => object;

const OPERATIONS: Readonly<Record<string, Operation>> = { GetSecretValue: getSecretValue };

/** Secrets Manager, as much as a function needs to read its secrets. */
export class SecretsManager {
  readonly #context: ServiceContext;

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  /** One operation, such as `GetSecretValue`, under the caller's permissions. Never rejects. */
  async call(caller: Caller, operation: string, input: Input): Promise<ServiceAnswer> {
    try {
      if (!Object.hasOwn(OPERATIONS, operation)) throw notCovered(`secretsmanager:${operation}`);
      return answer(caller, undefined, OPERATIONS[operation]!(this.#context, caller, input));
    } catch (error) {
      if (!(error instanceof AwsError)) this.#context.reportFailure(`secretsmanager:${operation}`, error);
      const refusal = error instanceof AwsError ? error : secretsErrors.internal();
      const spelling = refusal.code === "AccessDeniedException" ? "Message" : "message";
      return answer(caller, refusal, { __type: refusal.code, [spelling]: refusal.message });
    }
  }
}

const answer = (caller: Caller, refusal: AwsError | undefined, body: object): ServiceAnswer => ({
  status: refusal?.status ?? 200,
  headers: { "x-amzn-RequestId": caller.requestId, ...(refusal && { "x-amzn-ErrorType": refusal.code }) },
  body,
});
