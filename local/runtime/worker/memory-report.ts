import { getHeapStatistics } from "node:v8";
import { channel } from "./channel";

const REPORT_EVERY_MS = 10;

/** Heap and Buffers of this thread. */
function report(): void {
  const { used_heap_size, external_memory } = getHeapStatistics();
  channel.reportMemory(used_heap_size + external_memory);
}

let timer: NodeJS.Timeout | undefined;

/** Reports what this thread uses, every 10 ms until `stop`; nothing runs between invocations. */
export const memoryReport = {
  now: report,
  start(): void {
    timer ??= setInterval(report, REPORT_EVERY_MS).unref();
  },
  stop(): void {
    clearInterval(timer);
    timer = undefined;
  },
};
