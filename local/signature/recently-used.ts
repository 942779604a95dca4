/**
 * A map of bounded size that keeps what was used recently, so that clients cannot make it grow. Entries live in two generations: when
 * the young one is full it becomes the old one, and what is not used again before the next change is forgotten. Unlike moving each
 * entry to the end at each use, a hit in the young generation writes nothing.
 */
export class RecentlyUsed<Value> {
  readonly #capacity: number;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  /** @param capacity of one generation; at most twice as many entries are kept */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(key: string): Value | undefined {
    const value = this.#young.get(key);
    if (value !== undefined) return value;
    const older = this.#old.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: string, value: Value): void {
    if (this.#young.size >= this.#capacity && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }
}
