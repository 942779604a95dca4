import { types } from "node:util";
import type { Output } from "@pulumi/pulumi";
import type { ConfiguredSecrets } from "./configured-secrets";
import { hasProperties, isSlice, type SharedSlice } from "./memory-slices";
import { beginningOf, NESTED_TOO_DEEP, NESTING_LIMIT } from "./nesting";
import { kindOf, NotData, RefusedCapture } from "./not-data";
import {
  followed,
  itemUses,
  mapValueUses,
  prefixed,
  propertyUses,
  setItemUses,
} from "../source/uses/held-uses";
import { EACH, type Use } from "../source/source-analysis";
import type { CapturedEnvironment } from "./environment";
import { isPulumi } from "./pulumi-values";
import type { Explain } from "./settled-value";
import { AS_A_WHOLE, SharedObjects, WHOLE } from "./shared-objects";
import type { StoredMark } from "../stored-value";

export interface DataWriterOptions {
  readonly environment: CapturedEnvironment;
  /** What must not be written down. */
  readonly secrets: ConfiguredSecrets;
  /** Writes what only exists in this process, as far as its uses reach. */
  readonly writePulumi: WritePulumi;
  /** What a first writer of the same captures met. */
  readonly shared?: SharedObjects;
}

export type WritePulumi = (
  value: unknown,
  uses: readonly Use[],
  place: { readonly path: string; readonly writer: DataWriter },
) => string;

/**
 * Writes values as JavaScript expressions that make equal values again. Everything it cannot repeat exactly is
 * {@link NotData}: a class instance, a getter, a symbol, something circular.
 */
export class DataWriter {
  /** Declarations that the expressions need before them. */
  readonly declarations: string[] = [];
  readonly met = new SharedObjects();
  private readonly written = new Map<object, string>();
  private readonly slices = new Map<ArrayBufferLike, Map<number, string>>();
  private readonly open = new Set<object>();
  private readonly options: DataWriterOptions;

  constructor(options: DataWriterOptions) {
    this.options = options;
  }

  /** Says how to explain what comes to light after the capture was written: what an Output or a promise holds. */
  explain(explain: Explain): void {
    this.options.environment.explain = explain;
  }

  /** @param uses of what the value holds of Pulumi's; all else of it is written whatever they are. */
  write(value: unknown, path: string, uses = WHOLE): string {
    switch (typeof value) {
      case "undefined":
      case "boolean":
        return String(value);
      case "number":
        this.refuseSecret(this.options.secrets.areIn(String(value)), path, "number");
        return Object.is(value, -0) ? "-0" : String(value);
      case "bigint":
        this.refuseSecret(this.options.secrets.areIn(String(value)), path, "number");
        return `${value}n`;
      case "string":
        return this.text(value, path);
      case "symbol":
        if (Symbol.keyFor(value) !== undefined)
          return `Symbol.for(${this.text(Symbol.keyFor(value)!, path)})`;
        throw new NotData(path, "a symbol");
      case "function":
        throw new NotData(path, "a function");
      default:
        return value === null ? "null" : this.object(value as object, path, uses);
    }
  }

  /** An Output, which becomes an environment variable; nothing of its value is written. */
  output(value: Output<unknown>, path: string): string {
    const express = () => `capturedOutput(${JSON.stringify(this.options.environment.add(value, path))})`;
    return this.once(value, WHOLE, { path, express });
  }

  promise(value: Promise<unknown>, path: string): string {
    const express = () => `capturedPromise(${JSON.stringify(this.options.environment.add(value, path))})`;
    return this.once(value, WHOLE, { path, express });
  }

  /** A value that the function fetches: only where it is travels with it. */
  stored(mark: StoredMark, path: string): string {
    const variable = JSON.stringify(this.options.environment.store(mark, path));
    const express = () => `${mark.kind === "secret" ? "storedSecret" : "storedParameter"}(${variable})`;
    return this.once(mark, WHOLE, { path, express });
  }

  private object(value: object, path: string, uses: readonly Use[]): string {
    if (isPulumi(value)) return this.options.writePulumi(value, uses, { path, writer: this });
    if (types.isProxy(value)) throw new NotData(path, "a proxy");
    if (value instanceof Promise) return this.promise(value, path);
    if (this.open.has(value)) throw new NotData(path, "part of a circular value");
    const express = (): string => {
      const all = uses === WHOLE ? uses : followed(this.usesOf(value, uses));
      return frozenLike(value, this.structure(value, path, all));
    };
    return this.once(value, uses === WHOLE ? uses : [AS_A_WHOLE, ...uses], { path, express });
  }

  /** An object for which `express` makes an expression, unless another path to it has been written before. */
  once(
    value: object,
    uses: readonly Use[],
    { path, express }: { readonly path: string; readonly express: () => string },
  ): string {
    const name = this.written.get(value);
    if (name !== undefined) return name;
    if (this.open.size === NESTING_LIMIT) throw new NotData(beginningOf(path), NESTED_TOO_DEEP);
    this.met.meet(value, uses);
    this.open.add(value);
    const expression = express();
    this.open.delete(value);
    if (!this.options.shared?.isShared(value)) return expression;
    const shared = `shared${this.written.size + 1}`;
    this.written.set(value, shared);
    this.declarations.push(`const ${shared} = ${expression};`);
    return shared;
  }

