import type { InvokeMessage, LoadMessage } from "../messages";
import { channel } from "./channel";
import { formatErrorForLog, formatErrorPayload, RuntimeError } from "./error-payload";
import { runInvocation } from "./invocation";
import { loadHandler, type Handler } from "./load-handler";
import { memoryReport } from "./memory-report";
import { endThread, guardProcess } from "./process-guards";
import { redirectStandardStreams } from "./standard-streams";
import type { ZipModules } from "./zip-modules";

// The entry of a worker thread. It boots before it knows its function: until the code is loaded nothing of a function
// can run, and from then on nothing else can.
let loaded: { handler: Handler; modules: ZipModules } | undefined;

guardProcess();
redirectStandardStreams();
process.on("uncaughtException", (error) => fault("Uncaught Exception", error));
process.on("unhandledRejection", (reason) => {
  fault("Unhandled Promise Rejection", new RuntimeError("UnhandledPromiseRejection", String(reason)));
});
// What the AWS SDK is built on. The worker has the time for it now, and the first invocation would not.
for (const name of ["node:https", "node:http2", "node:crypto", "node:zlib"]) require(name);
channel.receive((message) => (message.type === "load" ? load(message) : invoke(message)));

function load(message: LoadMessage): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, message.environment);
  memoryReport.setLimit(message.memoryMegabytes);
  try {
    loaded = loadHandler(message);
  } catch (error) {
    return fault("Uncaught Exception", error);
  }
  memoryReport.now();
  channel.post({ type: "loaded" });
}

function invoke(message: InvokeMessage): void {
  if (!loaded) throw new Error("invoked before the code was loaded");
  const { handler, modules } = loaded;
  if (message.traceId === undefined) delete process.env["_X_AMZN_TRACE_ID"];
  else process.env["_X_AMZN_TRACE_ID"] = message.traceId;
  memoryReport.start();
  runInvocation(handler, message, () => {
    memoryReport.stop();
    if (message.sequence === 1) setImmediate(() => postCodeCaches(modules));
  });
}

function postCodeCaches(modules: ZipModules): void {
  for (const { path, data } of modules.takeCodeCaches()) channel.post({ type: "codeCache", path, data });
}

/** An error that nobody caught: it answers the invocation, if one runs, and ends the environment. */
function fault(title: string, error: unknown): void {
  console.error(title, `\t${formatErrorForLog(error)}`);
  channel.post({ type: "fault", sequence: channel.sequence, payload: formatErrorPayload(error) });
  endThread("exit status 1");
}
