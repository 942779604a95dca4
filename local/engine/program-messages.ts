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

/** What a program's process can load before it is known what has changed: the last run tells. */
export interface Preparation {
  /** Modules of packages that do nothing when they are loaded but define what they export. */
  readonly modules: readonly string[];
  /** This package's `callbacks` as the program has it, which may be TypeScript of the program's own. */
  readonly callbacks?: string;
}

/** What the process is told: to load something meanwhile, if the run is still to come; and to run. */
export type ProgramOrder =
  | { readonly type: "prepare"; readonly preparation: Preparation }
  | { readonly type: "run"; readonly request: RunRequest };

/**
 * What that process answers: its region, any number of logs, then what became of it. `outdated`: packages have changed since
 * it loaded them, and the program has not run.
 */
export type ProgramMessage =
  | { readonly type: "region"; readonly region: string }
  | { readonly type: "log"; readonly severity: Severity; readonly message: string }
  | { readonly type: "outdated" }
  | {
      readonly type: "deployed";
      readonly deployment: Deployment;
      readonly notes: DocumentNotes;
      readonly preparation: Preparation;
    }
  | { readonly type: "failed"; readonly message: string; readonly files: readonly string[] };

/** What the policy documents that the typed builder wrote know beside their text. */
export type DocumentNotes = readonly (readonly [text: string, notes: readonly StatementNotes[]])[];
