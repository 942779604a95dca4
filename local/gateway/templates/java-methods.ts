import { TemplateError } from "./template-error";
import { templateList, toText, type TemplateList } from "./java-text";
import { equal } from "./operators";

type JavaMethod<Subject> = (subject: Subject, parameters: readonly unknown[]) => unknown;
type JavaMap = Record<string, unknown>;

/** A Java regular expression. Both languages agree on what mapping templates use; anything else fails to compile. */
function pattern(source: unknown, flags: string): RegExp {
  try {
    return new RegExp(toText(source), flags);
  } catch (cause) {
    throw new TemplateError(`"${toText(source)}" is not a regular expression that the local cloud covers.`, {
      cause,
    });
  }
}

/** In Java's replacement text `$1` is a group and a backslash takes the next character literally. */
function replacement(source: unknown): (...match: readonly unknown[]) => string {
  const text = toText(source);
  return (...match) =>
    text.replace(/\\(.)|\$(\d)/g, (_, literal: string | undefined, group: string) =>
      literal === undefined ? toText(match[Number(group)]) : literal,
    );
}

const integer = (value: unknown): number => {
  if (typeof value !== "number" || !Number.isInteger(value))
    throw new TemplateError(`"${toText(value)}" is not an integer.`);
  return value;
};

const STRING_METHODS: Readonly<Record<string, JavaMethod<string>>> = {
  charAt: (text, [index]) => text.charAt(integer(index)),
  concat: (text, [other]) => text + toText(other),
  contains: (text, [part]) => text.includes(toText(part)),
  endsWith: (text, [end]) => text.endsWith(toText(end)),
  equals: (text, [other]) => text === other,
  equalsIgnoreCase: (text, [other]) => text.toLowerCase() === toText(other).toLowerCase(),
  indexOf: (text, [part]) => text.indexOf(toText(part)),
  isEmpty: (text) => text === "",
  lastIndexOf: (text, [part]) => text.lastIndexOf(toText(part)),
  length: (text) => text.length,
  matches: (text, [regex]) => pattern(`^(?:${toText(regex)})$`, "").test(text),
  replace: (text, [from, to]) => text.replaceAll(toText(from), () => toText(to)),
  replaceAll: (text, [regex, to]) => text.replace(pattern(regex, "g"), replacement(to)),
  replaceFirst: (text, [regex, to]) => text.replace(pattern(regex, ""), replacement(to)),
  split: (text, [regex]) => splitLikeJava(text, pattern(regex, "")),
  startsWith: (text, [start]) => text.startsWith(toText(start)),
  substring: (text, [from, to]) => text.slice(integer(from), to === undefined ? undefined : integer(to)),
  toLowerCase: (text) => text.toLowerCase(),
  toString: (text: string) => text,
  toUpperCase: (text) => text.toUpperCase(),
  trim: (text) => text.trim(),
};

function splitLikeJava(text: string, regex: RegExp): TemplateList {
  const parts = text.split(regex);
  while (parts.length > 1 && parts.at(-1) === "") parts.pop();
  return templateList(parts);
}

const LIST_METHODS: Readonly<Record<string, JavaMethod<unknown[]>>> = {
  add: (list, [value]) => list.push(value) > 0,
  addAll: (list, [values]) => Array.isArray(values) && list.push(...values) > 0,
  contains: (list, [value]) => list.some((entry) => equal(entry, value)),
  get: (list, [index]) => list[integer(index)],
  indexOf: (list, [value]) => list.findIndex((entry) => equal(entry, value)),
  isEmpty: (list) => list.length === 0,
  remove: (list, [index]) => list.splice(integer(index), 1)[0],
  set: (list, [index, value]) => list.splice(integer(index), 1, value)[0],
  size: (list) => list.length,
  subList: (list, [from, to]) => list.slice(integer(from), integer(to)),
  toString: (list: unknown[]) => toText(list),
};

const MAP_METHODS: Readonly<Record<string, JavaMethod<JavaMap>>> = {
  containsKey: (map, [key]) => Object.hasOwn(map, toText(key)),
  containsValue: (map, [value]) => Object.values(map).some((entry) => equal(entry, value)),
  entrySet: (map) => templateList(Object.entries(map).map(([key, value]) => ({ key, value }))),
  get: (map, [key]) => readEntry(map, toText(key)),
  getKey: (map) => readEntry(map, "key"),
  getValue: (map) => readEntry(map, "value"),
  isEmpty: (map) => Object.keys(map).length === 0,
  keySet: (map) => templateList(Object.keys(map)),
  put: (map, [key, value]) => {
    const previous = readEntry(map, toText(key));
    writeEntry(map, toText(key), value);
    return previous;
  },
  putAll: (map, [entries]) => {
    for (const [key, value] of Object.entries((entries ?? {}) as JavaMap)) writeEntry(map, key, value);
    return undefined;
  },
  remove: (map, [key]) => {
    const previous = readEntry(map, toText(key));
    delete map[toText(key)];
    return previous;
  },
  size: (map) => Object.keys(map).length,
  toString: (map: JavaMap) => toText(map),
  values: (map) => templateList(Object.values(map)),
};

const SCALAR_METHODS: Readonly<Record<string, JavaMethod<number | boolean>>> = {
  equals: (value, [other]) => value === other,
  intValue: (value) => Math.trunc(Number(value)),
  toString: (value: number | boolean) => String(value),
};

/** Every method that a template may call on a value. Any other name is refused when the template is compiled. */
export const JAVA_METHODS: ReadonlySet<string> = new Set(
  [STRING_METHODS, LIST_METHODS, MAP_METHODS, SCALAR_METHODS].flatMap((methods) => Object.keys(methods)),
);

/** Calls a Java method on a value; undefined, as in Velocity, when its class has no such method. */
export function callJavaMethod(subject: unknown, name: string, parameters: readonly unknown[]): unknown {
  if (typeof subject === "string") return own(STRING_METHODS, name)?.(subject, parameters);
  if (Array.isArray(subject)) return own(LIST_METHODS, name)?.(subject, parameters);
  if (typeof subject === "number" || typeof subject === "boolean")
    return own(SCALAR_METHODS, name)?.(subject, parameters);
  if (typeof subject === "object" && subject !== null)
    return own(MAP_METHODS, name)?.(subject as JavaMap, parameters);
  return undefined;
}

function own<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** A map's entry or a list's element: own ones only, so that no template reaches a JavaScript prototype. */
export function readEntry(container: unknown, key: string | number): unknown {
  if (container === null || typeof container !== "object" || !Object.hasOwn(container, key)) return undefined;
  if (Array.isArray(container) && !Number.isInteger(Number(key))) return undefined;
  return (container as Record<string | number, unknown>)[key];
}

export function writeEntry(container: object, key: string | number, value: unknown): void {
  Object.defineProperty(container, key, { value, writable: true, enumerable: true, configurable: true });
}
