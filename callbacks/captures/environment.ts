import { output, type Output } from "@pulumi/pulumi";
import type { StoredCapture, StoredMark } from "../stored-value";

/**
 * Environment variables for what is known only when the program has been deployed. A variable is named after the captured
 * path: `tables.users.name` is `CAP_TABLES_USERS_NAME`, so it does not change when other captures come and go. The prefix
 * keeps it apart from Lambda's own variables and from those that a library may read.
 */
export class CapturedEnvironment {
  readonly variables: Record<string, Output<string>> = {};
  /** Variables that say where a value is; whoever stores it sets them. */
  readonly stored: StoredCapture[] = [];
  private readonly known = new Map<unknown, string>();

  /** The variable's name. One Output captured by two paths gets one variable. */
  add(value: Output<unknown> | Promise<unknown>, path: string): string {
    const known = this.known.get(value);
    if (known !== undefined) return known;
    const name = this.freeName(path);
    this.known.set(value, name);
    const settled = value instanceof Promise ? value.catch(refusePromise(path)) : value;
    this.variables[name] = (output(settled) as Output<unknown>).apply((known) => toVariable(known, path));
    return name;
  }

  /** The variable's name for a value that is stored elsewhere. */
  store(mark: StoredMark, path: string): string {
    const known = this.known.get(mark);
    if (known !== undefined) return known;
    const variable = this.freeName(path);
    this.known.set(mark, variable);
    this.stored.push({ kind: mark.kind, name: path, variable, value: mark.value, mark });
    return variable;
  }

  private freeName(path: string): string {
    const name = variableName(path);
    const taken = new Set([...Object.keys(this.variables), ...this.stored.map(({ variable }) => variable)]);
    if (!taken.has(name)) return name;
    for (let count = 2; ; count++) if (!taken.has(`${name}_${count}`)) return `${name}_${count}`;
  }
}

const refusePromise =
  (path: string) =>
  (reason: unknown): never => {
    throw new Error(
      `The captured promise '${path}' was rejected, so no function can have its value: ${String(reason)}`,
      { cause: reason },
    );
  };

export function variableName(path: string): string {
  const words = path
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]/gu, (character) =>
      /[\s._$-]/.test(character) ? "_" : `_x${character.codePointAt(0)!.toString(16)}_`,
    );
  return `CAP_${words.replace(/_+/g, "_").replace(/^_|_$/g, "").toUpperCase()}`;
}

/** What `undefined` is written as; JSON has no word for it. */
const UNDEFINED = "undefined";

function toVariable(value: unknown, path: string): string {
  if (value === undefined) return UNDEFINED;
  requireJson(value, path);
  return JSON.stringify(value);
}

function requireJson(value: unknown, path: string): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number" && Number.isFinite(value)) return;
  if (Array.isArray(value)) return value.forEach((item, index) => requireJson(item, `${path}.${index}`));
  if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    for (const [key, item] of Object.entries(value))
      if (item !== undefined) requireJson(item, `${path}.${key}`);
    return;
  }
  throw new Error(
    `The captured Output '${path}' holds ${describe(value)}, ` +
      "which JSON cannot carry to the function's environment. Turn it into plain data with apply.",
  );
}

const describe = (value: unknown): string =>
  typeof value === "object"
    ? `a ${value?.constructor?.name ?? "object"}`
    : String(value as number | bigint | symbol | (() => void));
