import { randomBytes } from "node:crypto";

const POOL_BYTES = 8 * 1024;
let pool: Buffer = Buffer.alloc(0);

/** Random bytes, none of them given twice. Drawn many at once: every draw takes as long as deciding a request does. */
export function pooledRandomBytes(size: number): Buffer {
  if (size > POOL_BYTES) return randomBytes(size);
  if (size > pool.length) pool = randomBytes(POOL_BYTES);
  const drawn = pool.subarray(0, size);
  pool = pool.subarray(size);
  return drawn;
}
