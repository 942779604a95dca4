import { parentPort, workerData } from "node:worker_threads";
import {
  GAUGES,
  logMessageBytes,
  type BootData,
  type FromWorker,
  type LogLevel,
  type ToWorker,
} from "../messages";

if (parentPort === null) throw new Error("this file is the entry of a worker thread");
const port = parentPort;
const gauges = new Int32Array((workerData as BootData).gauges);

/**
 * A worker that writes faster than its log is read waits, as it would on a full pipe: the other thread must get to its
 * timers and its other workers. Every message counts with a little more than its text, so that many short ones do too.
 */
const UNREAD_LOG_LIMIT_BYTES = 256 * 1024;

/** Number of the invocation that started last; 0 before the first. */
let sequence = 0;

export const channel = {
  post(message: FromWorker, transfer: readonly ArrayBuffer[] = []): void {
    port.postMessage(message, transfer);
  },

  log(level: LogLevel | undefined, text: string): void {
    for (;;) {
      const unread = Atomics.load(gauges, GAUGES.unreadLogBytes);
      if (unread < UNREAD_LOG_LIMIT_BYTES) break;
      Atomics.wait(gauges, GAUGES.unreadLogBytes, unread);
    }
    Atomics.add(gauges, GAUGES.unreadLogBytes, logMessageBytes(text));
    port.postMessage({ type: "log", level, text } satisfies FromWorker);
  },

  reportMemory(bytes: number): void {
    Atomics.store(gauges, GAUGES.memoryKibibytes, Math.round(bytes / 1024));
    Atomics.add(gauges, GAUGES.memoryReports, 1);
  },

  receive(take: (message: ToWorker) => void): void {
    port.on("message", take);
  },

  get sequence(): number {
    return sequence;
  },

  /** While an invocation runs the channel does not keep the event loop alive, so that Node tells when it is empty. */
  beginInvocation(number: number): void {
    sequence = number;
    port.unref();
  },

  endInvocation(): void {
    port.ref();
  },
};
