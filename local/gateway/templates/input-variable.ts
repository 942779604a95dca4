import { parseJsonPath, type JsonPath } from "../json-path";
import { TemplateBodyError } from "./template-error";

/** `$input.params()`: the request's parameters by place. */
export interface InputParameters {
  readonly path: Readonly<Record<string, string>>;
  readonly querystring: Readonly<Record<string, string>>;
  /** By the name that the client wrote: header names are case-sensitive here. */
  readonly header: Readonly<Record<string, string>>;
}

/** `$input`: the body, parsed when a template first asks for it, and the request's parameters. */
export class InputVariable {
  readonly #text: string;
  readonly #parameters: () => InputParameters;
  #parsed: { readonly value: unknown } | undefined;

  constructor(body: string, parameters: () => InputParameters) {
    this.#text = body;
    this.#parameters = parameters;
  }

  /** An empty body reads as `{}` (recorded). */
  get body(): string {
    return this.#text === "" ? "{}" : this.#text;
  }

  /** The value, or null: `$input.path('$')` of an empty body is null (recorded). */
  path(path: JsonPath): unknown {
    return this.#text === "" ? null : (path.find(this.#root()) ?? null);
  }

  /** The value as JSON text; `""` with its quotes for what is missing. */
  json(path: JsonPath): string {
    const found = path.find(this.#text === "" ? {} : this.#root());
    return JSON.stringify(found === undefined ? "" : found);
  }

  params(name?: string): unknown {
    const parameters = this.#parameters();
    if (name === undefined) return parameters;
    for (const place of [parameters.path, parameters.querystring, parameters.header]) {
      if (Object.hasOwn(place, name)) return place[name];
    }
    return "";
  }

  #root(): unknown {
    if (this.#parsed === undefined) {
      try {
        this.#parsed = { value: JSON.parse(this.#text) as unknown };
      } catch (cause) {
        throw new TemplateBodyError("the template reads the body as JSON and the body is not JSON.", {
          cause,
        });
      }
    }
    return this.#parsed.value;
  }
}

const compiledPaths = new Map<string, JsonPath>();
const MAX_KEPT_PATHS = 500;

/** For paths that are computed while rendering; literal ones are compiled with the template. */
export function jsonPathOf(source: string): JsonPath {
  const known = compiledPaths.get(source);
  if (known) return known;
  const path = parseJsonPath(source);
  if (compiledPaths.size < MAX_KEPT_PATHS) compiledPaths.set(source, path);
  return path;
}
