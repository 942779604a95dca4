// Also runs in the processes of the functions, which have nothing beside it.

/** Calls a callback twice, so that what it leaves behind shows, and describes its answers and errors. */
export async function describeCalls(callback: Function, event: unknown): Promise<unknown> {
  const calls: unknown[] = [];
  for (let call = 0; call < 2; call++) {
    try {
      calls.push({ answer: describeValue(await (callback as (event: unknown) => unknown)(event)) });
    } catch (error) {
      calls.push({ thrown: describeValue(error) });
    }
  }
  return calls;
}

/**
 * A value as JSON that differs wherever two values could be told apart: `-0` and `0`, holes and `undefined`, what is
 * frozen, hidden or read by a getter, which of two properties are one object.
 */
function describeValue(root: unknown): unknown {
  const known = new Map<object, number>();
  const primitive = (value: unknown): unknown => {
    if (typeof value === "string") return value;
    if (typeof value === "bigint") return { bigint: String(value) };
    if (typeof value === "symbol") return { symbol: String(value), registered: Symbol.keyFor(value) ?? null };
    return { [typeof value]: Object.is(value, -0) ? "-0" : String(value) };
  };
  const describe = (value: unknown): unknown => {
    if ((typeof value !== "object" && typeof value !== "function") || value === null) return primitive(value);
    const before = known.get(value);
    if (before !== undefined) return { same: before };
    known.set(value, known.size);
    const prototype: unknown = Object.getPrototypeOf(value);
    return {
      kind: Object.prototype.toString.call(value),
      prototype: nameOf(prototype),
      isFrozen: Object.isFrozen(value),
      isSealed: Object.isSealed(value),
      isExtensible: Object.isExtensible(value),
      content: contentOf(value),
      properties: Reflect.ownKeys(value)
        .filter((key) => !(HIDDEN.has(key) || (key === "length" && typeof value === "function")))
        .map((key) => [describe(key), describeProperty(Object.getOwnPropertyDescriptor(value, key)!)]),
    };
  };
  const describeProperty = ({ value, get, set, enumerable, writable }: PropertyDescriptor): unknown => [
    get || set ? ["accessor", Boolean(get), Boolean(set)] : describe(value),
    Boolean(enumerable),
    writable ?? "accessor",
  ];
  const contentOf = (value: object): unknown => {
    if (value instanceof Map) return [...value].map(([key, item]) => [describe(key), describe(item)]);
    if (value instanceof Set) return [...value].map(describe);
    if (value instanceof Date) return String(value.getTime());
    if (value instanceof RegExp || value instanceof URL || value instanceof URLSearchParams)
      return String(value);
    if (value instanceof ArrayBuffer) return [...new Uint8Array(value)];
    if (value instanceof DataView) return [describe(value.buffer), value.byteOffset, value.byteLength];
    if (value instanceof Number || value instanceof String || value instanceof Boolean)
      return primitive(value.valueOf());
    return typeof value === "function" ? [value.name, value.length] : null;
  };
  return describe(root);
}

/** They say where, not what. */
const HIDDEN = new Set<string | symbol>(["stack", "prototype", "arguments", "caller"]);

function nameOf(prototype: unknown): string | null {
  if (prototype === null) return null;
  const constructor: unknown = (prototype as { constructor?: unknown }).constructor;
  return typeof constructor === "function" ? constructor.name : "without a constructor";
}
