import type * as ts from "typescript";
import { findTsconfig } from "../bundle/tsconfig";
import { compilerOption } from "../bundle/tsconfig-chain";
import type { TypeScript } from "./load-typescript";

/** What the elements of a file become, as its project's `tsconfig.json` says it. */
export interface JsxSettings {
  /** The compiler itself imports what it calls then. */
  readonly isAutomatic: boolean;
  /** `h` or `React.createElement`; also the compiler's default. */
  readonly factory: string;
  readonly fragment: string;
}

/** A file's text, and what beside it decides what that means. */
export interface AnalyzedSource {
  readonly file: string;
  readonly text: string;
  readonly hash: string;
  readonly jsx?: JsxSettings;
}

/** `undefined` for files without elements. */
export function jsxSettings(file: string, directory: string): JsxSettings | undefined {
  if (!file.endsWith("x")) return undefined;
  const tsconfig = findTsconfig(directory);
  const option = (name: string): string | undefined => {
    const value = tsconfig === undefined ? undefined : compilerOption(tsconfig, name);
    return typeof value === "string" ? value : undefined;
  };
  const namespace = option("reactNamespace") ?? "React";
  return {
    isAutomatic: /^react-jsx/i.test(option("jsx") ?? ""),
    factory: option("jsxFactory") ?? `${namespace}.createElement`,
    fragment: option("jsxFragmentFactory") ?? `${namespace}.Fragment`,
  };
}

export interface JsxOfFile extends JsxSettings {
  /** The file's own comments that say so, as `@jsx h`. */
  readonly pragmas: string;
}

/** What the comments at a file's beginning make of it. */
export function jsxOfFile(ts: TypeScript, text: string, settings: JsxSettings): JsxOfFile {
  const comments = (
    ts.getLeadingCommentRanges(text, text.startsWith("#!") ? text.indexOf("\n") + 1 : 0) ?? []
  )
    .map(({ pos, end }) => text.slice(pos, end))
    .join("\n");
  const found = new Map(
    [...comments.matchAll(/@(jsx|jsxFrag|jsxRuntime|jsxImportSource)\s+([^\s*]+)/g)].map(
      ([, name, value]) => [name, value] as const,
    ),
  );
  // TypeScript takes it from the source of the import, the bundler wants it said.
  if (found.has("jsxImportSource") && !found.has("jsxRuntime")) found.set("jsxRuntime", "automatic");
  const runtime = found.get("jsxRuntime");
  return {
    isAutomatic: runtime === undefined ? settings.isAutomatic : runtime === "automatic",
    factory: found.get("jsx") ?? settings.factory,
    fragment: found.get("jsxFrag") ?? settings.fragment,
    pragmas: [...found].map(([name, value]) => `/** @${name} ${value} */`).join(""),
  };
}

/** The names that an element stands for without naming them. */
export function impliedNames(ts: TypeScript, node: ts.Node, { factory, fragment }: JsxSettings): string[] {
  const names =
    ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node)
      ? [factory]
      : ts.isJsxOpeningFragment(node)
        ? [factory, fragment]
        : [];
  return [...new Set(names.map((name) => name.split(".")[0]!))];
}

/** Whether an expression in braces stands for a text: inside, or as an attribute, of `<p>`, but not of a component. */
export function isJsxText(ts: TypeScript, node: ts.Node): boolean {
  if (!ts.isJsxExpression(node)) return false;
  const { parent } = node;
  if (ts.isJsxFragment(parent)) return true;
  const tag = ts.isJsxElement(parent) ? parent.openingElement.tagName : parent.parent.parent.tagName;
  return ts.isIdentifier(tag) && /^[a-z]/.test(tag.text);
}
