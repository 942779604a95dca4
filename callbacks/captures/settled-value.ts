import { types } from "node:util";
import { isUnknown, type Input } from "@pulumi/pulumi";
import { beginningOf, NESTED_TOO_DEEP, NESTING_LIMIT } from "./nesting";
import { kindOf, RefusedCapture } from "./not-data";
import { isOutput, isResource } from "./pulumi-values";

/** Makes the error for the callback's author. */
export type Explain = (error: RefusedCapture) => unknown;

interface Place {
  readonly path: string;
  /** What is around the value. */
  readonly open: readonly object[];
}

/**
 * What an Output or a promise turns out to hold, as plain data. It is looked at before Pulumi takes it: there, whatever is no
 * plain object loses all but its own properties, so that a Map would become an empty object.
 */
export class SettledValue {
  private readonly how: string;
  private readonly kind: string;
  private readonly explain: Explain;

  constructor(captured: unknown, explain: Explain) {
    const isPromise = captured instanceof Promise;
    this.kind = isPromise ? "a promise" : "an Output";
    this.how = isPromise ? "then" : "apply";
    this.explain = explain;
  }

  /** Throws what `explain` makes, or rejects with it, where JSON cannot carry the value. */
  check(value: unknown, path: string): Input<unknown> {
    return this.plain(value, { path, open: [] });
  }

  private plain(value: unknown, place: Place): Input<unknown> {
    if (isOutput(value)) return value.apply((inner) => this.plain(inner, place));
    if (value instanceof Promise)
      return value.then(
        (inner) => this.plain(inner, place),
        (reason: unknown) => this.refuseRejected(place.path, reason),
      );
    if (isJson(value) || isUnknown(value)) return value;
    if (typeof value === "number") return this.refuse(String(value), place.path);
    if (typeof value !== "object" || value === null) return this.refuse(`a ${typeof value}`, place.path);
    if (isResource(value) || types.isProxy(value)) return this.refuse(kindOf(value), place.path);
    if (place.open.includes(value)) return this.refuse("a circular value", place.path);
    if (place.open.length === NESTING_LIMIT) return this.refuse(NESTED_TOO_DEEP, beginningOf(place.path));
    const inside = { path: place.path, open: [...place.open, value] };
    return Array.isArray(value) ? this.array(value, inside) : this.object(value, inside);
  }

  private array(value: readonly unknown[], { path, open }: Place): Input<unknown> {
    if (Object.getPrototypeOf(value) !== Array.prototype) return this.refuse(kindOf(value), path);
    const { length } = Object.keys(value);
    if (length < value.length) return this.refuse("an array with holes", path);
    if (length > value.length) return this.refuse("an array with properties of its own", path);
    return value.map((item, index) => {
      const place = { path: `${path}.${index}`, open };
      return item === undefined ? this.refuse("undefined in an array", place.path) : this.plain(item, place);
    });
  }

  private object(value: object, { path, open }: Place): Input<unknown> {
    if (!isPlain(value)) return this.refuse(kindOf(value), path);
    if (Object.getOwnPropertySymbols(value).length > 0)
      return this.refuse("an object with symbols for keys", path);
    const entries = Object.entries(value).map(([key, item]): [string, unknown] => [
      key,
      item === undefined ? undefined : this.plain(item, { path: `${path}.${key}`, open }),
    ]);
    return Object.fromEntries(entries);
  }

  private refuseRejected(path: string, reason: unknown): never {
    throw this.explain(
      new RefusedCapture(
        path,
        `a promise that was rejected, so that no function can have its value: ${String(reason)}`,
        "Handle the rejection before the callback captures the promise",
      ),
    );
  }

  private refuse(what: string, path: string): never {
    throw this.explain(
      new RefusedCapture(
        path,
        `${what} in the value of ${this.kind}, which JSON cannot carry to the function's environment`,
        `Turn it into plain data with ${this.how} outside of the callback, and capture the result`,
      ),
    );
  }
}

const isJson = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  typeof value === "string" ||
  typeof value === "boolean" ||
  (typeof value === "number" && Number.isFinite(value));

/** Also of another realm, as a test runner may have. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
