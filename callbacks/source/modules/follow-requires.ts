import { dirname } from "node:path";
import type * as ts from "typescript";
import { loadTypeScript, type TypeScript } from "../load-typescript";
import { ENDINGS, filesByName } from "./files-by-name";
import { isNamed, withoutParentheses } from "./syntax";

/** Files by the names that a package was seen to require them by. */
export type SeenRequires = Readonly<Record<string, string>>;

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * A package's CommonJS module with its `require`s written so that a bundler follows them: by another name, through the wrapper
 * of a "universal" module, and with a computed name of a file of the package. Of the last, all files that the name may mean are
 * in the bundle, and are found by the names that Node finds them by.
 *
 * @param seen what it was seen to require by names that nothing can be told of
 * @returns `undefined` where there is nothing to write otherwise
 */
export function followRequires(fileName: string, text: string, seen: SeenRequires = {}): string | undefined {
  if (!/\brequire\b/.test(text) && Object.keys(seen).length === 0) return undefined;
  const ts = loadTypeScript();
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.ESNext, true);
  if (file.statements.some((each) => ts.isImportDeclaration(each) || ts.isExportDeclaration(each)))
    return undefined;
  return new Rewriting(ts, file, seen).run();
}

class Rewriting {
  private readonly edits: Edit[] = [];
  private readonly functions: string[] = [];
  private readonly aliases: ReadonlySet<string>;
  private readonly ts: TypeScript;
  private readonly file: ts.SourceFile;
  private readonly seen: SeenRequires;
  private hasLiteral = false;
  private asksForSeen = false;

  constructor(ts: TypeScript, file: ts.SourceFile, seen: SeenRequires) {
    this.ts = ts;
    this.file = file;
    this.seen = seen;
    this.aliases = aliasesOfRequire(ts, file);
  }

  run(): string | undefined {
    this.visit(this.file, { isTried: false });
    const { text } = this.file;
    const isSeen = Object.keys(this.seen).length > 0;
    // A name that is looked up in text that is evaluated there.
    if (this.edits.length === 0 && isSeen && !this.hasLiteral)
      return `(function (require) {${text}\n}).call(this, requireSeen);${this.requireSeen()}`;
    if (this.edits.length === 0) return undefined;
    const parts: string[] = [];
    let at = 0;
    for (const { start, end, text: written } of this.edits.sort((one, other) => one.start - other.start)) {
      parts.push(text.slice(at, start), written);
      at = end;
    }
    const functions = this.asksForSeen ? [...this.functions, this.requireSeen()] : this.functions;
    return [...parts, text.slice(at), "\n", ...functions].join("");
  }

  private visit(node: ts.Node, { isTried }: { readonly isTried: boolean }): void {
    const { ts } = this;
    if (ts.isFunctionLike(node) && node.parameters.some((each) => isNamed(ts, each.name, "require"))) {
      if (!this.isUniversal(node)) return; // what it is given is none of Node's
      this.replace(node.parameters[0]!.name, "requireGiven");
    }
    if (ts.isCallExpression(node)) this.follow(node, isTried);
    ts.forEachChild(node, (child) =>
      this.visit(child, { isTried: isTried || (ts.isTryStatement(node) && child === node.tryBlock) }),
    );
  }

  private follow({ expression, arguments: [asked] }: ts.CallExpression, isTried: boolean): void {
    const { ts, file } = this;
    if (!asked || !ts.isIdentifier(expression)) return;
    const isAlias = this.aliases.has(expression.text);
    if (!isAlias && expression.text !== "require") return;
    if (ts.isStringLiteralLike(asked)) {
      if (isAlias) this.replace(expression, "require");
      this.hasLiteral = true;
      return;
    }
    const files = filesByName(ts, asked, { directory: dirname(file.fileName), isTried });
    if (files) return this.replace(expression, this.requireOf(files));
    if (Object.keys(this.seen).length === 0) return;
    this.replace(expression, "requireSeen");
    this.asksForSeen = true;
  }

  /** `(function (factory) { … factory(require, exports) … })(function (require, exports) { … })` */
  private isUniversal(factory: ts.SignatureDeclaration): boolean {
    const { ts } = this;
    const call = factory.parent;
    const [first, second] = factory.parameters;
    if (!ts.isCallExpression(call) || !first || !isNamed(ts, first.name, "require")) return false;
    if (second && !isNamed(ts, second.name, "exports")) return false;
    const wrapper = withoutParentheses(ts, call.expression);
    const place = call.arguments.indexOf(factory as unknown as ts.Expression);
    if (!ts.isFunctionExpression(wrapper) && !ts.isArrowFunction(wrapper)) return false;
    const name = wrapper.parameters[place]?.name;
    return name !== undefined && ts.isIdentifier(name) && passesRequire(ts, wrapper.body, name.text);
  }

  private requireOf(files: readonly string[]): string {
    const name = `requireFile${this.functions.length}`;
    const table = files.map((each) => {
      const path = JSON.stringify(each.startsWith(".") ? each : `./${each}`);
      return `${JSON.stringify(each)}:function(){return require(${path})}`;
    });
    this.functions.push(
      `function ${name}(request){var path=require("path"),` +
        "name=path.isAbsolute(request)?path.relative(__dirname,request):path.normalize(request)," +
        `files={__proto__:null,${table.join()}},endings=${JSON.stringify(ENDINGS)};` +
        "for(var index=0;index<endings.length;index++){var found=files[name+endings[index]];if(found)return found()}" +
        // Fails as it does in Node.
        "return(0,require)(request)}",
    );
    return name;
  }

  private requireSeen(): string {
    const table = Object.entries(this.seen).map(
      ([name, path]) => `${JSON.stringify(name)}:function(){return require(${JSON.stringify(path)})}`,
    );
    return `function requireSeen(request){var seen={__proto__:null,${table.join()}};return seen[request]?seen[request]():(0,require)(request)}`;
  }

  private replace(node: ts.Node, text: string): void {
    this.edits.push({ start: node.getStart(this.file), end: node.end, text });
  }
}

/** Variables that hold nothing but `require`. */
function aliasesOfRequire(ts: TypeScript, file: ts.SourceFile): Set<string> {
  const given = new Set<string>();
  const others = new Set<string>();
  const note = (name: ts.Node, value: ts.Expression | undefined) => {
    if (ts.isIdentifier(name)) (value && isNamed(ts, value, "require") ? given : others).add(name.text);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node)) {
      // `for (const x of …)` has none either, and gives one.
      const isLoop = ts.isForInStatement(node.parent.parent) || ts.isForOfStatement(node.parent.parent);
      if (node.initializer || isLoop) note(node.name, node.initializer);
    } else if (ts.isBinaryExpression(node)) {
      if (node.operatorToken.kind === ts.SyntaxKind.EqualsToken) note(node.left, node.right);
    } else if (ts.isParameter(node) || ts.isFunctionDeclaration(node) || ts.isBindingElement(node)) {
      if (node.name) note(node.name, undefined);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return new Set([...given].filter((name) => !others.has(name)));
}

function passesRequire(ts: TypeScript, body: ts.Node, factory: string): boolean {
  const isCall =
    ts.isCallExpression(body) &&
    isNamed(ts, body.expression, factory) &&
    body.arguments[0] !== undefined &&
    isNamed(ts, body.arguments[0], "require");
  return (
    isCall || (ts.forEachChild(body, (child) => passesRequire(ts, child, factory) || undefined) ?? false)
  );
}
