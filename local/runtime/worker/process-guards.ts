import os, { constants } from "node:os";
import { syncBuiltinESMExports } from "node:module";
import workerThreads from "node:worker_threads";
import { SIGNAL_WORDS } from "../signal-words";
import { channel, hasOwnProcess } from "./channel";

const leave = process.exit.bind(process);

/** Ends this sandbox; the other side answers for the invocation at once, without waiting for it to be gone. */
export function endSandbox(reason: string | undefined): never {
  channel.post({ type: "exit", sequence: channel.sequence, reason });
  return leave(1);
}

/**
 * A function believes that it has a process of its own. A thread shares one with the local cloud, so whatever would act
 * on the whole process acts on its thread alone.
 */
export function guardProcess(): void {
  const exit = (code: number | string = process.exitCode ?? 0): never =>
    endSandbox(Number(code) === 0 ? undefined : `exit status ${Number(code)}`);
  Object.assign(process, {
    exit,
    reallyExit: exit,
    abort: () => endSandbox(`signal: ${SIGNAL_WORDS["SIGABRT"]}`),
    kill,
    argv: [process.execPath, "/var/runtime/index.mjs"],
    execArgv: [],
  });
  // The developer's settings are in the home folder; a function on Lambda has none.
  Object.assign(os, { homedir: () => "/home/sbx_user1051" });
  Object.assign(workerThreads, { isMainThread: true, parentPort: null, workerData: null, threadId: 0 });
  syncBuiltinESMExports();
}

/** The zip's folder is the working folder, as far as it can be: all threads of a process share one. */
export function enterTaskRoot(folder: string): void {
  if (hasOwnProcess) process.chdir(folder);
  else process.cwd = () => folder;
}

function kill(processId: number, signal: string | number = "SIGTERM"): true {
  const name = Object.entries(constants.signals).find(
    ([key, value]) => key === signal || value === signal,
  )?.[0];
  if (name === undefined && signal !== 0) throw new TypeError(`Unknown signal: ${signal}`);
  if (Math.abs(processId) !== process.pid && processId !== 0)
    throw Object.assign(new Error("kill ESRCH"), { code: "ESRCH", syscall: "kill", errno: -3 });
  if (name === undefined || name === "SIGCHLD" || name === "SIGWINCH" || name === "SIGURG") return true;
  return endSandbox(`signal: ${SIGNAL_WORDS[name] ?? `signal ${constants.signals[name as NodeJS.Signals]}`}`);
}
