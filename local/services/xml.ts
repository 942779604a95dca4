/** A nested object as XML with one root element, in the order of its members. Lists are not needed and not covered. */
export function toXml(root: object, namespace?: string): string {
  const [name, value] = Object.entries(root)[0]!;
  const attribute = namespace === undefined ? "" : ` xmlns="${escapeXml(namespace)}"`;
  return `<${name}${attribute}>${children(value)}</${name}>\n`;
}

function children(value: unknown): string {
  if (typeof value !== "object" || value === null) return escapeXml(String(value));
  return Object.entries(value)
    .filter(([, child]) => child !== undefined)
    .map(([name, child]) => `<${name}>${children(child)}</${name}>`)
    .join("");
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Characters that XML 1.0 does not know, not even escaped, become question marks. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "?")
    .replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}
