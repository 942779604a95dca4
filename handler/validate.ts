/** A validator as `ajv` generates it: it coerces and fills in defaults in place, and leaves its findings in `errors`. */
export interface Validator {
  (value: unknown): boolean;
  errors?:
    readonly { readonly instancePath: string; readonly message?: string; readonly params?: object }[] | null;
}

/** One validator for each described part of a request. A part without one is passed on as it is. */
export interface Validators {
  readonly path?: Validator;
  readonly query?: Validator;
  readonly body?: Validator;
}

/** A request that does not fit its schema; answered with 400. */
export class InvalidRequest extends Error {
  override readonly name = "InvalidRequest";
}

/** API Gateway's own message for a body that does not fit its model, so that both filters answer alike. */
export const INVALID_BODY = "Invalid request body";

/** @throws InvalidRequest naming the parameter. */
export function validateParameters(
  validator: Validator | undefined,
  values: Record<string, string>,
): unknown {
  if (!validator) return values;
  const candidate: Record<string, unknown> = { ...values };
  if (validator(candidate)) return candidate;
  const finding = validator.errors?.[0];
  const name = finding?.instancePath.slice(1) ?? "";
  throw new InvalidRequest(
    `Invalid request parameters: ${[name, finding?.message].filter(Boolean).join(" ")}`,
  );
}

/** @throws InvalidRequest with API Gateway's message. */
export function validateBody(validator: Validator | undefined, text: unknown): unknown {
  if (!validator) return undefined;
  if (typeof text !== "string") throw new InvalidRequest(INVALID_BODY);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InvalidRequest(INVALID_BODY);
  }
  if (!validator(value)) throw new InvalidRequest(INVALID_BODY);
  return value;
}
