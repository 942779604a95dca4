import { types } from "node:util";
import type { Output, Resource } from "@pulumi/pulumi";
import { alsoFollowed, followed } from "../source/uses/held-uses";
import type { Use } from "../source/source-analysis";
import { frozenLike, refuseReadOnly, type DataWriter } from "./data-writer";
import { RefusedCapture, NotData } from "./not-data";
import { WHOLE } from "./shared-objects";
import { isStored, type StoredMark } from "../stored-value";
import { holdsPulumi, isOutput, isResource, OUTPUT_MEMBERS } from "./pulumi-values";

/**
 * Writes as much of a captured value as its uses reach: of a resource or an object used as `tables.users.name`, an object
 * that has this property and no other.
 */
export function writeCapture(
  value: unknown,
  uses: readonly Use[],
  { path, writer }: { path: string; writer: DataWriter },
): string {
  if (isOutput(value)) return writeOutput(value, alsoFollowed(uses), { path, writer });
  if (isStored(value)) return writeStored(value, alsoFollowed(uses), { path, writer });
  if (isResource(value)) return writeResource(value, followed(uses), { path, writer });
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return writer.write(value, path);
  if (types.isProxy(value)) throw new NotData(path, "a proxy");
  if (value instanceof Promise) return writer.promise(value, path);
  // A callback does not change a module.
  const isAlone = isModule(value) || writer.isOpen(value);
  const all = isAlone ? uses : writer.usesOf(value, uses);
  if (isWhole(value, all)) return writer.write(value, path, holdsPulumi(value) ? all : WHOLE);
  const express = (): string => writeProperties(value, all, { path, writer });
  return isAlone ? express() : writer.once(value, uses, { path, express });
}

/** Whether more is used than properties that are known by their names. */
const isOfWhole = ({ path: [first], as }: Use): boolean =>
  first === undefined ? as !== "presence" : typeof first !== "string";

/** As much of a resource as is used: a callback changes none. */
function writeResource(
  value: Resource,
  uses: readonly Use[],
  { path, writer }: { path: string; writer: DataWriter },
): string {
  const whole = uses.find(isOfWhole);
  if (!whole) return writeProperties(value, uses, { path, writer });
  throw new RefusedCapture(
    path,
    "a whole Pulumi resource",
    `Use one of its outputs inside the callback, such as ${path}.id.get(), or capture only that output`,
  ).at(whole);
}

function isWhole(value: object, uses: readonly Use[]): boolean {
  if (Array.isArray(value))
    return !uses.every(({ path: [first] }) => typeof first === "string" && /^\d+$/.test(first));
  return uses.some(isOfWhole) || isNative(value) || callsInherited(value, uses);
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
  for (const use of uses) {
    const how = deployTimeUse(use);
    if (how === undefined) continue;
    throw new RefusedCapture(
      path,
      `an Output that is ${how}, which works only while the program is deployed`,
      `Use ${path}.get() inside the callback, or apply outside of it and capture the result`,
    ).at(use);
  }
  const lifted = uses.filter((use) => use.path.length > 0 && use.path[0] !== "get");
  const isWhole = lifted.length === 0 || lifted.length < uses.length;
  const whole = isWhole ? writer.output(value, path) : "";
  if (lifted.length === 0) return whole;
  const properties = writeProperties(value, lifted, { path, writer });
  return isWhole ? `Object.assign(${whole},${properties})` : properties;
}

/** How an Output is used that is there only as long as the program is. */
function deployTimeUse({ path: [first], as }: Use): string | undefined {
  if (first === undefined) return USED_AS.get(as);
  if (typeof first !== "string") return USED_AS.get("parts");
  return first !== "get" && OUTPUT_MEMBERS.has(first) ? `used by '${first}'` : undefined;
}

const USED_AS: ReadonlyMap<Use["as"], string> = new Map([
  ["text", "put into a text"],
  ["json", "written as JSON"],
  ["operand", "compared or calculated with"],
  ["parts", "taken apart"],
]);

function writeStored(
  value: StoredMark,
  uses: readonly Use[],
  { path, writer }: { path: string; writer: DataWriter },
): string {
  const refused = uses.find((use) => (use.path.length === 0 ? USED_AS.has(use.as) : use.path[0] !== "get"));
  if (!refused) return writer.stored(value, path);
  throw new RefusedCapture(
    path,
    `a ${value.kind} that is used before it is fetched`,
    `Use await ${path}.get() inside the callback`,
  ).at(refused);
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
    if (typeof first !== "string") continue;
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
