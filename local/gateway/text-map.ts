/** A map from names that clients choose. It has no prototype, so that `__proto__` is a name like any other. */
export function textMap<Value>(): Record<string, Value> {
  return Object.create(null) as Record<string, Value>;
}
