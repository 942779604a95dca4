import { PolicyError } from "../policy-error";

/** A string is a single-valued key, an array a multi-valued one, also with one element or none. */
export type ContextValue = string | readonly string[];

/** The condition keys of one request, found whatever the case of their names. */
export class RequestContext {
  readonly #values: Readonly<Record<string, ContextValue | undefined>>;
  readonly #names: readonly string[];

  constructor(given: Readonly<Record<string, ContextValue>>) {
    this.#values = given;
    this.#names = Object.keys(given);
  }

  /** @param key the key's name as `toContextKey` returns it */
  get(key: string): ContextValue | undefined {
    let found: ContextValue | undefined;
    for (const name of this.#names) {
      if (!isNamed(name, key)) continue;
      if (found !== undefined) {
        throw new PolicyError(`The request context holds ${name} twice, in different case: give it once.`);
      }
      found = this.#values[name];
    }
    return found;
  }
}

function isNamed(name: string, key: string): boolean {
  if (name.length !== key.length) return false;
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index);
    const lowerCaseCode = code >= 65 && code <= 90 ? code + 32 : code;
    if (lowerCaseCode !== key.charCodeAt(index)) return false;
  }
  return true;
}

/**
 * The form in which names of condition keys are compared. Letters outside ASCII keep their case: other
 * lengths would follow from some.
 */
export const toContextKey = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
