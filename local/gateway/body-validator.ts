/** Validates request bodies against the models of one method. */
export interface BodyValidator {
  /** Undefined when the body fits; else what is wrong with it, for the local log. */
  findFault(contentType: string | undefined, body: Buffer): string | undefined;
}

/** A compiled model: undefined when the value fits. */
export type Model = (value: unknown) => string | undefined;

/**
 * The model is chosen by the MIME type, then by `$default`; a body of another type is not validated at all, as at AWS: the function has to
 * check what it gets. An empty body is validated as `{}`.
 */
export class ModelValidator implements BodyValidator {
  readonly #models: ReadonlyMap<string, Model>;

  constructor(models: ReadonlyMap<string, Model>) {
    this.#models = models;
  }

  findFault(contentType: string | undefined, body: Buffer): string | undefined {
    const model = this.#models.get(mimeType(contentType)) ?? this.#models.get("$default");
    if (!model) return undefined;
    if (body.length === 0) return model({});
    let value: unknown;
    try {
      value = JSON.parse(body.toString("utf8"));
    } catch (error) {
      return error instanceof Error ? error.message : "not JSON";
    }
    return model(value);
  }
}

/** The type without parameters, in lower case. API Gateway takes a missing header for JSON. */
export function mimeType(contentType: string | undefined): string {
  const type = (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase();
  return type === undefined || type === "" ? "application/json" : type;
}
