import type { InvokeMessage } from "../messages";
import { channel } from "./channel";
import { formatErrorForLog, formatErrorPayload, RuntimeError } from "./error-payload";
import type { Handler, LoadedHandler } from "./load-handler";

/** What happens when Node's event loop is empty and the invocation still runs. */
let whenLoopIsEmpty: (() => void) | undefined;

process.on("beforeExit", () => whenLoopIsEmpty?.());

/** Calls the handler once and posts the first answer it gives, by whichever of Lambda's ways. */
export function runInvocation(
  { handler, takesCallbacks }: LoadedHandler,
  message: InvokeMessage,
  whenAnswered: () => void,
): void {
  let isOpen = true;

  const post = (payload: string, failed: boolean) => {
    isOpen = false;
    whenLoopIsEmpty = undefined;
    channel.post({ type: "answer", sequence: message.sequence, payload, failed });
    whenAnswered();
  };
  const postError = (error: unknown) => {
    console.error("Invoke Error", `\t${formatErrorForLog(error)}`);
    post(formatErrorPayload(error), true);
  };
  const done = (error?: unknown, answer?: unknown) => {
    if (!isOpen) return;
    if (error !== undefined && error !== null) postError(error);
    else post(stringify(answer), false);
  };
  const succeed = (answer?: unknown) => done(undefined, answer);
  const fail = (error?: unknown) => done(error ?? "handled");

  channel.beginInvocation(message.sequence);
  whenLoopIsEmpty = () => {
    // A handler that returned without an answer gave null, but a promise that can no longer settle is an error.
    if (isAsync(handler)) postError(new RuntimeError("NodeJsExit", NEVER_SETTLED));
    else done(undefined, null);
  };

  const context = createContext(message);
  if (!takesCallbacks) {
    const call = async () => handler(JSON.parse(message.event), context);
    call().then(succeed, fail).then(undefined, fail);
    return;
  }

  const callbackContext = { callbackWaitsForEmptyEventLoop: true, succeed, fail, done, ...context };
  const callback = (error?: unknown, answer?: unknown) => {
    const failed = error !== undefined && error !== null;
    if (failed || !callbackContext.callbackWaitsForEmptyEventLoop) return done(error, answer);
    if (!isOpen) return;
    isOpen = false;
    whenLoopIsEmpty = () => post(stringify(answer), false);
  };
  try {
    const result = handler(JSON.parse(message.event), callbackContext, callback);
    if (isThenable(result)) result.then(succeed, fail).then(undefined, fail);
  } catch (error) {
    callback(error);
  }
}

const NEVER_SETTLED =
  "The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes";

function stringify(answer: unknown): string {
  try {
    // undefined for what JSON has no form for, such as a function: the runtime sends an empty body.
    return JSON.stringify(answer === undefined ? null : answer) ?? "";
  } catch {
    throw new Error("Unable to stringify response body");
  }
}

function createContext({ remainingMs, isTimed, ...message }: InvokeMessage) {
  const deadlineMs = Date.now() + remainingMs;
  const { env } = process;
  return {
    functionVersion: env["AWS_LAMBDA_FUNCTION_VERSION"],
    functionName: env["AWS_LAMBDA_FUNCTION_NAME"],
    memoryLimitInMB: env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
    logGroupName: env["AWS_LAMBDA_LOG_GROUP_NAME"],
    logStreamName: env["AWS_LAMBDA_LOG_STREAM_NAME"],
    clientContext: message.clientContext,
    identity: message.identity,
    invokedFunctionArn: message.functionArn,
    awsRequestId: message.requestId,
    getRemainingTimeInMillis: () => (isTimed ? deadlineMs - Date.now() : remainingMs),
  };
}

function isAsync(handler: Handler): boolean {
  return handler.constructor.name === "AsyncFunction";
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
}
