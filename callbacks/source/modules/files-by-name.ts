import { readdirSync } from "node:fs";
import { join, posix } from "node:path";
import type * as ts from "typescript";
import type { TypeScript } from "../load-typescript";
import { isNamed, withoutParentheses } from "./syntax";

/** What a computed name begins and ends with. */
interface NamePattern {
  /** Relative to the module, with `/` at its end where any path may follow. */
  readonly prefix: string;
  readonly suffix: string;
}

/** What Node lets a name leave out, in its order. */
export const ENDINGS = ["", ".js", ".json", ".node", "/index.js", "/index.json", "/index.node"] as const;
const LOADED = /\.(?:c?js|json|node)$/;
/** A name that fits this many files says nothing. */
const MOST_FILES = 2000;

interface Asking {
  /** The module's. */
  readonly directory: string;
  /** Whether the package can do without. */
  readonly isTried: boolean;
}

/**
 * The files that a computed name may mean, by their paths from the module's folder; `undefined` for a name that does not say in
 * which folder of the package to look.
 */
export function filesByName(
  ts: TypeScript,
  name: ts.Expression,
  { directory, isTried }: Asking,
): readonly string[] | undefined {
  const pattern = patternOf(ts, name);
  return pattern && filesOf(directory, pattern, isTried);
}

/** Of a name that says in which folder of the package to look; `undefined` for any other. */
function patternOf(ts: TypeScript, name: ts.Expression): NamePattern | undefined {
  const parts = partsOf(ts, name);
  // `__dirname + "/x"` is `./x`.
  const all = parts[0] === FOLDER ? [`.${slashed(parts[1])}`, ...parts.slice(2)] : parts;
  const [prefix] = all;
  const suffix = all.length > 1 ? all.at(-1) : undefined;
  if (typeof prefix !== "string" || !/^\.\.?\//.test(prefix)) return undefined;
  return { prefix: normalized(prefix), suffix: typeof suffix === "string" ? suffix : "" };
}

const ANYTHING = Symbol();
const FOLDER = Symbol();
type Part = string | typeof ANYTHING | typeof FOLDER;

const slashed = (part: Part | undefined): string =>
  typeof part !== "string" ? "/" : part.startsWith("/") ? part : `/${part}`;
const normalized = (prefix: string): string => posix.normalize(prefix).replace(/^\.\/$/, "");

function partsOf(ts: TypeScript, node: ts.Expression): readonly Part[] {
  const inner = withoutParentheses(ts, node);
  if (ts.isStringLiteralLike(inner)) return [inner.text];
  if (isNamed(ts, inner, "__dirname")) return [FOLDER];
  if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return joined([...partsOf(ts, inner.left), ...partsOf(ts, inner.right)]);
  if (ts.isTemplateExpression(inner)) {
    const spans = inner.templateSpans.flatMap((span) => [...partsOf(ts, span.expression), span.literal.text]);
    return joined([inner.head.text, ...spans]);
  }
  if (ts.isCallExpression(inner) && /(?:^|\.)(?:join|resolve)$/.test(inner.expression.getText())) {
    const [folder, ...rest] = inner.arguments.map((each) => partsOf(ts, each));
    if (folder?.length === 1 && folder[0] === FOLDER)
      return joined([FOLDER, ...rest.flatMap((parts) => ["/", ...parts])]);
  }
  return [ANYTHING];
}

function joined(parts: readonly Part[]): readonly Part[] {
  const all: Part[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (part === "") continue;
    if (typeof part === "string" && typeof last === "string") all[all.length - 1] = last + part;
    else all.push(part);
  }
  return all;
}

/** Of the files that a name may mean, the paths from the module's folder; `undefined` where it says too little. */
function filesOf(
  directory: string,
  { prefix, suffix }: NamePattern,
  isTried: boolean,
): readonly string[] | undefined {
  const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  const isAnyPath = folder === prefix;
  const files = listFiles(join(directory, folder), isAnyPath)
    .map((path) => folder + path)
    .filter((path) => namesOf(path).some((name) => name.startsWith(prefix) && name.endsWith(suffix)))
    // Where machine code is tried, there is another way.
    .filter((path) => !isTried || !path.endsWith(".node"))
    .sort();
  return files.length > MOST_FILES ? undefined : files;
}

const namesOf = (path: string): readonly string[] =>
  ENDINGS.filter((ending) => path.endsWith(ending)).map((ending) =>
    path.slice(0, path.length - ending.length),
  );

function listFiles(folder: string, isDeep: boolean): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      if (entry.isFile()) return LOADED.test(entry.name) ? [entry.name] : [];
      if (!isDeep || !entry.isDirectory() || entry.name === "node_modules") return [];
      return listFiles(join(folder, entry.name), true).map((path) => `${entry.name}/${path}`);
    });
  } catch {
    return []; // there is no such folder: nothing is found in it
  }
}
