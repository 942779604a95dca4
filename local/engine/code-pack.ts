import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** V8's compiled code by the hash of its source. */
export type CodePack = ReadonlyMap<string, Uint8Array>;

const CHECKSUM_BYTES = 32;
const LENGTH_BYTES = 4;
/** V8 copies code that does not lie at a multiple of this. */
const ALIGNMENT = 8;

/**
 * Reads a file of `writeCodePack`; empty when there is none, or when it is damaged: V8 does not verify the code that it is
 * given, so the file carries a checksum.
 */
export function readCodePack(file: string): CodePack {
  try {
    const bytes = readFileSync(file);
    const checked = bytes.subarray(CHECKSUM_BYTES);
    if (!checksum(checked).equals(bytes.subarray(0, CHECKSUM_BYTES))) return new Map();
    const indexEnd = LENGTH_BYTES + checked.readUInt32LE(0);
    const index = JSON.parse(checked.toString("utf8", LENGTH_BYTES, indexEnd)) as [string, number][];
    let position = align(CHECKSUM_BYTES + indexEnd);
    return new Map(
      index.map(([key, length]) => {
        const code = bytes.subarray(position, position + length);
        position = align(position + length);
        return [key, code];
      }),
    );
  } catch {
    return new Map();
  }
}

/** Replaces the file. One that cannot be written costs the next start some time, nothing else. */
export function writeCodePack(file: string, pack: CodePack): void {
  const index = Buffer.from(JSON.stringify([...pack].map(([key, code]) => [key, code.byteLength])));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(index.byteLength);
  const head = padded(Buffer.concat([length, index]), CHECKSUM_BYTES);
  const checked = Buffer.concat([head, ...[...pack.values()].map((code) => padded(code, 0))]);
  const unfinished = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    // Renamed when complete: a process that is killed leaves no half of a file.
    writeFileSync(unfinished, Buffer.concat([checksum(checked), checked]));
    renameSync(unfinished, file);
  } catch {
    return;
  }
}

const align = (position: number): number => Math.ceil(position / ALIGNMENT) * ALIGNMENT;

function padded(bytes: Uint8Array, before: number): Buffer {
  const end = before + bytes.byteLength;
  return Buffer.concat([bytes, Buffer.alloc(align(end) - end)]);
}

const checksum = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();
