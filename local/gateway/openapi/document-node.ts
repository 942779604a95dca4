/** An OpenAPI body that the local cloud refuses; the message names the place inside it and says what to do. */
export class DefinitionError extends Error {
  override readonly name = "DefinitionError";
}

/** A value inside the document, which knows its place. Whoever reads an object says which keys it may have: any other is an error. */
export class DocumentNode {
  readonly value: unknown;
  /** Such as `paths["/pets/{petId}"].get`. */
  readonly place: string;

  constructor(value: unknown, place: string) {
    this.value = value;
    this.place = place;
  }

  fail(message: string): never {
    throw new DefinitionError(`${this.place === "" ? "OpenAPI body" : this.place}: ${message}`);
  }

  /** The entries of an object whose keys are names. */
  entries(): readonly (readonly [name: string, node: DocumentNode])[] {
    const object = this.#object();
    return Object.keys(object).map((name) => [name, this.#child(name, object[name])]);
  }

  /** The entries of a list. */
  items(): readonly DocumentNode[] {
    if (!Array.isArray(this.value)) return this.fail("must be a list.");
    return this.value.map((value, index) => new DocumentNode(value, `${this.place}[${index}]`));
  }

  /**
   * The members of an object with known keys.
   * @param notCovered keys that API Gateway knows and the local cloud does not, with what to do instead
   */
  members<Key extends string>(
    keys: readonly Key[],
    notCovered: Readonly<Record<string, string>> = {},
  ): { readonly [K in Key]: DocumentNode | undefined } {
    const object = this.#object();
    const members = {} as Record<Key, DocumentNode | undefined>;
    for (const key of keys) members[key] = undefined;
    for (const key of Object.keys(object)) {
      if (object[key] === undefined) continue;
      const child = this.#child(key, object[key]);
      if (Object.hasOwn(notCovered, key))
        return child.fail(`not covered by the local cloud yet. ${notCovered[key] ?? ""}`.trim());
      if (!(keys as readonly string[]).includes(key))
        return child.fail(`unknown key. Leave it out; known here: ${keys.join(", ")}.`);
      members[key as Key] = child;
    }
    return members;
  }

  text(): string {
    return typeof this.value === "string" ? this.value : this.fail("must be a string.");
  }

  boolean(): boolean {
    return typeof this.value === "boolean" ? this.value : this.fail("must be true or false.");
  }

  /** A number or its digits. */
  integer(minimum: number, maximum: number): number {
    const number =
      typeof this.value === "string" && /^\d+$/.test(this.value) ? Number(this.value) : this.value;
    if (typeof number !== "number" || !Number.isInteger(number) || number < minimum || number > maximum)
      return this.fail(`must be an integer from ${minimum} to ${maximum}.`);
    return number;
  }

  /** One of the given words, whatever its case. */
  oneOf<Word extends string>(words: readonly Word[]): Word {
    const given = this.text().toUpperCase();
    return (
      words.find((word) => word.toUpperCase() === given) ?? this.fail(`must be one of ${words.join(", ")}.`)
    );
  }

  /** Runs a parser of the value's text, and tells the place when it throws. */
  parsed<Value>(parse: (text: string) => Value): Value {
    const text = this.text();
    try {
      return parse(text);
    } catch (error) {
      return this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  #object(): Readonly<Record<string, unknown>> {
    if (typeof this.value !== "object" || this.value === null || Array.isArray(this.value))
      return this.fail("must be an object.");
    return this.value as Readonly<Record<string, unknown>>;
  }

  #child(name: string, value: unknown): DocumentNode {
    const isWord = /^[A-Za-z_$][\w$]*$/.test(name);
    const step = isWord ? `${this.place === "" ? "" : "."}${name}` : `[${JSON.stringify(name)}]`;
    return new DocumentNode(value, this.place + step);
  }
}
