import { compileBlock, type Render } from "./templates/compile-block";
import { parseTemplate } from "./templates/parse-template";
import { RenderState, type TemplateVariables } from "./templates/render-state";
import { TemplateError } from "./templates/template-error";

export { TemplateError, TemplateBodyError } from "./templates/template-error";
export { Overrides } from "./templates/overrides";
export type { TemplateVariables } from "./templates/render-state";

/** API Gateway's limit for one template. */
const MAX_CHARACTERS = 300 * 1024;

/** A mapping template, compiled once when the API is deployed. */
export interface MappingTemplate {
  /** @throws {TemplateError} for what API Gateway would answer with an error, such as a body that is not JSON */
  render(variables: TemplateVariables): string;
}

/**
 * Compiles a template of API Gateway's Velocity dialect. velocityjs parses it; rendering is ours, because its own renderer has
 * JavaScript's truth, numbers and printing where API Gateway has Java's, and answers an unknown method with its source text.
 *
 * @throws {TemplateError} when the template has an unknown method, variable of `$context` or directive: a misspelling would
 * otherwise print nothing, and a key built from nothing is somebody else's
 */
export function compileTemplate(source: string): MappingTemplate {
  if (source.length > MAX_CHARACTERS)
    throw new TemplateError("the template is longer than API Gateway's 300 KB.");
  const render: Render = compileBlock(parseTemplate(source));
  return {
    render(variables) {
      const state = new RenderState(variables);
      render(state);
      return state.output;
    },
  };
}
