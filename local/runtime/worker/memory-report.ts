import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { channel } from "./channel";

const REPORT_EVERY_MS = 10;

/** V8 leaves garbage lying while there is room, and this worker's room is not its function's memory. */
const collectGarbage = exposeGarbageCollector();

/** In use when garbage is collected next, so that garbage is not reported as use. */
let collectAtBytes = Infinity;
let stepBytes = 0;

let timer: NodeJS.Timeout | undefined;

/** Reports what this thread uses, every 10 ms from `start` to `stop`; nothing runs between invocations. */
export const memoryReport = {
  setLimit(megabytes: number): void {
    stepBytes = (megabytes * 1024 * 1024) / 4;
    collectAtBytes = 3 * stepBytes;
  },
  now: report,
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

function exposeGarbageCollector(): () => void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  setFlagsFromString("--no-expose-gc");
  return collect;
}
