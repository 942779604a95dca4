import { syncBuiltinESMExports } from "node:module";
import workerThreads from "node:worker_threads";
import { channel, hasOwnProcess } from "./channel";

/**
 * A function's own threads and processes do not sleep when its main thread does. Those of a process are stopped with it by
 * whoever started it, and so must be announced. Nobody can stop a thread of the local cloud's process, nor tell what it has
 * taken of the memory: there they are refused.
 */
export function guardOwnThreads(): void {
  const { Worker } = workerThreads;
  const construct = (target: Function, args: unknown[], newTarget: Function): object => {
    if (!hasOwnProcess)
      throw new Error(
        "a function's own worker threads run in a process of its own only: start the local cloud with --runtime fork",
      );
    announce();
    return Reflect.construct(target, args, newTarget) as object;
  };
  Object.assign(workerThreads, { Worker: new Proxy(Worker, { construct }) });
  syncBuiltinESMExports();
  if (hasOwnProcess) announceProcesses();
}

function announceProcesses(): void {
  const { ChildProcess } = require("node:child_process") as typeof import("node:child_process");
  const prototype = ChildProcess.prototype as unknown as { spawn: (...args: unknown[]) => unknown };
  const { spawn } = prototype;
  prototype.spawn = function (...args) {
    announce();
    return spawn.apply(this, args);
  };
}

let isAnnounced = false;

function announce(): void {
  if (!isAnnounced) channel.post({ type: "parallel" });
  isAnnounced = true;
}
