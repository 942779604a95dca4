/** A value that cannot be written down as text; its source may still serve where it was declared. */
export class NotData extends Error {
  readonly path: string;

  constructor(path: string, what: string) {
    super(what);
    this.path = path;
  }
}

/** A value that must not travel as it is used, whatever its source. */
export class RefusedCapture extends Error {
  readonly path: string;
  readonly remedy: string;
  /** Where the source uses it so, if that is known. */
  line?: number;

  constructor(path: string, what: string, remedy: string) {
    super(what);
    this.path = path;
    this.remedy = remedy;
  }

  at(use: { readonly line: number } | undefined): this {
    if (use && use.line > 0) this.line = use.line;
    return this;
  }
}

/** What an object is, in words for an error message. */
export function kindOf(value: object): string {
  const name = (Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null)?.constructor
    ?.name;
  return name ? `an instance of ${name}` : "an object of unknown kind";
}
