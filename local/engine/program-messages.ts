import type { StatementNotes } from "../../policies/document-notes";
import type { Deployment } from "../deployment";
import type { Severity } from "./engine-service";

/** What the local cloud asks of the process that runs a program. */
export interface RunRequest {
  readonly stack: string;
  /** Decides every name and id. */
  readonly seed: string;
  /** Where the local cloud will listen, without a slash at the end. */
  readonly endpoint: string;
  readonly nowMs: number;
  /** For a stack that does not configure `aws:region`. */
  readonly region?: string;
}

/** What that process answers: its region, any number of logs, then what became of it. */
export type ProgramMessage =
  | { readonly type: "region"; readonly region: string }
  | { readonly type: "log"; readonly severity: Severity; readonly message: string }
  | { readonly type: "deployed"; readonly deployment: Deployment; readonly notes: DocumentNotes }
  | { readonly type: "failed"; readonly message: string; readonly files: readonly string[] };

/** What the policy documents that the typed builder wrote know beside their text. */
export type DocumentNotes = readonly (readonly [text: string, notes: readonly StatementNotes[]])[];