  /** What all captures together use of an object, once that is known. */
  usesOf(value: object, uses: readonly Use[]): readonly Use[] {
    return this.options.shared?.usesOf(value) ?? uses;
  }

  /** Whether an object is being written, so that what is written now is a part of it. */
  isOpen(value: object): boolean {
    return this.open.has(value);
  }

  private structure(value: object, path: string, uses: readonly Use[]): string {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (Array.isArray(value) && prototype === Array.prototype) return this.array(value, path, uses);
    if (prototype === Object.prototype || prototype === null) return this.plainObject(value, path, uses);
    const native = this.native(value, path, uses);
    if (native === undefined) throw new NotData(path, kindOf(value));
    return native;
  }

  private array(value: readonly unknown[], path: string, uses: readonly Use[]): string {
    const keys = Reflect.ownKeys(value).filter((key) => key !== "length");
    if (!keys.every(isIndex)) throw new NotData(path, "an array with properties of its own");
    this.refuseSecret(this.options.secrets.areInNumbers(value), path, "list of bytes");
    const item = (index: number) =>
      this.write(
        value[index],
        `${path}.${index}`,
        within(uses, () => itemUses(uses, String(index))),
      );
    if (value.length - keys.length > MANY_HOLES) {
      const items = keys.map((key) => `${key}:${item(Number(key))},`);
      return `Object.assign([],{${items.join("")}length:${value.length}})`;
    }
    const items = Array.from(value, (_, index) => (index in value ? item(index) : ""));
    return `[${items.join(",")}${value.length > 0 && !(value.length - 1 in value) ? "," : ""}]`;
  }

  private plainObject(value: object, path: string, uses: readonly Use[]): string {
    const hasNoPrototype = Object.getPrototypeOf(value) === null;
    const properties = Object.entries(Object.getOwnPropertyDescriptors(value)).map(([key, descriptor]) => {
      const name = this.text(key, path);
      if (descriptor.get || descriptor.set) throw new NotData(`${path}.${key}`, "a getter");
      if (!descriptor.enumerable) throw new NotData(`${path}.${key}`, "a hidden property");
      refuseReadOnly(value, descriptor, `${path}.${key}`);
      const below = within(uses, () => propertyUses(uses, key));
      return `${key === "__proto__" ? `[${name}]` : name}:${this.write(descriptor.value, `${path}.${key}`, below)}`;
    });
    if (Object.getOwnPropertySymbols(value).length > 0)
      throw new NotData(path, "an object with symbols for keys");
    return `{${[...(hasNoPrototype ? ["__proto__:null"] : []), ...properties].join(",")}}`;
  }

  private native(value: object, path: string, uses: readonly Use[]): string | undefined {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (types.isTypedArray(value)) return this.view(value, prototype, path);
    if (Reflect.ownKeys(value).some((key) => !(types.isRegExp(value) && key === "lastIndex")))
      return undefined;
    if (types.isArrayBuffer(value) && prototype === ArrayBuffer.prototype) return this.memory(value, path);
    if (types.isDate(value) && prototype === Date.prototype) return `new Date(${value.getTime()})`;
    if (types.isMap(value) && prototype === Map.prototype) {
      const ofPair = within(uses, () => [...prefixed(WHOLE, "0"), ...prefixed(mapValueUses(uses), "1")]);
      return `new Map([${[...value].map((pair) => this.array(pair, path, ofPair)).join(",")}])`;
    }
    if (types.isSet(value) && prototype === Set.prototype) {
      const ofItems = within(uses, () => prefixed(setItemUses(uses), EACH));
      return `new Set(${this.array([...value], path, ofItems)})`;
    }
    if (value instanceof URLSearchParams && prototype === URLSearchParams.prototype) {
      const url = this.options.shared?.urlOf(value);
      if (url) return `${this.write(url, path)}.searchParams`;
      for (const text of [...value].flat()) this.text(text, path);
      return `new URLSearchParams(${this.text(String(value), path)})`;
    }
    if (types.isRegExp(value) && prototype === RegExp.prototype) {
      this.text(value.source.replace(/\\(.)/g, "$1"), path);
      const pattern = `new RegExp(${this.text(value.source, path)},"${value.flags}")`;
      return value.lastIndex === 0 ? pattern : `Object.assign(${pattern},{lastIndex:${value.lastIndex}})`;
    }
    return value instanceof URL && prototype === URL.prototype
      ? `new URL(${this.text(value.href, path)})`
      : undefined;
  }

