import { deserialize, serialize } from "node:v8";

const HEADER_BYTES = 4;

/** A message as it travels between processes: its length in four bytes, then V8's own form of it. */
export function writeFrame(message: unknown): Buffer {
  const body = serialize(message);
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  header.writeUInt32LE(body.length);
  return Buffer.concat([header, body]);
}

/** Puts messages together out of the pieces in which they arrive. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #bytes = 0;

  /** The messages that are complete with this piece. */
  *add(piece: Buffer): Generator<unknown> {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    for (;;) {
      const length = this.#peek(HEADER_BYTES)?.readUInt32LE();
      if (length === undefined || this.#bytes < HEADER_BYTES + length) return;
      const frame = this.#peek(HEADER_BYTES + length)!;
      this.#pieces[0] = this.#pieces[0]!.subarray(frame.length);
      this.#bytes -= frame.length;
      yield deserialize(frame.subarray(HEADER_BYTES));
    }
  }

  /** Joins the pieces only when so many bytes are there: a long message arrives in hundreds of them. */
  #peek(bytes: number): Buffer | undefined {
    if (this.#bytes < bytes) return undefined;
    if (this.#pieces[0]!.length < bytes) this.#pieces = [Buffer.concat(this.#pieces)];
    return this.#pieces[0]!.subarray(0, bytes);
  }
}
