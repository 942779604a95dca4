import type { Output } from "@pulumi/pulumi";
import type { PassedOn } from "./source/modules/outline-module";
import type { StoredCapture } from "./stored-value";

/** A callback's code and captures, ready to be bundled. */
export interface AnalyzedCallback {
  readonly name: string;
  /** The author's file. */
  readonly file: string;
  /** Where in it the callback starts, counted from 1. */
  readonly line: number;
  /** The folder that the entry's relative imports start from. */
  readonly directory: string;
  /** The entry module: the author's file with everything blank that the callback does not need. */
  readonly entry: string;
  /** The module with the captured data. No Output's value is in it. */
  readonly captures: string;
  /**
   * The captured Outputs as JSON, by environment variable: `tables.users.name` is `CAP_TABLES_USERS_NAME`. Secrets stay
   * secret, dependencies stay exact.
   */
  readonly environment: Readonly<Record<string, Output<string>>>;
  /**
   * The captured `parameter()`s and `secret()`s. Whoever makes the function stores each value, sets the variable to the
   * parameter's name or the secret's ARN, and lets the function's role read exactly that.
   */
  readonly stored: readonly StoredCapture[];
  /** Of an entry file whose handler is another module's: which one's. */
  readonly passedOn?: PassedOn;
}
