import fs, { type PathLike } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import type { StorageLimit } from "../messages";

type Callback = (error: Error | null) => void;
type Anything = (...args: readonly unknown[]) => unknown;
/** The bytes that a call would write. */
type Measure = (args: readonly unknown[]) => number;

/** What writes to files, by the arguments that it takes. */
const WRITERS: Readonly<Record<string, Measure>> = {
  write: ([, data, offset, length]) => sizeOf(data, offset, length),
  writev: ([, views]) => sizeOfAll(views),
  writeFile: ([, data]) => sizeOf(data),
  appendFile: ([, data]) => sizeOf(data),
  copyFile: ([source]) => sizeOfFile(source),
};

/** The same of an opened file. */
const HANDLE_WRITERS: Readonly<Record<string, Measure>> = {
  write: ([data, offset, length]) => sizeOf(data, offset, length),
  writev: ([views]) => sizeOfAll(views),
  writeFile: ([data]) => sizeOf(data),
  appendFile: ([data]) => sizeOf(data),
};

/**
 * Fails whatever would write more files than the function's temporary folder holds, with the system's own error. On Lambda
 * no other folder can be written to at all. What native code and other processes write is noticed at the next write.
 */
export function limitStorage(limit: StorageLimit): void {
  const room = new Room(limit);
  const methods = fs as unknown as Record<string, Anything>;
  const promises = fs.promises as unknown as Record<string, Anything>;
  for (const [name, measure] of Object.entries(WRITERS)) {
    const [later, atOnce, promised] = [methods[name], methods[`${name}Sync`], promises[name]];
    methods[name] = (...args) =>
      room.holds(measure(args)) ? later?.(...args) : fail(args.at(-1) as Callback);
    methods[`${name}Sync`] = (...args) => {
      if (!room.holds(measure(args))) throw noSpace();
      return atOnce?.(...args);
    };
    if (promised)
      promises[name] = async (...args) => {
        if (!room.holds(measure(args))) throw noSpace();
        return promised(...args);
      };
  }
  limitHandles(promises, room);
  syncBuiltinESMExports();
}

function limitHandles(promises: Record<string, Anything>, room: Room): void {
  const open = promises["open"]!;
  promises["open"] = async (...args) => {
    const handle = (await open(...args)) as Record<string, Anything>;
    for (const [name, measure] of Object.entries(HANDLE_WRITERS)) {
      const write = handle[name]!.bind(handle);
      handle[name] = async (...given) => {
        if (!room.holds(measure(given))) throw noSpace();
        return write(...given);
      };
    }
    return handle;
  };
}

/** Counts what is written, and looks into the folder only when that much might not fit. */
class Room {
  readonly #folder: string;
  readonly #limitBytes: number;
  readonly #readdir = fs.readdirSync;
  readonly #lstat = fs.lstatSync;
  /** At most so much is in the folder: what was removed is not noticed before it matters. */
  #usedBytes = 0;

  constructor({ folder, megabytes }: StorageLimit) {
    this.#folder = folder;
    this.#limitBytes = megabytes * 1024 * 1024;
  }

  holds(bytes: number): boolean {
    if (this.#usedBytes + bytes > this.#limitBytes) this.#usedBytes = this.#measure(this.#folder);
    if (this.#usedBytes + bytes > this.#limitBytes) return false;
    this.#usedBytes += bytes;
    return true;
  }

  #measure(folder: string): number {
    let bytes = 0;
    for (const entry of this.#entries(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) bytes += this.#measure(path);
      else bytes += this.#lstat(path, { throwIfNoEntry: false })?.size ?? 0;
    }
    return bytes;
  }

  #entries(folder: string): fs.Dirent[] {
    try {
      return this.#readdir(folder, { withFileTypes: true });
    } catch {
      return [];
    }
  }
}

function sizeOf(data: unknown, offset?: unknown, length?: unknown): number {
  if (typeof data === "string") return Buffer.byteLength(data);
  if (!ArrayBuffer.isView(data)) return 0;
  const start = typeof offset === "number" ? offset : 0;
  return typeof length === "number" ? length : data.byteLength - start;
}

function sizeOfAll(views: unknown): number {
  return Array.isArray(views) ? views.reduce<number>((sum, view) => sum + sizeOf(view), 0) : 0;
}

function sizeOfFile(path: unknown): number {
  try {
    return fs.statSync(path as PathLike).size;
  } catch {
    return 0;
  }
}

function fail(done: Callback): void {
  setImmediate(done, noSpace());
}

function noSpace(): Error {
  const message = "ENOSPC: no space left on device, write";
  return Object.assign(new Error(message), { code: "ENOSPC", errno: -28, syscall: "write" });
}
