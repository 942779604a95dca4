/**
 * A list that a template made itself. Java prints it as `[a, b]`; a list that came from JSON prints as JSON.
 */
export class TemplateList extends Array<unknown> {
  // Array's own methods make plain arrays.
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

export function templateList(values: readonly unknown[]): TemplateList {
  const list = new TemplateList();
  for (const value of values) list.push(value);
  return list;
}

/**
 * A value as API Gateway prints it: nothing for what is missing, maps as `{name=value}`, lists from a JSON body as JSON
 * (recorded behaviour of `$input.path`).
 */
export function toText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return nestedText(value);
}

function nestedText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "null";
  if (value instanceof TemplateList) return `[${value.map(nestedText).join(", ")}]`;
  if (Array.isArray(value)) return JSON.stringify(value);
  if (typeof value === "object") {
    return `{${Object.entries(value)
      .map(([name, entry]) => `${name}=${nestedText(entry)}`)
      .join(", ")}}`;
  }
  return String(value as number | boolean);
}
