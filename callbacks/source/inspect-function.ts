import type { Debugger, Runtime } from "node:inspector";
import { post } from "./inspector-session";
import { findScript, type Script } from "./scripts";

/** Where a function starts in its compiled script. Line and column are counted from 0. */
export interface ScriptPosition {
  readonly script: Script;
  readonly line: number;
  readonly column: number;
}

/** The variables a function closes over. */
export interface Closure {
  /** The variable that `name` is bound to in the function; `undefined` if the function does not close over one. */
  inner(name: string): Variable | undefined;
  /** The outermost variable called `name`, which is the module's own when the name is declared at its top. */
  outer(name: string): Variable | undefined;
}

export interface Variable {
  readonly value: unknown;
}

export interface InspectedFunction {
  /** Absent for native and bound functions. */
  readonly position?: ScriptPosition;
  readonly isBound: boolean;
  readonly closure: Closure;
}

type Scope = ReadonlyMap<string, Runtime.RemoteObject>;

const SLOT = "__secureServerlessApiInspected";
const slot = globalThis as unknown as Record<string, unknown>;

/** Looks at a function from outside, through the engine's own debugging interface; the function is not called. */
export function inspectFunction(callback: Function): InspectedFunction {
  const { internalProperties = [] } = post<Runtime.GetPropertiesReturnType>("Runtime.getProperties", {
    objectId: handleOf(callback),
    ownProperties: true,
  });
  const internal = (name: string) => internalProperties.find((property) => property.name === name)?.value;
  const location = internal("[[FunctionLocation]]")?.value as Debugger.Location | undefined;
  const script = location && findScript(location, callback);
  const scopes = internal("[[Scopes]]")?.objectId;
  return {
    ...(location &&
      script && { position: { script, line: location.lineNumber, column: location.columnNumber ?? 0 } }),
    isBound: internal("[[TargetFunction]]") !== undefined,
    closure: openClosure(scopes),
  };
}

function openClosure(scopesId: string | undefined): Closure {
  let scopes: readonly Scope[] | undefined;
  const read = () => (scopes ??= scopesId === undefined ? [] : readScopes(scopesId));
  const find = (list: readonly Scope[], name: string): Variable | undefined => {
    const found = list.find((scope) => scope.has(name))?.get(name);
    return found && { value: valueOf(found) };
  };
  return { inner: (name) => find(read(), name), outer: (name) => find([...read()].reverse(), name) };
}

function readScopes(scopesId: string): Scope[] {
  return propertiesOf(scopesId)
    .filter(({ value }) => value?.objectId !== undefined && value.description !== "Global")
    .map(
      ({ value }) =>
        new Map(propertiesOf(value!.objectId!).flatMap((p) => (p.value ? [[p.name, p.value] as const] : []))),
    );
}

const propertiesOf = (objectId: string) =>
  post<Runtime.GetPropertiesReturnType>("Runtime.getProperties", { objectId, ownProperties: true }).result;

function valueOf(remote: Runtime.RemoteObject): unknown {
  if (remote.objectId === undefined) {
    if (remote.unserializableValue === undefined)
      return remote.type === "undefined" ? undefined : remote.value;
    return remote.type === "bigint"
      ? BigInt(remote.unserializableValue.slice(0, -1))
      : Number(remote.unserializableValue);
  }
  post("Runtime.callFunctionOn", {
    objectId: remote.objectId,
    functionDeclaration: `function (value) { globalThis.${SLOT} = value; }`,
    arguments: [{ objectId: remote.objectId }],
  });
  const value = slot[SLOT];
  delete slot[SLOT];
  return value;
}

function handleOf(value: unknown): string {
  slot[SLOT] = value;
  try {
    return post<Runtime.EvaluateReturnType>("Runtime.evaluate", { expression: `globalThis.${SLOT}` }).result
      .objectId!;
  } finally {
    delete slot[SLOT];
  }
}
