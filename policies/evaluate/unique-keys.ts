/**
 * The first key that one object of a JSON text holds twice, as a path such as `Statement[0].Condition`.
 * JSON.parse keeps the last of the two and says nothing; IAM refuses the document.
 *
 * @param json a text that JSON.parse accepts
 */
export function findDuplicateKey(json: string): { readonly path: string; readonly key: string } | undefined {
  const open: Container[] = [];
  for (const { 0: token, index } of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],]/g)) {
    const container = open.at(-1);
    // Stryker disable next-line StringLiteral: the first key is put in its place at once
    if (token === "{") open.push({ keys: new Set(), at: "" });
    else if (token === "[") open.push({ keys: undefined, at: 0 });
    else if (token === "}" || token === "]") open.pop();
    else if (token === ",") advance(container!);
    else if (container?.keys && isKey(json, index + token.length)) {
      const key = JSON.parse(token) as string;
      if (container.keys.has(key)) return { path: formatPath(open.slice(0, -1)), key };
      container.keys.add(key);
      container.at = key;
    }
  }
  return undefined;
}

/** An object with the keys seen so far, or an array; `at` is the key or index being read. */
interface Container {
  readonly keys: Set<string> | undefined;
  at: string | number;
}

function advance(container: Container): void {
  // Stryker disable next-line ConditionalExpression: in an object the next key is put in its place at once
  if (typeof container.at === "number") container.at++;
}

function isKey(json: string, from: number): boolean {
  const colon = /\s*:/y;
  colon.lastIndex = from;
  return colon.test(json);
}

const formatPath = (containers: readonly Container[]): string =>
  containers
    .map(({ at }) => (typeof at === "number" ? `[${at}]` : `.${at}`))
    .join("")
    .replace(/^\./, "");
