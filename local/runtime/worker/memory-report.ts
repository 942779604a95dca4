import { getHeapStatistics } from "node:v8";
import { channel } from "./channel";

const REPORT_EVERY_MS = 10;

/** V8 leaves garbage lying while there is room, and this worker's room is not its function's memory. */
const collectGarbage = takeGarbageCollector();

/** In use when garbage is collected next, so that garbage is not reported as use. */
let collectAtBytes = Infinity;
let stepBytes = 0;

let timer: NodeJS.Timeout | undefined;
// Kept, because a function may replace them.
const { setInterval, clearInterval } = globalThis;

/** Reports what this thread uses, every 10 ms from `start` to `stop`; nothing runs between invocations. */
export const memoryReport = {
  setLimit(megabytes: number): void {
    stepBytes = (megabytes * 1024 * 1024) / 4;
    collectAtBytes = 3 * stepBytes;
  },
  now: report,
  /** V8 has no chance to do this itself in a thread that sleeps. */
  collectGarbage,
  start(): void {
    timer ??= setInterval(report, REPORT_EVERY_MS).unref();
  },
  stop(): void {
    clearInterval(timer);
    timer = undefined;
  },
};

function report(): void {
  let bytes = usedBytes();
  if (bytes > collectAtBytes) {
    collectGarbage();
    bytes = usedBytes();
    collectAtBytes = Math.max(3 * stepBytes, bytes + stepBytes / 2);
  }
  channel.reportMemory(bytes);
}

/** Heap and Buffers. */
function usedBytes(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}

/** V8's collector, which the main thread makes visible in workers; a function on Lambda does not see it. */
function takeGarbageCollector(): () => void {
  const collect = globalThis.gc;
  if (!collect) throw new Error("a worker must be booted by bootWorker, which exposes the garbage collector");
  globalThis.gc = undefined;
  return () => collect();
}
