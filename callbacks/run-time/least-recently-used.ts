/** Stands in for the package by which the AWS SDK remembers endpoints: a Map knows the order of its keys as well. */
export default class LeastRecentlyUsed<Value> {
  private readonly items = new Map<string, Value>();
  private readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get(key: string): Value | undefined {
    const value = this.items.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  /** Without counting as a use. */
  peek(key: string): Value | undefined {
    return this.items.get(key);
  }

  has(key: string): boolean {
    return this.items.has(key);
  }

  set(key: string, value: Value): void {
    this.items.delete(key);
    this.items.set(key, value);
    const [oldest] = this.items.keys();
    if (this.items.size > this.capacity) this.items.delete(oldest!);
  }

  clear(): void {
    this.items.clear();
  }
}
