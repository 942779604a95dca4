import { types } from "node:util";
import { TASK_ROOT } from "../task-root";

/** What frames of this runtime contain: its folder, or the names that Node gives to source text. */
const OWN_FRAMES = __dirname === "." ? ["[worker eval", "[eval]"] : [__dirname];

/** Where this function's code lies. Lambda unpacks every function in the same folder, and so do its errors say. */
let taskRoot = TASK_ROOT;

export function setTaskRoot(folder: string): void {
  taskRoot = folder;
}

const asOnLambda = (json: string): string =>
  taskRoot === TASK_ROOT ? json : json.replaceAll(taskRoot, TASK_ROOT);

/** An error's frames without those of this runtime, which a developer cannot act on. */
function traceLines(stack: string): string[] {
  return stack.split("\n").filter((line) => !OWN_FRAMES.some((own) => line.includes(own)));
}

function isErrorLike(value: unknown): value is Error {
  if (types.isNativeError(value)) return true;
  const { name, message, stack } = (value ?? {}) as Partial<Record<string, unknown>>;
  return [name, message, stack].every((field) => typeof field === "string" && field !== "");
}

/** The JSON that Lambda's Node runtime answers for whatever was thrown. */
export function formatErrorPayload(thrown: unknown): string {
  return asOnLambda(errorPayload(thrown));
}

function errorPayload(thrown: unknown): string {
  try {
    if (isErrorLike(thrown)) {
      const { name, message, stack } = thrown;
      return JSON.stringify({ errorType: name, errorMessage: message, trace: traceLines(stack as string) });
    }
    return JSON.stringify({
      errorType: typeof thrown,
      errorMessage: String(thrown),
      trace: [],
    });
  } catch {
    // A getter that throws, a stack that is no string, an object without toString: the wording is the runtime's.
    return JSON.stringify({
      errorType: "handled",
      errorMessage:
        "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack",
    });
  }
}

/** The same error as the runtime logs it: with its code and its own properties. */
export function formatErrorForLog(thrown: unknown): string {
  return asOnLambda(errorForLog(thrown));
}

function errorForLog(thrown: unknown): string {
  try {
    return JSON.stringify(
      thrown instanceof Error ? thrown : new Error(String(thrown)),
      (_key, value: unknown) => {
        if (!(value instanceof Error)) return value;
        const code = (value as NodeJS.ErrnoException).code;
        const stack = typeof value.stack === "string" ? traceLines(value.stack) : undefined;
        return Object.assign({ errorType: value.name, errorMessage: value.message, code }, value, { stack });
      },
    );
  } catch {
    return errorPayload(thrown);
  }
}

/** An error of the runtime itself: `Runtime.ImportModuleError` and its like. */
export class RuntimeError extends Error {
  constructor(kind: string, message: string) {
    super(message);
    this.name = `Runtime.${kind}`;
    // The stack was written before the name was known.
    this.stack = `${this.name}: ${message}\n${(this.stack ?? "").split("\n").slice(message.split("\n").length).join("\n")}`;
  }
}
