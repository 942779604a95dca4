import type * as typescript from "typescript";
import type { SdkCommand } from "../policies/access/access-model";
import { BundleScopes } from "./bundle-scopes";

type Node = typescript.Node;
type ClassNode = typescript.ClassLikeDeclaration;

/** True for a position of the bundle, counted from 0, that comes from the author's own files. */
export type IsOwn = (line: number, column: number) => boolean;

const SDK_PACKAGE = /^@aws-sdk\/(client-[\w-]+|lib-dynamodb)$/;

/**
 * The AWS SDK's commands that the author's own code in a bundle can reach. What a package only carries along, such as
 * the commands behind its paginators, does not count: it is never called.
 */
export function findCommands(code: string, isOwn: IsOwn): SdkCommand[] {
  const ts = require("typescript") as typeof typescript;
  const file = ts.createSourceFile("bundle.js", code, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  return new CommandSearch(ts, file).find(isOwn);
}

class CommandSearch {
  private readonly ts: typeof typescript;
  private readonly file: typescript.SourceFile;
  private readonly scopes: BundleScopes;
  private readonly commands = new Map<string, SdkCommand>();
  private readonly reached = new Set<string>();
  private readonly pending: string[] = [];
  /** By class name with its ending `Command`, of classes that no scope can name, as in a wrapped CommonJS package. */
  private nested: ReadonlyMap<string, SdkCommand> | undefined;

  constructor(ts: typeof typescript, file: typescript.SourceFile) {
    this.ts = ts;
    this.file = file;
    this.scopes = new BundleScopes(ts, file);
  }

  find(isOwn: IsOwn): SdkCommand[] {
    this.visitOwn(this.file, isOwn);
    for (let name = this.pending.pop(); name !== undefined; name = this.pending.pop()) {
      for (const definition of this.scopes.definitionsOf(name)) this.visitInside(definition);
    }
    return [...this.commands.values()];
  }

  /** The author's own code is taken to run, all of it. */
  private visitOwn(node: Node, isOwn: IsOwn): void {
    if (this.ts.isIdentifier(node) || this.ts.isClassLike(node)) {
      const { line, character } = this.file.getLineAndCharacterOfPosition(node.getStart(this.file));
      if (isOwn(line, character)) this.look(node);
    }
    this.ts.forEachChild(node, (child) => this.visitOwn(child, isOwn));
  }

  private visit(node: Node): void {
    // What is assigned to another name counts once that name is used.
    if (!this.scopes.isDefinition(node)) this.visitInside(node);
  }

  private visitInside(node: Node): void {
    this.look(node);
    this.ts.forEachChild(node, (child) => this.visit(child));
  }

  private look(node: Node): void {
    const { ts } = this;
    if (ts.isClassLike(node)) {
      const command = this.commandOf(node);
      if (command) this.add(command);
    }
    if (!ts.isIdentifier(node)) return;
    const { parent } = node;
    if (ts.isPropertyAccessExpression(parent) && parent.name === node) return this.lookAtMember(parent);
    if (ts.isBindingElement(parent) && (parent.propertyName ?? parent.name) === node)
      return this.lookAtBinding(parent);
    if (!this.scopes.isGlobalReference(node) || this.reached.has(node.text)) return;
    this.reached.add(node.text);
    this.pending.push(node.text);
  }

  /** `sdk.GetItemCommand`, where the SDK lies beside the bundle or in it as CommonJS. */
  private lookAtMember(access: typescript.PropertyAccessExpression): void {
    const { text } = access.name;
    if (!/^[A-Z]\w*Command$/.test(text) || !this.ts.isIdentifier(access.expression)) return;
    const required = this.packageOf(access.expression.text);
    this.addNamed(text, required);
  }

  /** `const { GetItemCommand } = require("@aws-sdk/client-dynamodb")`. */
  private lookAtBinding(element: typescript.BindingElement): void {
    const name = (element.propertyName ?? element.name).getText(this.file);
    const declaration = element.parent.parent;
    if (!/^[A-Z]\w*Command$/.test(name) || !this.ts.isVariableDeclaration(declaration)) return;
    const required = declaration.initializer && this.requiredPackage(declaration.initializer);
    if (required !== undefined) this.addNamed(name, required);
  }

  private addNamed(name: string, required: string | undefined): void {
    const operation = name.slice(0, -"Command".length);
    if (required !== undefined) return this.add({ client: required, operation });
    this.nested ??= this.nestedCommands();
    this.add(this.nested.get(name) ?? { client: "?", operation });
  }

  private add(command: SdkCommand): void {
    this.commands.set(`${command.client} ${command.operation}`, command);
  }

  private packageOf(name: string): string | undefined {
    return this.scopes
      .definitionsOf(name)
      .map((definition) => this.requiredPackage(definition))
      .find((found) => found !== undefined);
  }

  /** The package that `require("…")`, also inside a wrapper's call, asks for. */
  private requiredPackage(node: Node): string | undefined {
    const found = this.literalsOf(node).find((literal) => SDK_PACKAGE.test(literal));
    return found?.replace(/^@aws-sdk\/(client-)?/, "");
  }

  private nestedCommands(): ReadonlyMap<string, SdkCommand> {
    const found = new Map<string, SdkCommand>();
    const walk = (node: Node): void => {
      const command = this.ts.isClassLike(node) ? this.commandOf(node) : undefined;
      if (command) found.set(`${command.operation}Command`, command);
      this.ts.forEachChild(node, walk);
    };
    walk(this.file);
    return found;
  }

  /**
   * The command that a class is. Each generation of the SDK writes the names of client and operation as texts, which
   * survive a bundler: in the class, in what it extends, or in the function that made what it extends.
   */
  private commandOf(node: ClassNode): SdkCommand | undefined {
    const extended = node.heritageClauses?.[0]?.types[0]?.expression;
    if (!extended) return undefined;
    const literals = this.literalsOf(extended);
    return (
      toCommand(literals) ??
      this.builtCommand(extended, literals) ??
      toCommand(node.members.flatMap((member) => this.literalsOf(member)))
    );
  }

  /** `class extends command(…, "GetItem", …)` with `command = makeBuilder(…, "DynamoDBClient", …)`. */
  private builtCommand(extended: Node, literals: readonly string[]): SdkCommand | undefined {
    if (!this.ts.isCallExpression(extended) || !this.ts.isIdentifier(extended.expression)) return undefined;
    const operation = literals.find((literal) => /^[A-Z][A-Za-z0-9]*$/.test(literal));
    const builders = this.scopes.definitionsOf(extended.expression.text);
    const client = builders
      .flatMap((builder) => this.literalsOf(builder))
      .find((literal) => CLIENT.test(literal));
    return operation === undefined || client === undefined
      ? undefined
      : { client: withoutClient(client), operation };
  }

  private literalsOf(node: Node): string[] {
    if (this.ts.isStringLiteralLike(node)) return [node.text];
    const found: string[] = [];
    this.ts.forEachChild(node, (child) => void found.push(...this.literalsOf(child)));
    return found;
  }
}

const CLIENT = /^[A-Z]\w*Client$/;
const withoutClient = (name: string): string => name.slice(0, -"Client".length);

function toCommand(literals: readonly string[]): SdkCommand | undefined {
  const client = literals.find((literal) => CLIENT.test(literal));
  const command = literals.find((literal) => /^[A-Z]\w*Command$/.test(literal));
  if (client === undefined || command === undefined) return undefined;
  return { client: withoutClient(client), operation: command.slice(0, -"Command".length) };
}
