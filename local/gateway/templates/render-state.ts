import type { InputVariable } from "./input-variable";
import type { Overrides } from "./overrides";

/** What a template sees. */
export interface TemplateVariables {
  readonly input: InputVariable;
  /** Values by the names of `$context`, nested as they are written. */
  readonly context: Readonly<Record<string, unknown>>;
  readonly stageVariables: Readonly<Record<string, string>>;
  /** Receives what the template sets under `$context.requestOverride` and `$context.responseOverride`. */
  readonly overrides: Overrides;
}

/** One rendering: its output so far and the variables it has set. */
export class RenderState {
  output = "";
  readonly variables: TemplateVariables;
  readonly locals = new Map<string, unknown>();

  constructor(variables: TemplateVariables) {
    this.variables = variables;
  }
}