  /** A typed array or a Buffer. */
  private view(value: NodeJS.TypedArray, prototype: unknown, path: string): string | undefined {
    const name = nameOfView(value, prototype);
    if (name === undefined) return undefined;
    if (hasProperties(value)) throw new NotData(path, `${kindOf(value)} with properties of its own`);
    this.refuseSecret(this.options.secrets.areInNumbers(value), path, "list of numbers");
    const { buffer, byteOffset, byteLength } = value;
    if (isResizable(buffer)) throw new NotData(path, "a view of memory that can grow");
    const make = name === "Buffer" ? "Buffer.from" : `new ${name}`;
    if (isSlice(value) && !this.options.shared?.has(buffer)) {
      this.met.slices.add(value);
      const slice = this.options.shared?.slices.around(value);
      if (slice)
        return `${make}(${this.slice(buffer, slice, path)},${byteOffset - slice.start},${value.length})`;
      return name === "Buffer"
        ? this.bytes(value, path)
        : `${make}(Uint8Array.from(${this.bytes(value, path)}).buffer)`;
    }
    if (buffer.byteLength - byteLength > LARGEST_REST)
      throw new NotData(path, "a view of a small part of much memory");
    const memory = this.write(buffer, path);
    return byteLength === buffer.byteLength
      ? `${make}(${memory})`
      : `${make}(${memory},${byteOffset},${value.length})`;
  }

  private slice(buffer: ArrayBufferLike, { start, bytes }: SharedSlice, path: string): string {
    const slices = this.slices.get(buffer) ?? new Map<number, string>();
    this.slices.set(buffer, slices);
    const known = slices.get(start);
    if (known !== undefined) return known;
    const name = `memory${this.declarations.length + 1}`;
    this.declarations.push(`const ${name} = Uint8Array.from(${this.bytes(bytes, path)}).buffer;`);
    slices.set(start, name);
    return name;
  }

  private memory(value: ArrayBuffer, path: string): string {
    const bytes = this.bytes(bytesOf(value, path), path);
    if (!isResizable(value)) return `Uint8Array.from(${bytes}).buffer`;
    const empty = `new ArrayBuffer(${value.byteLength},{maxByteLength:${value.maxByteLength}})`;
    return `(memory=>(new Uint8Array(memory).set(${bytes}),memory))(${empty})`;
  }

  /** A text, or the name of a property, as a literal. */
  text(value: string, path: string): string {
    this.refuseSecret(this.options.secrets.areIn(value), path, "text");
    return JSON.stringify(value).replace(
      /[\u2028\u2029]/g,
      (separator) => `\\u${separator.charCodeAt(0).toString(16)}`,
    );
  }

  private bytes({ buffer, byteOffset, byteLength }: NodeJS.ArrayBufferView, path: string): string {
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    this.refuseSecret(this.options.secrets.areInBytes(bytes), path, "list of bytes");
    return `Buffer.from("${Buffer.from(buffer, byteOffset, byteLength).toString("base64")}","base64")`;
  }

  private refuseSecret(isSecret: boolean, path: string, what: string): void {
    if (!isSecret) return;
    throw new RefusedCapture(
      path,
      `a secret of the configuration as a plain ${what}, which the bundle would show`,
      `Read it with config.requireSecret and capture that Output${what === "text" ? "" : ", to be converted inside the callback"}: it travels in the function's environment`,
    );
  }
}

/** What is written as a whole holds nothing of Pulumi's that would have uses of its own. */
const within = (uses: readonly Use[], below: () => readonly Use[]): readonly Use[] =>
  uses === WHOLE ? WHOLE : below();

/** A copy keeps what may not be done to the original: `expression` makes the copy. */
export function frozenLike(value: object, expression: string): string {
  if (Object.isExtensible(value)) return expression;
  if (Object.isFrozen(value)) return `Object.freeze(${expression})`;
  return Object.isSealed(value) ? `Object.seal(${expression})` : `Object.preventExtensions(${expression})`;
}

/** A frozen or sealed object is made so as a whole; a property that is so alone is nothing that a literal can say. */
export function refuseReadOnly(
  owner: object,
  { writable, configurable }: PropertyDescriptor,
  path: string,
): void {
  if ((!writable && !Object.isFrozen(owner)) || (!configurable && !Object.isSealed(owner)))
    throw new NotData(path, "a property that cannot be written or deleted");
}

/** From here on, the holes of an array are not written one by one. */
const MANY_HOLES = 1000;
/** A view is written with all the memory around it, up to so many bytes. */
const LARGEST_REST = 1_000_000;

const isIndex = (key: string | symbol): key is string =>
  typeof key === "string" && /^(0|[1-9]\d*)$/.test(key);

function nameOfView(value: NodeJS.TypedArray, prototype: unknown): string | undefined {
  const { name } = value.constructor;
  const known = (globalThis as unknown as Record<string, { prototype?: unknown } | undefined>)[name];
  return known?.prototype === prototype ? name : undefined;
}

/** Not known to the types of the oldest Node that programs may run in. */
const isResizable = (memory: ArrayBufferLike): memory is ArrayBuffer & { readonly maxByteLength: number } =>
  (memory as { readonly resizable?: boolean }).resizable === true;

function bytesOf(memory: ArrayBuffer, path: string): Uint8Array {
  try {
    return new Uint8Array(memory);
  } catch {
    throw new NotData(path, "memory that was given away");
  }
}
