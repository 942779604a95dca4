import { receiveMessageOnPort, workerData, type MessagePort } from "node:worker_threads";
import { GAUGES, logMessageBytes, type BootData, type FromSandbox, type ToSandbox } from "../messages";
import type { Channel } from "./channel";

/**
 * A worker that writes faster than its log is read waits, as it would on a full pipe: the other thread must get to its
 * timers and its other workers. Every message counts with a little more than its text, so that many short ones do too.
 */
const UNREAD_LOG_LIMIT_BYTES = 256 * 1024;

/**
 * Whoever was not called for so long may well not be called for longer. A full collection also throws away what V8 has optimized:
 * after pauses of a second, calls took twice as long again.
 */
const IDLE_AFTER_MS = 30_000;

export function threadChannel(port: MessagePort): Channel {
  const gauges = new Int32Array((workerData as BootData).gauges);
  // Kept, because a function may replace what is global.
  const { add, load, store, wait } = Atomics;
  const post = (message: FromSandbox): void => port.postMessage(message);
  return {
    post,

    log(level, text) {
      for (;;) {
        const unread = load(gauges, GAUGES.unreadLogBytes);
        if (unread < UNREAD_LOG_LIMIT_BYTES) break;
        wait(gauges, GAUGES.unreadLogBytes, unread);
      }
      add(gauges, GAUGES.unreadLogBytes, logMessageBytes(text));
      post({ type: "log", level, text });
    },

    reportMemory(bytes) {
      store(gauges, GAUGES.memoryKibibytes, Math.round(bytes / 1024));
      add(gauges, GAUGES.memoryReports, 1);
    },

    receive(whenIdle) {
      let patienceMs = IDLE_AFTER_MS;
      for (;;) {
        const sent = load(gauges, GAUGES.sentMessages);
        const received = receiveMessageOnPort(port);
        if (received) return received.message as ToSandbox;
        if (wait(gauges, GAUGES.sentMessages, sent, patienceMs) !== "timed-out") continue;
        whenIdle();
        patienceMs = Infinity;
      }
    },
  };
}
