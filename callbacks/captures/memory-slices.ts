import { inspect } from "node:util";

/** The part of a memory that views show which overlap each other. */
export interface SharedSlice {
  readonly start: number;
  readonly bytes: Uint8Array;
}

/** So that every kind of number has its place in a slice where it has it in the memory. */
const ALIGNMENT = 8;

/** Views of memory that is not theirs alone: most Buffers show a slice of Node's pool, whose other bytes are none of theirs. */
export class MemorySlices {
  private readonly views = new Map<ArrayBufferLike, Set<NodeJS.ArrayBufferView>>();

  add(view: NodeJS.ArrayBufferView): void {
    this.views.set(view.buffer, (this.views.get(view.buffer) ?? new Set()).add(view));
  }

  /** `undefined` for a view that no other overlaps. */
  around(view: NodeJS.ArrayBufferView): SharedSlice | undefined {
    const others = new Set(this.views.get(view.buffer));
    others.delete(view);
    let [start, end] = rangeOf(view);
    let isShared = false;
    for (let isWider = true; isWider;) {
      isWider = false;
      for (const other of others) {
        const [from, to] = rangeOf(other);
        if (from >= end || to <= start || from === to) continue;
        others.delete(other);
        [start, end] = [Math.min(start, from), Math.max(end, to)];
        isShared = isWider = true;
      }
    }
    if (!isShared) return undefined;
    const aligned = start - (start % ALIGNMENT);
    const bytes = new Uint8Array(end - aligned);
    bytes.set(new Uint8Array(view.buffer, start, end - start), start - aligned);
    return { start: aligned, bytes };
  }
}

const rangeOf = ({ byteOffset, byteLength }: NodeJS.ArrayBufferView): [number, number] => [
  byteOffset,
  byteOffset + byteLength,
];

/** Whether the memory that a view is a slice of is there by chance, as Node's pool is. */
export const isSlice = (view: NodeJS.ArrayBufferView): boolean =>
  view.byteLength < view.buffer.byteLength &&
  (Buffer.isBuffer(view) || view.buffer.byteLength === Buffer.poolSize);

/** Whether a view has more than its items. To list its keys, which are its indexes as well, takes long where they are many. */
export const hasProperties = (view: NodeJS.TypedArray): boolean =>
  !/(?:\[\]|more items? \])$/.test(
    inspect(view, { maxArrayLength: 0, depth: 0, customInspect: false, breakLength: Infinity }),
  );
