import type { Credentials } from "../access/sealed-credentials";
import type { Clock } from "../clock";
import type { CloudState } from "../cloud-state";

/** What every service stands on. `state` is read at each call: a deployment replaces it as a whole. */
export interface ServiceContext {
  readonly state: CloudState;
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  readonly credentials: Credentials;
  readonly decisions: DecisionLog;
  /** One line and the stack, in the local log: something failed that is not the caller's doing. */
  readonly reportFailure: (what: string, error: unknown) => void;
  readonly randomBytes: (size: number) => Buffer;
  readonly randomUuid: () => string;
}

/** The local log's explanations. The wire stays as terse as AWS. */
export interface DecisionLog {
  /** One line: what was refused, to whom, and why. */
  refused(line: string): void;
}
