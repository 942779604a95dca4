import fs from "node:fs";
import { Socket } from "node:net";
import { deserialize } from "node:v8";
import { writeFrame } from "../frames";
import { DESCRIPTORS, type FromSandbox, type ToSandbox } from "../messages";
import type { Channel } from "./channel";

const HEADER_BYTES = 4;
const POLL_MS = 20;

/**
 * Pipes that block: a write waits until it is taken, so that nothing is lost when the process ends in the next instant, and
 * a read until there is a message or the other side is gone.
 */
export function processChannel(): Channel {
  // Kept, because a function may replace them.
  const { readSync, writeSync } = fs;
  const exit = process.exit.bind(process);
  const reportsMemory = process.platform !== "linux";

  function post(message: FromSandbox): void {
    const frame = writeFrame(message);
    for (let written = 0; written < frame.length;) written += writeSync(DESCRIPTORS.toParent, frame, written);
  }

  function read(length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    for (let filled = 0; filled < length;) {
      const count = readSome(bytes, filled);
      // The local cloud has ended, however it did.
      if (count === 0) exit(0);
      filled += count;
    }
    return bytes;
  }

  function readSome(bytes: Buffer, filled: number): number {
    for (;;) {
      try {
        return readSync(DESCRIPTORS.fromParent, bytes, filled, bytes.length - filled, null);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS);
      }
    }
  }

  return {
    post,
    log: (level, text) => post({ type: "log", level, text }),
    reportMemory(bytes) {
      if (reportsMemory) post({ type: "memory", bytes });
    },
    receive: () => deserialize(read(read(HEADER_BYTES).readUInt32LE())) as ToSandbox,
  };
}

/**
 * From now on `receive` looks for messages again and again instead of waiting in the system: a debugger that sets a
 * breakpoint in a sleeping function is answered only by a thread that runs.
 */
export function letDebuggerIn(): void {
  new Socket({ fd: DESCRIPTORS.fromParent, readable: false, writable: true }).unref();
}
