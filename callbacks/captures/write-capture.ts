import { types } from "node:util";
import type { Output } from "@pulumi/pulumi";
import type { Use } from "../source/source-analysis";
import { frozenLike, refuseReadOnly, wholeResource, type DataWriter } from "./data-writer";
import { RefusedCapture, NotData } from "./not-data";
import { isStored, type StoredMark } from "../stored-value";
import { isOutput, isResource, OUTPUT_MEMBERS } from "./pulumi-values";

/**
 * Writes as much of a captured value as its uses reach: of a resource or an object used as `tables.users.name`, an object
 * that has this property and no other.
 */
export function writeCapture(
  value: unknown,
  uses: readonly Use[],
  { path, writer }: { path: string; writer: DataWriter },
): string {
  if (isOutput(value)) return writeOutput(value, uses, { path, writer });
  if (isStored(value)) return writeStored(value, uses, { path, writer });
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return writer.write(value, path);
  if (types.isProxy(value) && !isResource(value)) throw new NotData(path, "a proxy");
  if (value instanceof Promise) return writer.promise(value, path);
  // A callback changes neither a resource nor a module.
  const isAlone = isResource(value) || isModule(value) || writer.isOpen(value);
  const all = isAlone ? uses : writer.usesOf(value, uses);
  if (isWhole(value, all)) {
    if (isResource(value)) throw wholeResource(path);
    return writer.write(value, path);
  }
  const express = (): string => writeProperties(value, all, { path, writer });
  return isAlone ? express() : writer.once(value, uses, { path, express });
}

function isWhole(value: object, uses: readonly Use[]): boolean {
  if (Array.isArray(value))
    return !uses.every(({ path: [first] }) => first !== undefined && /^\d+$/.test(first));
  const isUsedItself = uses.some((use) => use.path.length === 0 && use.as !== "presence");
  return isUsedItself || isNative(value) || callsInherited(value, uses);
}

function writeProperties(
  value: object,
  uses: readonly Use[],
  { path, writer }: { path: string; writer: DataWriter },
): string {
  const properties = propertiesOf(value, uses, { path, writer });
  if (isResource(value)) return properties;
  return frozenLike(value, Array.isArray(value) ? `Object.assign([],${properties})` : properties);
}

function propertiesOf(
  value: object,
  uses: readonly Use[],
  { path, writer }: { path: string; writer: DataWriter },
): string {
  // What is not there is not written either: an object that takes no more properties would have it.
  const isThere = (key: string): boolean => isOutput(value) || isResource(value) || key in value;
  const present = [...byFirstProperty(uses)].filter(([key]) => isThere(key));
  const properties = present.map(([key, below]) => {
    const name = writer.text(key, path);
    const property = `${path}.${key}`;
    return `[${name}]:${writeCapture(readProperty(value, key, property), below, { path: property, writer })}`;
  });
  // What it does not have must not be found in a prototype that it does not have either.
  const prototype = Object.getPrototypeOf(value) === null ? ["__proto__:null"] : [];
  return `{${[...prototype, ...properties].join(",")}}`;
}

function writeOutput(
  value: Output<unknown>,
  uses: readonly Use[],
  { path, writer }: { path: string; writer: DataWriter },
): string {
  const refused = uses.find((use) =>
    use.path.length === 0 ? use.as === "text" : use.path[0] !== "get" && OUTPUT_MEMBERS.has(use.path[0]!),
  );
  if (refused) {
    const how = refused.path.length === 0 ? "put into a text" : `used by '${refused.path[0]}'`;
    throw new RefusedCapture(
      path,
      `an Output that is ${how}, which works only while the program is deployed`,
      `Use ${path}.get() inside the callback, or apply outside of it and capture the result`,
    );
  }
  const lifted = uses.filter((use) => use.path.length > 0 && use.path[0] !== "get");
  const isWhole = lifted.length < uses.length;
  const whole = isWhole ? writer.output(value, path) : "";
  if (lifted.length === 0) return whole;
  const properties = writeProperties(value, lifted, { path, writer });
  return isWhole ? `Object.assign(${whole},${properties})` : properties;
}

function writeStored(
  value: StoredMark,
  uses: readonly Use[],
  { path, writer }: { path: string; writer: DataWriter },
): string {
  const isRefused = uses.some((use) => (use.path.length === 0 ? use.as === "text" : use.path[0] !== "get"));
  if (!isRefused) return writer.stored(value, path);
  throw new RefusedCapture(
    path,
    `a ${value.kind} that is used before it is fetched`,
    `Use await ${path}.get() inside the callback`,
  );
}

function readProperty(value: object, key: string, path: string): unknown {
  const descriptor = isOutput(value) ? undefined : propertyOf(value, key);
  try {
    const property = (value as Record<string, unknown>)[key];
    // What a getter of a resource or a module gives is fixed; any other may give something else each time.
    const isFixed = isResource(value) || isModule(value) || isOutput(property) || isResource(property);
    if ((descriptor?.get || descriptor?.set) && !isFixed)
      throw new NotData(path, descriptor.get ? "a getter" : "a setter");
    if (descriptor && "value" in descriptor && Object.hasOwn(value, key) && !isFixed)
      refuseReadOnly(value, descriptor, path);
    return property;
  } catch (error) {
    if (error instanceof NotData) throw error;
    throw new NotData(
      path,
      `a property that cannot be read now (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}

/** As compilers mark the exports of a module. */
const isModule = (value: object): boolean =>
  Object.hasOwn(value, "__esModule") || types.isModuleNamespaceObject(value);

/** The property of the object or of what it inherits from. */
function propertyOf(value: object, key: string): PropertyDescriptor | undefined {
  for (let owner: unknown = value; owner !== null; owner = Object.getPrototypeOf(owner)) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, key);
    if (descriptor) return descriptor;
  }
  return undefined;
}

function byFirstProperty(uses: readonly Use[]): Map<string, Use[]> {
  const groups = new Map<string, Use[]>();
  for (const use of uses) {
    const [first, ...rest] = use.path;
    if (first === undefined) continue;
    const below = { ...use, path: rest };
    const group = groups.get(first);
    if (group) group.push(below);
    else groups.set(first, [below]);
  }
  return groups;
}

/** A method that the object inherits looks at the object itself: `settings.hasOwnProperty("x")`. */
const callsInherited = (value: object, uses: readonly Use[]): boolean =>
  Object.getPrototypeOf(value) === Object.prototype &&
  uses.some(
    (use) =>
      use.as === "call" &&
      use.path.length === 1 &&
      !Object.hasOwn(value, use.path[0]!) &&
      use.path[0]! in Object.prototype,
  );

const isNative = (value: object): boolean =>
  types.isMap(value) ||
  types.isSet(value) ||
  types.isDate(value) ||
  types.isRegExp(value) ||
  types.isAnyArrayBuffer(value) ||
  ArrayBuffer.isView(value) ||
  value instanceof URL ||
  value instanceof URLSearchParams;
