import type * as typescript from "typescript";
import type { SdkCommand } from "../policies/access/access-model";
import type { BundleScopes } from "./bundle-scopes";

type Node = typescript.Node;
type ClassNode = typescript.ClassLikeDeclaration;

const COMMAND = /^([A-Z]\w*)Command$/;
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
  private globalCommands: ReadonlyMap<string, SdkCommand> | undefined;

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
    const node = this.classAt(definition);
    return node && (this.commandOf(node) ?? this.wrappedCommand(node));
  }

  /** Commands by operation, wherever their classes stand in the bundle. */
  byOperation(operation: string): SdkCommand | undefined {
    return this.nested(operation) ?? this.global().get(operation);
  }

  /** True for a definition with command classes inside its functions, out of reach of the bundle's own names. */
  isPackage(definition: Node): boolean {
    return this.findNested(definition).size > 0;
  }

  /** A command of a package in one function, by its operation. */
  nested(operation: string): SdkCommand | undefined {
    this.nestedCommands ??= this.findNested(this.file);
    return this.nestedCommands.get(operation);
  }

  private global(): ReadonlyMap<string, SdkCommand> {
    this.globalCommands ??= new Map(
      this.scopes.names.flatMap((name) => {
        const command = this.named(name);
        return command ? [[command.operation, command] as const] : [];
      }),
    );
    return this.globalCommands;
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
    const taken = new Map<string, string>();
    const unresolved: ClassNode[] = [];
    const walk = (node: Node): void => {
      if (ts.isBindingElement(node) && ts.isIdentifier(node.name))
        taken.set(node.name.text, (node.propertyName ?? node.name).getText(this.file));
      if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer)
        initializers.set(node.name.text, [node.initializer]);
      if (ts.isClassLike(node) && this.scopes.isNested(node)) {
        const command = this.commandOf(node, initializers);
        if (command) found.set(command.operation, command);
        else unresolved.push(node);
      }
      ts.forEachChild(node, walk);
    };
    walk(within);
    for (const [operation, wrapped] of unresolved.flatMap((node) => this.wrappedCommands(node, taken))) {
      if (!found.has(operation)) found.set(operation, { client: "DynamoDB", operation: wrapped });
    }
    return found;
  }

  /**
   * `class PutCommand extends DynamoDBDocumentClientCommand` makes a `PutItemCommand` of the plain client. Only the
   * document client's package has such classes.
   */
  private wrappedCommands(
    node: ClassNode,
    taken: ReadonlyMap<string, string>,
  ): (readonly [operation: string, wrapped: string])[] {
    const { ts } = this;
    const wrapped = new Set<string>();
    const walk = (inner: Node): void => {
      if (ts.isNewExpression(inner)) {
        const made = inner.expression;
        const name = ts.isPropertyAccessExpression(made)
          ? made.name.text
          : taken.get(made.getText(this.file));
        const operation = COMMAND.exec(name ?? "")?.[1];
        if (operation !== undefined) wrapped.add(operation);
      }
      ts.forEachChild(inner, walk);
    };
    walk(node);
    const [only, ...others] = wrapped;
    if (only === undefined || others.length > 0) return [];
    return [[documentName(only), only]];
  }

  /** The one command of the plain client that a class makes. */
  private wrappedCommand(node: ClassNode): SdkCommand | undefined {
    const { ts } = this;
    const found = new Map<string, SdkCommand>();
    const walk = (inner: Node): void => {
      const made = ts.isNewExpression(inner) ? inner.expression : undefined;
      if (made && ts.isIdentifier(made) && this.scopes.isGlobalReference(made)) {
        for (const definition of this.scopes.definitionsOf(made.text)) {
          const candidate = this.classAt(definition);
          const command = candidate && this.commandOf(candidate);
          if (command) found.set(command.operation, command);
        }
      }
      ts.forEachChild(inner, walk);
    };
    walk(node);
    return found.size === 1 ? [...found.values()][0] : undefined;
  }

  private classAt(definition: Node): ClassNode | undefined {
    const { ts } = this;
    const [first] = ts.isCallExpression(definition) ? definition.arguments : [];
    const candidate = ts.isHeritageClause(definition) ? definition.parent : (first ?? definition);
    return ts.isClassLike(candidate) ? candidate : undefined;
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
  const operation = literals
    .map((literal) => COMMAND.exec(literal)?.[1])
    .find((found) => found !== undefined);
  if (client === undefined || operation === undefined) return undefined;
  return { client: withoutClient(client), operation };
}
