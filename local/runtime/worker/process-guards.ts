import os, { constants } from "node:os";
import { syncBuiltinESMExports } from "node:module";
import workerThreads from "node:worker_threads";
import { channel } from "./channel";
import { TASK_ROOT } from "./zip-modules";

const exitThread = process.exit.bind(process);

/** Ends this worker; the other side answers for the invocation at once, without waiting for the thread to be gone. */
export function endThread(reason: string | undefined): never {
  channel.post({ type: "exit", sequence: channel.sequence, reason });
  return exitThread(1);
}

/** As the platform words it; any other signal is shown by its number. */
const SIGNAL_WORDS: Readonly<Record<string, string>> = {
  SIGABRT: "aborted",
  SIGHUP: "hangup",
  SIGINT: "interrupt",
  SIGKILL: "killed",
  SIGQUIT: "quit",
  SIGSEGV: "segmentation fault",
  SIGTERM: "terminated",
};

/**
 * A function believes that it has a process of its own. Here it shares one with the local cloud, so whatever would act
 * on the whole process acts on its thread alone.
 */
export function guardProcess(): void {
  const exit = (code: number | string = process.exitCode ?? 0): never =>
    endThread(Number(code) === 0 ? undefined : `exit status ${Number(code)}`);
  Object.assign(process, {
    exit,
    reallyExit: exit,
    abort: () => endThread(`signal: ${SIGNAL_WORDS["SIGABRT"]}`),
    kill,
    cwd: () => TASK_ROOT,
    argv: [process.execPath, "/var/runtime/index.mjs"],
  });
  // The developer's settings are in the home folder; a function on Lambda has none.
  Object.assign(os, { homedir: () => "/home/sbx_user1051" });
  Object.assign(workerThreads, { isMainThread: true, parentPort: null, workerData: null, threadId: 0 });
  syncBuiltinESMExports();
}

function kill(processId: number, signal: string | number = "SIGTERM"): true {
  const name = Object.entries(constants.signals).find(
    ([key, value]) => key === signal || value === signal,
  )?.[0];
  if (name === undefined && signal !== 0) throw new TypeError(`Unknown signal: ${signal}`);
  if (Math.abs(processId) !== process.pid && processId !== 0)
    throw Object.assign(new Error("kill ESRCH"), { code: "ESRCH", syscall: "kill", errno: -3 });
  if (name === undefined || name === "SIGCHLD" || name === "SIGWINCH" || name === "SIGURG") return true;
  return endThread(`signal: ${SIGNAL_WORDS[name] ?? `signal ${constants.signals[name as NodeJS.Signals]}`}`);
}
