import type { InvokeMessage, LoadMessage } from "../messages";
import { channel, hasOwnProcess } from "./channel";
import { openDebugger } from "./debugger";
import { formatErrorForLog, formatErrorPayload, RuntimeError, setTaskRoot } from "./error-payload";
import { runInvocation } from "./invocation";
import { loadHandler, type LoadedHandler } from "./load-handler";
import { mapStacks } from "./mapped-stacks";
import { memoryReport } from "./memory-report";
import { guardOwnThreads } from "./own-threads";
import { enterTaskRoot, endSandbox, guardProcess } from "./process-guards";
import { redirectStandardStreams } from "./standard-streams";
import { limitStorage } from "./storage-limit";
import type { ZipModules } from "./zip-modules";

// The entry of a sandbox. It boots before it knows its function: until the code is loaded nothing of a function can run,
// and from then on nothing else can.
let loaded: LoadedHandler | undefined;
// Kept, because a function may replace it.
const soon = setImmediate;

guardProcess();
guardOwnThreads();
redirectStandardStreams();
process.on("uncaughtException", (error) => fault("Uncaught Exception", error));
process.on("unhandledRejection", (reason) => {
  fault("Unhandled Promise Rejection", new RuntimeError("UnhandledPromiseRejection", String(reason)));
});
// What the AWS SDK is built on. The sandbox has the time for it now, and the first invocation would not.
for (const name of ["node:https", "node:http2", "node:crypto", "node:zlib"]) require(name);
if (hasOwnProcess) channel.post({ type: "booted", residentBytes: process.memoryUsage.rss() });
soon(freeze);

/** Between invocations nothing runs, as on Lambda. Timers that have run out meanwhile come before the next invocation. */
function freeze(): void {
  const message = channel.receive(memoryReport.collectGarbage);
  soon(() => (message.type === "load" ? load(message) : invoke(message)));
}

function load(message: LoadMessage): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, message.environment);
  memoryReport.setLimit(message.memoryMegabytes);
  enterTaskRoot(message.taskRoot);
  setTaskRoot(message.taskRoot);
  limitStorage(message.storage);
  mapStacks(message);
  if (message.inspectPort !== undefined) openDebugger(message.inspectPort);
  try {
    loaded = loadHandler(message);
  } catch (error) {
    return fault("Uncaught Exception", error);
  }
  memoryReport.now();
  channel.post({ type: "loaded" });
  soon(freeze);
}

function invoke(message: InvokeMessage): void {
  if (!loaded) throw new Error("invoked before the code was loaded");
  const { modules } = loaded;
  if (message.traceId === undefined) delete process.env["_X_AMZN_TRACE_ID"];
  else process.env["_X_AMZN_TRACE_ID"] = message.traceId;
  memoryReport.start();
  runInvocation(loaded, message, () => {
    memoryReport.stop();
    soon(() => {
      if (message.sequence === 1) postCodeCaches(modules);
      freeze();
    });
  });
}

function postCodeCaches(modules: ZipModules): void {
  for (const { path, data } of modules.takeCodeCaches()) channel.post({ type: "codeCache", path, data });
}

/** An error that nobody caught: it answers the invocation, if one runs, and ends the environment. */
function fault(title: string, error: unknown): void {
  console.error(title, `\t${formatErrorForLog(error)}`);
  channel.post({ type: "fault", sequence: channel.sequence, payload: formatErrorPayload(error) });
  endSandbox("exit status 1");
}
