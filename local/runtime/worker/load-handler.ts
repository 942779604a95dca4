import { posix } from "node:path";
import type { LoadMessage } from "../messages";
import { RuntimeError } from "./error-payload";
import { ZipModules } from "./zip-modules";

/** A handler as Lambda calls it: asynchronous, or with a callback. */
export type Handler = (
  event: unknown,
  context: object,
  callback?: (error?: unknown, answer?: unknown) => void,
) => unknown;

export interface LoadedHandler {
  readonly handler: Handler;
  readonly modules: ZipModules;
  /** From Node 24 on, a handler is awaited and gets no callback. */
  readonly takesCallbacks: boolean;
}

/** Loads a function's code and finds its handler; errors have the names that Lambda's Node runtime gives them. */
export function loadHandler(
  message: Pick<LoadMessage, "handler" | "runtime" | "taskRoot" | "sources" | "codeCaches" | "nativeFiles">,
): LoadedHandler {
  const { handler, runtime } = message;
  if (handler.includes(".."))
    throw new RuntimeError(
      "MalformedHandlerName",
      `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  const [file, ...exported] = posix.basename(handler).split(".");
  if (file === undefined || exported.length === 0)
    throw new RuntimeError("MalformedHandlerName", "Bad handler");

  const modules = new ZipModules(message);
  const path = posix.join(posix.dirname(handler), file);
  const found = exported.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[key],
    loadFile(modules, path),
  );
  if (!found) throw new RuntimeError("HandlerNotFound", `${handler} is undefined or not exported`);
  if (typeof found !== "function") throw new RuntimeError("HandlerNotFound", `${handler} is not a function`);
  const takesCallbacks = Number(/^nodejs(\d+)/.exec(runtime)?.[1] ?? 0) < 24;
  if (!takesCallbacks && found.length >= 3)
    throw new RuntimeError(
      "CallbackHandlerDeprecated",
      `${runtime} calls no handler that takes a callback: make ${handler} an async function`,
    );
  return { handler: found as Handler, modules, takesCallbacks };
}

function loadFile(modules: ZipModules, path: string): unknown {
  const esModule = `${path}.mjs`;
  if (!modules.has(`${path}.js`) && modules.has(esModule))
    throw new RuntimeError(
      "ImportModuleError",
      `Error: ${esModule} is an ES module, which the local cloud does not run: bundle the function as CommonJS`,
    );
  try {
    return modules.load(modules.resolve(`./${path}`, undefined));
  } catch (error) {
    if (error instanceof SyntaxError) throw new RuntimeError("UserCodeSyntaxError", String(error));
    if (error instanceof Error && (error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND")
      throw new RuntimeError("ImportModuleError", String(error).replace(`'./${path}'`, `'${path}'`));
    throw error;
  }
}
