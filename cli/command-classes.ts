import type * as typescript from "typescript";
import type { SdkCommand } from "../policies/access/access-model";
import type { BundleScopes } from "./bundle-scopes";

type Node = typescript.Node;
type ClassNode = typescript.ClassLikeDeclaration;

const CLIENT = /^[A-Z]\w*Client$/;
const withoutClient = (name: string): string => name.slice(0, -"Client".length);

/**
 * The classes of a bundle that are commands of the AWS SDK. Each generation of the SDK writes the names of client and
 * operation as texts, which survive a bundler: in the class, in what it extends, or in the function that made what it
 * extends.
 */
export class CommandClasses {
  private readonly ts: typeof typescript;
  private readonly file: typescript.SourceFile;
  private readonly scopes: BundleScopes;
  private readonly ofNames = new Map<string, SdkCommand | undefined>();
  private nestedCommands: ReadonlyMap<string, SdkCommand> | undefined;

  constructor(ts: typeof typescript, file: typescript.SourceFile, scopes: BundleScopes) {
    this.ts = ts;
    this.file = file;
    this.scopes = scopes;
  }

  /** The command that a name of the top stands for. */
  named(name: string): SdkCommand | undefined {
    if (!this.ofNames.has(name)) {
      const commands = this.scopes.definitionsOf(name).map((definition) => this.at(definition));
      this.ofNames.set(
        name,
        commands.find((command) => command !== undefined),
      );
    }
    return this.ofNames.get(name);
  }

  /** The command that a definition is: a class, or a class whose name a bundler keeps. */
  at(definition: Node): SdkCommand | undefined {
    const { ts } = this;
    if (ts.isClassLike(definition)) return this.commandOf(definition);
    if (ts.isHeritageClause(definition) && ts.isClassLike(definition.parent))
      return this.commandOf(definition.parent);
    const [first] = ts.isCallExpression(definition) ? definition.arguments : [];
    return first && ts.isClassLike(first) ? this.commandOf(first) : undefined;
  }

  /** True for a definition with command classes inside its functions, out of reach of the bundle's own names. */
  nestedIn(definition: Node): boolean {
    return this.findNested(definition).size > 0;
  }

  /** A command of a package in one function, by its operation. */
  nested(operation: string): SdkCommand | undefined {
    this.nestedCommands ??= this.findNested(this.file);
    return this.nestedCommands.get(operation);
  }

  /** The client that a class without the ending `Client` stands for, with operations as methods. */
  wholeClient(name: string): string | undefined {
    this.nestedCommands ??= this.findNested(this.file);
    const clients = [...this.nestedCommands.values()].map(({ client }) => client);
    return clients.find((client) => client === name || `${client}Document` === name);
  }

  literalsOf(node: Node): string[] {
    if (this.ts.isStringLiteralLike(node)) return [node.text];
    const found: string[] = [];
    this.ts.forEachChild(node, (child) => void found.push(...this.literalsOf(child)));
    return found;
  }

  /** By the operation in the name under which a package hands a class out. */
  private findNested(within: Node): Map<string, SdkCommand> {
    const { ts } = this;
    const found = new Map<string, SdkCommand>();
    const initializers = new Map<string, readonly Node[]>();
    const wrappers: (readonly [operation: string, wrapped: string])[] = [];
    const walk = (node: Node): void => {
      if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer)
        initializers.set(node.name.text, [node.initializer]);
      if (ts.isClassLike(node) && this.scopes.isNested(node)) {
        const command = this.commandOf(node, initializers);
        if (command) found.set(command.operation, command);
        else wrappers.push(...this.wrappedCommands(node));
      }
      ts.forEachChild(node, walk);
    };
    walk(within);
    for (const [operation, wrapped] of wrappers) {
      // The client of what is wrapped stands in another package of the bundle, or in none.
      const command = found.get(wrapped) ?? { client: "DynamoDB", operation: wrapped };
      if (!found.has(operation)) found.set(operation, command);
    }
    return found;
  }

  /** `class PutCommand extends DynamoDBDocumentClientCommand` makes a `PutItemCommand` of the plain client. */
  private wrappedCommands(node: ClassNode): (readonly [operation: string, wrapped: string])[] {
    const { ts } = this;
    const names = [node.name?.text ?? "", ...this.literalsOf(node)].flatMap(
      (name) => /^([A-Z]\w*)Command$/.exec(name)?.[1] ?? [],
    );
    const wrapped: string[] = [];
    const walk = (inner: Node): void => {
      if (ts.isNewExpression(inner) && ts.isPropertyAccessExpression(inner.expression)) {
        const operation = /^([A-Z]\w*)Command$/.exec(inner.expression.name.text)?.[1];
        if (operation !== undefined) wrapped.push(operation);
      }
      ts.forEachChild(inner, walk);
    };
    walk(node);
    const [only, ...others] = wrapped;
    if (only === undefined || others.length > 0) return [];
    // Only the document client's package wraps commands; a minifier that keeps no names leaves what is wrapped.
    return names.length > 0 ? names.map((name) => [name, only] as const) : [[documentName(only), only]];
  }

  private commandOf(
    node: ClassNode,
    builders?: ReadonlyMap<string, readonly Node[]>,
  ): SdkCommand | undefined {
    const extended = node.heritageClauses?.[0]?.types[0]?.expression;
    if (!extended) return undefined;
    const literals = this.literalsOf(extended);
    return (
      toCommand(literals) ??
      this.builtCommand(extended, literals, builders) ??
      toCommand(node.members.flatMap((member) => this.literalsOf(member)))
    );
  }

  /** `class extends command(…, "GetItem", …)` with `command = makeBuilder(…, "DynamoDBClient", …)`. */
  private builtCommand(
    extended: Node,
    literals: readonly string[],
    builders: ReadonlyMap<string, readonly Node[]> | undefined,
  ): SdkCommand | undefined {
    if (!this.ts.isCallExpression(extended) || !this.ts.isIdentifier(extended.expression)) return undefined;
    const { text } = extended.expression;
    const operation = literals.find((literal) => /^[A-Z][A-Za-z0-9]*$/.test(literal));
    const client = (builders?.get(text) ?? this.scopes.definitionsOf(text))
      .flatMap((builder) => this.literalsOf(builder))
      .find((literal) => CLIENT.test(literal));
    if (operation === undefined || client === undefined) return undefined;
    return { client: withoutClient(client), operation };
  }
}

/** `Put` for `PutItem`, `TransactWrite` for `TransactWriteItems`; `Query`, `Scan` and PartiQL keep their names. */
const documentName = (operation: string): string => operation.replace(/Items?$/, "");

function toCommand(literals: readonly string[]): SdkCommand | undefined {
  const client = literals.find((literal) => CLIENT.test(literal));
  const command = literals.find((literal) => /^[A-Z]\w*Command$/.test(literal));
  if (client === undefined || command === undefined) return undefined;
  return { client: withoutClient(client), operation: command.slice(0, -"Command".length) };
}
