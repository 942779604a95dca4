import { getHeapStatistics } from "node:v8";
import type { MemoryGauge } from "./sandbox";

const MEGABYTE = 1024 * 1024;
const SAMPLE_EVERY_MS = 10;
/** What an environment may use beyond its limit before it is ended: Node's own memory, and the error of the estimate. */
const ALLOWANCE_BYTES = 32 * MEGABYTE;
/** While this thread is busy it may itself take so much: messages of a function that prints megabytes lie there. */
const OWN_BYTES_PER_MS = 2 * MEGABYTE;
/** But not for ever: a machine that is always busy must end what fills its memory, too. */
const MOST_OWN_BYTES = 256 * MEGABYTE;

interface Watched {
  readonly gauge: MemoryGauge;
  readonly limitBytes: number;
  readonly onExceeded: () => void;
  reports: number;
  /** What the sandbox reported last. */
  reportedBytes: number;
  /** Resident memory outside this thread's heap when it did. */
  outsideBytes: number;
  /** What this thread may have taken since then, while it was busy. */
  ownBytes: number;
}

/**
 * Ends environments that use more memory than their function has, heap and Buffers together, as Lambda counts it. A
 * worker whose event loop turns reports its memory itself; one in a loop cannot, but what the process has grown by
 * since its last report is then its own, unless this thread was busy meanwhile. A process of its own is
 * measured by the system.
 */
export class MemoryWatch {
  readonly #watched = new Set<Watched>();
  /** At the latest sample. */
  #outsideBytes = 0;
  #activeMs = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Watches one environment until the returned function is called. */
  watch(gauge: MemoryGauge, limitMegabytes: number, onExceeded: () => void): () => void {
    if (this.#timer === undefined) {
      this.#outsideBytes = measureOutside();
      this.#activeMs = measureActiveMs();
      this.#timer = setInterval(() => this.#sample(), SAMPLE_EVERY_MS).unref();
    }
    const limitBytes = limitMegabytes * MEGABYTE + ALLOWANCE_BYTES;
    const { reports, bytes } = gauge.read();
    const report = { reports, reportedBytes: bytes, outsideBytes: this.#outsideBytes, ownBytes: 0 };
    const watched = { gauge, limitBytes, onExceeded, ...report };
    this.#watched.add(watched);
    return () => this.#watched.delete(watched);
  }

  /** Stops sampling. */
  close(): void {
    this.#watched.clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #sample(): void {
    // The timer outlives short invocations, so that a busy server does not start and stop it with each.
    if (this.#watched.size === 0) return this.close();
    const ownBytes = this.#measure();
    const silent: Watched[] = [];
    for (const watched of this.#watched) {
      const { reports, bytes } = watched.gauge.read();
      if (reports === watched.reports) {
        watched.ownBytes = Math.min(watched.ownBytes + ownBytes, MOST_OWN_BYTES);
        silent.push(watched);
        continue;
      }
      const report = { reports, reportedBytes: bytes, outsideBytes: this.#outsideBytes, ownBytes: 0 };
      Object.assign(watched, report);
      if (watched.reportedBytes > watched.limitBytes) this.#exceed(watched);
    }
    this.#judgeSilent(silent);
  }

  /** Takes the sample; returns how much of what the process has grown by may be this thread's own. */
  #measure(): number {
    const before = { bytes: this.#outsideBytes, activeMs: this.#activeMs };
    this.#outsideBytes = measureOutside();
    this.#activeMs = measureActiveMs();
    const busyMs = this.#activeMs - before.activeMs;
    const growth = this.#outsideBytes - before.bytes;
    return Math.max(0, Math.min(growth, busyMs * OWN_BYTES_PER_MS));
  }

  /** Growth beyond what all silent workers may still use is blamed on the one that has been silent for most of it. */
  #judgeSilent(silent: readonly Watched[]): void {
    const growth = (watched: Watched) => this.#outsideBytes - watched.outsideBytes - watched.ownBytes;
    const [suspect] = [...silent].sort((one, other) => growth(other) - growth(one));
    if (suspect === undefined) return;
    const allowed = silent.reduce(
      (sum, { limitBytes, reportedBytes }) => sum + limitBytes - reportedBytes,
      0,
    );
    if (growth(suspect) > allowed) this.#exceed(suspect);
  }

  #exceed(watched: Watched): void {
    this.#watched.delete(watched);
    watched.onExceeded();
  }
}

/** How long this thread's event loop has done something, also where it was held up. */
const measureActiveMs = (): number => performance.eventLoopUtilization().active;

/** Resident memory of the process beside this thread's own heap and Buffers. */
function measureOutside(): number {
  const { total_heap_size, external_memory } = getHeapStatistics();
  return process.memoryUsage.rss() - total_heap_size - external_memory;
}
