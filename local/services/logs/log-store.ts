import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { RecentlyUsed } from "../../signature/recently-used";

export interface LogEvent {
  readonly timestampMs: number;
  readonly message: string;
}

/** Where functions and stages write their logs. Never throws and never waits. */
export interface LogSink {
  append(group: string, stream: string, events: readonly LogEvent[]): void;
}

export interface LogStream {
  readonly name: string;
  readonly createdMs: number;
}

export interface StoredEvent extends LogEvent {
  readonly ingestedMs: number;
}

interface Buffered {
  readonly stream: string;
  text: string;
}

const FLUSH_AFTER_MS = 100;

/**
 * Log events in files: a folder per group, a file per stream, whose first line names the stream and whose others are events.
 * Writes are gathered for a tenth of a second, so that logging costs requests nothing; a kill loses no more than that.
 */
export class LogStore implements LogSink {
  readonly #folder: string;
  readonly #nowMs: () => number;
  readonly #reportFailure: (what: string, error: unknown) => void;
  readonly #buffered = new Map<string, Buffered>();
  readonly #knownFiles = new Set<string>();
  /** What was written to last, since a busy stream is written to many times. */
  readonly #recentFiles = new RecentlyUsed<string>(100);
  #timer: NodeJS.Timeout | undefined;

  constructor(folder: string, nowMs: () => number, reportFailure: (what: string, error: unknown) => void) {
    this.#folder = folder;
    this.#nowMs = nowMs;
    this.#reportFailure = reportFailure;
  }

  append(group: string, stream: string, events: readonly LogEvent[]): void {
    const file = this.#fileOf(group, stream);
    let buffered = this.#buffered.get(file);
    if (buffered === undefined) this.#buffered.set(file, (buffered = { stream, text: "" }));
    const ingestedMs = this.#nowMs();
    for (const { timestampMs, message } of events)
      buffered.text += `${JSON.stringify([timestampMs, ingestedMs, message])}\n`;
    this.#timer ??= setTimeout(() => this.flush(), FLUSH_AFTER_MS).unref();
  }

  /** Writes what was gathered. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [file, { stream, text }] of this.#buffered) {
      try {
        mkdirSync(join(file, ".."), { recursive: true });
        appendFileSync(file, this.#beginningOf(file, stream) + text, { mode: 0o600 });
      } catch (error) {
        this.#knownFiles.delete(file);
        this.#reportFailure(`Writing ${file}`, error);
      }
    }
    this.#buffered.clear();
  }

  streams(group: string): LogStream[] {
    this.flush();
    return this.#files(group).flatMap((file) => readHeader(file) ?? []);
  }

  /** In the order of their timestamps; undefined when there is no such stream. */
  read(group: string, stream: string): StoredEvent[] | undefined {
    this.flush();
    const file = this.#fileOf(group, stream);
    if (!existsSync(file)) return undefined;
    const lines = readFileSync(file, "utf8").split("\n").slice(1);
    return lines.flatMap((line) => parseEvent(line) ?? []).sort((a, b) => a.timestampMs - b.timestampMs);
  }

  /** Removes streams that nobody has written to for as long as the group keeps its events. */
  removeExpired(groups: Iterable<{ readonly name: string; readonly retentionDays: number }>): void {
    for (const { name, retentionDays } of groups) {
      if (retentionDays === 0) continue;
      const oldestMs = this.#nowMs() - retentionDays * 86_400_000;
      for (const file of this.#files(name)) {
        if (statSync(file).mtimeMs >= oldestMs) continue;
        rmSync(file, { force: true });
        this.#knownFiles.delete(file);
      }
    }
  }

  close(): void {
    this.flush();
  }

  #files(group: string): string[] {
    const folder = join(this.#folder, fileName(group));
    return existsSync(folder)
      ? readdirSync(folder)
          .filter((name) => name.endsWith(".jsonl"))
          .map((name) => join(folder, name))
      : [];
  }

  #fileOf(group: string, stream: string): string {
    const name = `${group}\n${stream}`;
    const recent = this.#recentFiles.get(name);
    if (recent !== undefined) return recent;
    const file = join(this.#folder, fileName(group), `${fileName(stream)}.jsonl`);
    this.#recentFiles.set(name, file);
    return file;
  }

  #beginningOf(file: string, stream: string): string {
    if (this.#knownFiles.has(file)) return "";
    this.#knownFiles.add(file);
    if (!existsSync(file)) return `${JSON.stringify({ stream, createdMs: this.#nowMs() })}\n`;
    // A crash may have torn the last line: what follows must not be glued to it.
    return endsWithNewline(file) ? "" : "\n";
  }
}

/** A name as one harmless part of a path: no separators, no leading dots, bounded. Long names keep a readable beginning. */
function fileName(name: string): string {
  const encoded = encodeURIComponent(name).replace(
    /[.*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  if (encoded.length <= 180) return encoded;
  return `${encoded.slice(0, 140)}~${createHash("sha256").update(name).digest("hex").slice(0, 24)}`;
}

function endsWithNewline(file: string): boolean {
  const { size } = statSync(file);
  if (size === 0) return true;
  return readBytes(file, size - 1, 1).toString("latin1") === "\n";
}

function readHeader(file: string): LogStream | undefined {
  const beginning = readBytes(file, 0, 4096).toString("utf8");
  try {
    const { stream, createdMs } = JSON.parse(beginning.slice(0, beginning.indexOf("\n"))) as {
      stream: string;
      createdMs: number;
    };
    return { name: stream, createdMs };
  } catch {
    return undefined;
  }
}

function readBytes(file: string, position: number, length: number): Buffer {
  const descriptor = openSync(file, "r");
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, length, position));
  } finally {
    closeSync(descriptor);
  }
}

function parseEvent(line: string): StoredEvent | undefined {
  try {
    const [timestampMs, ingestedMs, message] = JSON.parse(line) as [number, number, string];
    return { timestampMs, ingestedMs, message };
  } catch {
    return undefined;
  }
}
