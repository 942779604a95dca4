import type { Input } from "./dynalite";

/** A parsed expression: paths are arrays (`["address", "street", 2]`), values are attribute values, the rest has `args` or `val`. */
type Parsed = {
  readonly expression?: unknown;
  readonly paths?: readonly unknown[];
  readonly sections?: readonly unknown[];
};

/**
 * Every top-level attribute that a validated request names: keys, items, and all expressions with `#names` resolved. That
 * is what `dynamodb:Attributes` holds. A nested path counts as its first name.
 */
export function namedAttributes(input: Input): Set<string> {
  const names = new Set<string>();
  for (const member of [
    "Key",
    "Item",
    "ExclusiveStartKey",
    "Expected",
    "AttributeUpdates",
    "KeyConditions",
    "QueryFilter",
    "ScanFilter",
  ]) {
    addMembers(input[member], names);
  }
  for (const name of (input["AttributesToGet"] as readonly string[] | undefined) ?? []) names.add(name);
  for (const member of ["_condition", "_filter", "_keyCondition", "_projection", "_updates"]) {
    const parsed = input[member] as Parsed | undefined;
    addPaths(parsed?.expression, names);
    addPaths(parsed?.paths, names);
    addPaths(parsed?.sections, names);
  }
  return names;
}

export function addMembers(map: unknown, names: Set<string>): void {
  for (const name of Object.keys((map as object | undefined) ?? {})) names.add(name);
}

function addPaths(node: unknown, names: Set<string>): void {
  if (Array.isArray(node)) {
    if (typeof node[0] === "string") names.add(node[0]);
    else for (const child of node) addPaths(child, names);
    return;
  }
  if (typeof node !== "object" || node === null) return;
  const { args, val, path } = node as { args?: unknown; val?: unknown; path?: unknown };
  addPaths(args, names);
  addPaths(val, names);
  addPaths(path, names);
}
