import { output, type Output } from "@pulumi/pulumi";
import { CallbackError } from "../callback-error";
import type { StoredCapture, StoredMark } from "../stored-value";
import { SettledValue, type Explain } from "./settled-value";

interface Variable {
  readonly name: string;
  readonly value: Output<unknown> | Promise<unknown>;
  readonly path: string;
  readonly explain: Explain;
}

/**
 * Environment variables for what is known only when the program has been deployed. A variable is named after the captured
 * path: `tables.users.name` is `CAP_TABLES_USERS_NAME`, so it does not change when other captures come and go. The prefix
 * keeps it apart from Lambda's own variables and from those that a library may read.
 */
export class CapturedEnvironment {
  /** Variables that say where a value is; whoever stores it sets them. */
  readonly stored: StoredCapture[] = [];
  /** Of the capture that is being written: for a value that turns out to be no plain data when it has settled. */
  explain: Explain = (error) => error;
  private readonly known = new Map<unknown, string>();
  private readonly added: Variable[] = [];

  /** The variable's name. One Output captured by two paths gets one variable. */
  add(value: Output<unknown> | Promise<unknown>, path: string): string {
    const known = this.known.get(value);
    if (known !== undefined) return known;
    const name = this.freeName(path);
    this.known.set(value, name);
    this.added.push({ name, value, path, explain: this.explain });
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

  /**
   * The values, to be asked for once, of the environment that is used: each is an Output that may fail.
   * @throws CallbackError (as a rejection of the Output) for a value that JSON cannot carry, and for a rejected promise.
   */
  toVariables(): Record<string, Output<string>> {
    return Object.fromEntries(this.added.map((variable) => [variable.name, toOutput(variable)]));
  }

  private freeName(path: string): string {
    const name = variableName(path);
    const taken = new Set([
      ...this.added.map((variable) => variable.name),
      ...this.stored.map(({ variable }) => variable),
    ]);
    if (!taken.has(name)) return name;
    for (let count = 2; ; count++) if (!taken.has(`${name}_${count}`)) return `${name}_${count}`;
  }
}

/** @throws CallbackError for a variable of which it is known by now that it cannot have its value. */
export function refuseFailed(variables: Readonly<Record<string, Output<string>>>): void {
  for (const variable of Object.values(variables)) {
    const failure = failures.get(variable);
    if (failure) throw failure;
  }
}

const failures = new WeakMap<Output<string>, CallbackError>();

function toOutput({ value, path, explain }: Variable): Output<string> {
  const settled = new SettledValue(value, explain).check(value, path);
  const variable = (output(settled) as Output<unknown>).apply(toText);
  const inner = variable as Output<string> & Internals;
  for (const part of [inner.isKnown, inner.isSecret, inner.allResources(), inner.promise()]) {
    // It arrives where the variable is used; on its own it would end the process before that.
    part.catch((error: unknown) => {
      if (!(error instanceof CallbackError)) throw error;
      failures.set(variable, error);
    });
  }
  return variable;
}

/** Only the types of these are internal to the SDK. */
interface Internals {
  readonly isKnown: Promise<unknown>;
  readonly isSecret: Promise<unknown>;
  allResources(): Promise<unknown>;
  promise(): Promise<unknown>;
}

export function variableName(path: string): string {
  const words = path
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]/gu, (character) =>
      /[\s._$-]/.test(character) ? "_" : `_x${character.codePointAt(0)!.toString(16)}_`,
    );
  return `CAP_${words.replace(/_+/g, "_").replace(/^_|_$/g, "").toUpperCase()}`;
}

/** `undefined` is written as such; JSON has no word for it. */
const toText = (value: unknown): string => (value === undefined ? "undefined" : JSON.stringify(value));
