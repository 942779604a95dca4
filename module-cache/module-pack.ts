import { isAscii } from "node:buffer";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";

/** A module as it was when an earlier process loaded it. */
export interface PackedModule {
  /** Tells one state of the file from another. */
  readonly stamp: string;
  /** The source, wrapped in Node's function. */
  readonly text: string;
  /** V8's compiled form of it. */
  readonly code: Uint8Array;
}

/** By path. */
export type ModulePack = ReadonlyMap<string, PackedModule>;

interface IndexEntry {
  readonly path: string;
  readonly stamp: string;
  readonly textBytes: number;
  readonly codeBytes: number;
  readonly isAscii: boolean;
}

/** With room that aligns what follows. */
const CHECKSUM_BYTES = 8;
const LENGTH_BYTES = 4;
/** V8 copies code that does not lie at a multiple of this. */
const ALIGNMENT = 8;

/**
 * Reads a file of `writeModulePack`; empty when there is none, or when it is damaged: V8 does not verify the code that it
 * is given, so the file carries a checksum.
 */
export function readModulePack(file: string): ModulePack {
  try {
    const bytes = readFileSync(file);
    const checked = bytes.subarray(CHECKSUM_BYTES);
    if (crc32(checked) !== bytes.readUInt32LE(0)) return new Map();
    const indexEnd = LENGTH_BYTES + checked.readUInt32LE(0);
    const index = JSON.parse(checked.toString("utf8", LENGTH_BYTES, indexEnd)) as IndexEntry[];
    let position = align(CHECKSUM_BYTES + indexEnd);
    const take = (length: number): Buffer => {
      const part = bytes.subarray(position, position + length);
      position = align(position + length);
      return part;
    };
    return new Map(
      index.map((entry) => [entry.path, unpack(entry, take(entry.textBytes), take(entry.codeBytes))]),
    );
  } catch {
    return new Map();
  }
}

/** Most modules of a pack are used, but not all, and making texts of bytes takes time. */
function unpack({ stamp, isAscii }: IndexEntry, text: Buffer, code: Buffer): PackedModule {
  return {
    stamp,
    code,
    get text() {
      // Several times as fast: nothing need be decoded.
      return text.toString(isAscii ? "latin1" : "utf8");
    },
  };
}

/** Replaces the file. One that cannot be written costs the next start some time, nothing else. */
export function writeModulePack(file: string, pack: ModulePack): void {
  const index: IndexEntry[] = [];
  const parts: Buffer[] = [];
  for (const [path, { stamp, text, code }] of pack) {
    const bytes = Buffer.from(text);
    const [textBytes, codeBytes] = [bytes.byteLength, code.byteLength];
    index.push({ path, stamp, textBytes, codeBytes, isAscii: isAscii(bytes) });
    parts.push(padded(bytes), padded(code));
  }
  const checked = Buffer.concat([head(JSON.stringify(index)), ...parts]);
  const unfinished = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    // Renamed when complete: a process that is killed leaves no half of a file.
    writeFileSync(unfinished, Buffer.concat([checksumOf(checked), checked]));
    renameSync(unfinished, file);
  } catch {
    return;
  }
}

function head(index: string): Buffer {
  const text = Buffer.from(index);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(text.byteLength);
  return padded(Buffer.concat([length, text]), CHECKSUM_BYTES);
}

const align = (position: number): number => Math.ceil(position / ALIGNMENT) * ALIGNMENT;

function padded(bytes: Uint8Array, before = 0): Buffer {
  const end = before + bytes.byteLength;
  return Buffer.concat([bytes, Buffer.alloc(align(end) - end)]);
}

function checksumOf(bytes: Uint8Array): Buffer {
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  checksum.writeUInt32LE(crc32(bytes));
  return checksum;
}
