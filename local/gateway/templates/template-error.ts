/** A mapping template that cannot be compiled (at deploy) or rendered (per request). */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
}

/** The client's body is not the JSON that a template reads: its fault, not the API's. */
export class TemplateBodyError extends TemplateError {}
