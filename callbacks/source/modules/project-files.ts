import { posix } from "node:path";
import type * as ts from "typescript";
import { loadTypeScript, type TypeScript } from "../load-typescript";

/** A place in code that names files of the project by where they lie when the program is deployed. */
export interface ProjectFileUse {
  /** What the path starts from: `__dirname`, or the folder the program runs in, which on Lambda is the zip's. */
  readonly from: "__dirname" | "process.cwd()";
  /** Relative to that, if it is written out. */
  readonly path: string | undefined;
  /** Where the expression begins and ends; both count from 0. */
  readonly start: ts.LineAndCharacter;
  readonly end: ts.LineAndCharacter;
}

/** Most modules are not worth loading the compiler for. */
const MAY_NAME_FILES =
  /\b__(?:dirname|filename)\b|\bprocess\s*\.\s*cwd\b|\b(?:readFile|readdir|opendir|createReadStream|openAsBlob|path\.resolve|posix\.resolve)(?:Sync)?\s*\(\s*["'`]/;

/** Only what makes a path is a use: a folder's name may be logged, compared or cut off a stack. */
export function findProjectFiles(fileName: string, text: string): readonly ProjectFileUse[] {
  return MAY_NAME_FILES.test(text) ? new ProjectFiles(fileName, text).find() : [];
}

type Start = Pick<ProjectFileUse, "from" | "path">;

/** Functions that put a path together, and those that open what a path names. */
const JOINING = new Set(["join", "resolve"]);
const READING =
  /^(?:readFile|readFileSync|readdir|readdirSync|opendir|opendirSync|createReadStream|openAsBlob)$/;
/** What makes a path that begins at the folder the program runs in. */
const IMPLIES_FOLDER = /^path\.(?:posix\.)?resolve$/;
const FILE_SYSTEM = /^(?:node:)?fs(?:\/promises)?$/;

class ProjectFiles {
  private readonly ts: TypeScript = loadTypeScript();
  private readonly file: ts.SourceFile;
  private readonly uses: ProjectFileUse[] = [];
  /** Constants that hold a folder: `const here = __dirname`. */
  private readonly folders = new Map<string, Start>();
  /** Names of the file system's module, and of its functions. */
  private readonly fileSystem = new Set<string>();

  constructor(fileName: string, text: string) {
    this.file = this.ts.createSourceFile(fileName, text, this.ts.ScriptTarget.ESNext, true);
  }

  find(): readonly ProjectFileUse[] {
    this.visit(this.file);
    return this.uses;
  }

  private visit(node: ts.Node): void {
    const { ts } = this;
    if (ts.isTypeNode(node) || this.isCaught(node)) return;
    if (ts.isImportDeclaration(node)) this.noteImport(node);
    if (ts.isVariableDeclaration(node)) this.noteVariable(node);
    const named = this.namedBy(node);
    if (named) {
      this.uses.push({
        ...named,
        start: this.file.getLineAndCharacterOfPosition(node.getStart(this.file)),
        end: this.file.getLineAndCharacterOfPosition(node.end),
      });
    } else ts.forEachChild(node, (child) => this.visit(child));
  }

  /** Whoever goes on without the file need not have it. */
  private isCaught(node: ts.Node): boolean {
    const { ts } = this;
    if (!ts.isBlock(node) || !ts.isTryStatement(node.parent) || node.parent.tryBlock !== node) return false;
    const caught = node.parent.catchClause;
    return caught !== undefined && !caught.block.statements.some((each) => ts.isThrowStatement(each));
  }

  private noteImport({ moduleSpecifier, importClause }: ts.ImportDeclaration): void {
    const { ts } = this;
    if (!ts.isStringLiteral(moduleSpecifier) || !FILE_SYSTEM.test(moduleSpecifier.text)) return;
    const bindings = importClause?.namedBindings;
    if (importClause?.name) this.fileSystem.add(importClause.name.text);
    if (bindings && ts.isNamespaceImport(bindings)) this.fileSystem.add(bindings.name.text);
    if (bindings && ts.isNamedImports(bindings))
      for (const { name, propertyName = name } of bindings.elements)
        if (READING.test(propertyName.text) || propertyName.text === "promises")
          this.fileSystem.add(name.text);
  }

  private noteVariable({ name, initializer }: ts.VariableDeclaration): void {
    const { ts } = this;
    if (!initializer) return;
    const start = this.startOf(initializer);
    if (start && ts.isIdentifier(name)) this.folders.set(name.text, start);
    const isFileSystem =
      ts.isCallExpression(initializer) &&
      ts.isIdentifier(initializer.expression) &&
      initializer.expression.text === "require" &&
      initializer.arguments.some((each) => ts.isStringLiteral(each) && FILE_SYSTEM.test(each.text));
    if (!isFileSystem) return;
    if (ts.isIdentifier(name)) this.fileSystem.add(name.text);
    else for (const each of name.elements) if (isNamed(ts, each)) this.fileSystem.add(each.name.text);
  }

  private namedBy(node: ts.Node): Start | undefined {
    const { ts } = this;
    if (ts.isCallExpression(node)) return this.namedByCall(node);
    if (ts.isNewExpression(node)) return this.givenTo(node);
    if (ts.isTemplateExpression(node)) return this.namedByTemplate(node);
    return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken
      ? this.namedBySum(node)
      : undefined;
  }

  private namedByCall({ expression, arguments: given }: ts.CallExpression): Start | undefined {
    const [first, ...rest] = given;
    const name = this.nameOf(expression);
    if (!first) return undefined;
    const start = this.startOf(first);
    if (start && rest.length > 0 && JOINING.has(name ?? "")) {
      const parts = [start.path, ...rest.map((part) => this.literal(part))];
      const isWritten = parts.every((part) => part !== undefined);
      return { from: start.from, path: isWritten ? posix.join(...parts) : undefined };
    }
    if (start && name === "createRequire") return { from: start.from, path: undefined };
    const isReading = READING.test(name ?? "") && this.isOfFileSystem(expression);
    if (!isReading && !IMPLIES_FOLDER.test(expression.getText(this.file))) return undefined;
    if (start) return start;
    const path = this.literal(first);
    return path === undefined || /^(?:\/|[a-z]+:)/i.test(path)
      ? undefined
      : { from: "process.cwd()", path: posix.normalize(path) };
  }

  /** An instance that is given a folder looks into it. */
  private givenTo({ expression, arguments: given }: ts.NewExpression): Start | undefined {
    const { ts } = this;
    if (this.nameOf(expression)?.endsWith("Error")) return undefined;
    const values = (given ?? []).flatMap((each) =>
      ts.isObjectLiteralExpression(each)
        ? each.properties.flatMap((property) =>
            ts.isPropertyAssignment(property) ? [property.initializer] : [],
          )
        : [each],
    );
    return values.map((value) => this.startOf(value)).find((start) => start?.path === ".");
  }

  /** `${__dirname}/x.txt` */
  private namedByTemplate({
    head,
    templateSpans: [first, ...rest],
  }: ts.TemplateExpression): Start | undefined {
    const start = head.text === "" ? this.startOf(first!.expression) : undefined;
    return start && this.namedBehind(start, first!.literal.text, rest.length > 0);
  }

  /** `__dirname + "/" + name`, where the folder is what is furthest to the left. */
  private namedBySum(node: ts.BinaryExpression): Start | undefined {
    const { ts } = this;
    const parts: ts.Expression[] = [];
    let left: ts.Expression = node;
    for (; ts.isBinaryExpression(left); left = left.left) parts.unshift(left.right);
    const start = this.startOf(left);
    return start && this.namedBehind(start, this.literal(parts[0]!), parts.length > 1);
  }

  /** What follows a folder's name makes a path of it if it begins with a slash and does not end there. */
  private namedBehind({ from, path }: Start, text: string | undefined, goesOn: boolean): Start | undefined {
    if (text === undefined) return { from, path: undefined };
    if (!/^[\\/]/.test(text) || (text.length === 1 && !goesOn)) return undefined;
    return { from, path: goesOn || path === undefined ? undefined : posix.join(path, text) };
  }

  private startOf(node: ts.Expression): Start | undefined {
    const { ts } = this;
    if (ts.isParenthesizedExpression(node)) return this.startOf(node.expression);
    if (ts.isIdentifier(node)) {
      if (node.text === "__dirname") return { from: "__dirname", path: "." };
      return node.text === "__filename"
        ? { from: "__dirname", path: undefined }
        : this.folders.get(node.text);
    }
    if (!ts.isCallExpression(node)) return undefined;
    const [first] = node.arguments;
    if (this.nameOf(node.expression) === "dirname" && first) {
      const start = this.startOf(first);
      return start && { from: start.from, path: start.path === undefined ? "." : posix.dirname(start.path) };
    }
    const isFolder = node.expression.getText(this.file).replace(/\s/g, "") === "process.cwd";
    return isFolder ? { from: "process.cwd()", path: "." } : undefined;
  }

  private nameOf(node: ts.Expression): string | undefined {
    if (this.ts.isPropertyAccessExpression(node)) return node.name.text;
    return this.ts.isIdentifier(node) ? node.text : undefined;
  }

  private isOfFileSystem(node: ts.Expression): boolean {
    if (this.ts.isPropertyAccessExpression(node)) return this.isOfFileSystem(node.expression);
    return this.ts.isIdentifier(node) && this.fileSystem.has(node.text);
  }

  private readonly literal = (node: ts.Expression): string | undefined =>
    this.ts.isStringLiteralLike(node) ? node.text : undefined;
}

const isNamed = (
  ts: TypeScript,
  element: ts.ArrayBindingElement,
): element is ts.BindingElement & { name: ts.Identifier } =>
  ts.isBindingElement(element) && ts.isIdentifier(element.name);
