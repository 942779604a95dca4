import { PolicyError } from "../policy-error";

/** A string is a single-valued key, an array a multi-valued one, also with one element or none. */
export type ContextValue = string | readonly string[];

/** The condition keys of one request, found whatever the case of their names. */
export class RequestContext {
  readonly #given: Readonly<Record<string, ContextValue>>;
  #byLowerCaseName: Map<string, ContextValue> | undefined;

  constructor(given: Readonly<Record<string, ContextValue>>) {
    this.#given = given;
  }

  /** @param lowerCaseName the key's name in lower case */
  get(lowerCaseName: string): ContextValue | undefined {
    return (this.#byLowerCaseName ??= index(this.#given)).get(lowerCaseName);
  }

  /** The value that a policy variable takes; multi-valued keys have none. */
  variable(lowerCaseName: string): string | undefined {
    const value = this.get(lowerCaseName);
    return typeof value === "string" ? value : undefined;
  }
}

function index(given: Readonly<Record<string, ContextValue>>): Map<string, ContextValue> {
  const byName = new Map<string, ContextValue>();
  for (const name of Object.keys(given)) {
    const value = given[name];
    if (value === undefined) continue;
    const lowerCaseName = name.toLowerCase();
    if (byName.has(lowerCaseName)) {
      throw new PolicyError(`The request context holds ${name} twice, in different case: give it once.`);
    }
    byName.set(lowerCaseName, value);
  }
  return byName;
}
