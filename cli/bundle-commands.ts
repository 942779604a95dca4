import type * as typescript from "typescript";
import type { SdkCommand } from "../policies/access/access-model";
import { BundleScopes } from "./bundle-scopes";
import { CommandClasses } from "./command-classes";

type Node = typescript.Node;

/** True for a position of the bundle, counted from 0, that comes from the author's own files. */
export type IsOwn = (line: number, column: number) => boolean;

const SDK_PACKAGE = /^@aws-sdk\/(client-[\w-]+|lib-dynamodb)$/;
/** More commands than one class or list of a package needs: it stands for a whole client. */
const MAX_COMMANDS_OF_ONE = 5;

/**
 * The AWS SDK's commands that the author's own code in a bundle can reach. What a package only carries along, such as
 * the commands behind its paginators, does not count: it is never called. An operation `*` is a client with all its
 * operations as methods, of which nobody can tell those that are called.
 *
 * @returns undefined for a bundle that is wrapped in a function as a whole, where nothing has a name of its own.
 */
export function findCommands(code: string, isOwn: IsOwn): SdkCommand[] | undefined {
  const ts = require("typescript") as typeof typescript;
  const file = ts.createSourceFile("bundle.js", code, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  return new CommandSearch(ts, file).find(isOwn);
}

class CommandSearch {
  private readonly ts: typeof typescript;
  private readonly file: typescript.SourceFile;
  private readonly scopes: BundleScopes;
  private readonly classes: CommandClasses;
  private readonly commands = new Map<string, SdkCommand>();
  private readonly reached = new Set<string>();
  private readonly pending: string[] = [];

  constructor(ts: typeof typescript, file: typescript.SourceFile) {
    this.ts = ts;
    this.file = file;
    this.scopes = new BundleScopes(ts, file);
    this.classes = new CommandClasses(ts, file, this.scopes);
  }

  find(isOwn: IsOwn): SdkCommand[] | undefined {
    if (this.parts().some((part) => this.classes.isPackage(part) && this.hasOwn(part, isOwn)))
      return undefined;
    this.visitOwn(this.file, isOwn);
    const named = this.pending.flatMap((name) => this.classes.named(name) ?? []).map(keyOf);
    const direct = new Set([...this.commands.keys(), ...named]);
    for (let name = this.pending.pop(); name !== undefined; name = this.pending.pop()) {
      for (const definition of this.scopes.definitionsOf(name)) this.visitDefinition(definition);
    }
    return this.result(direct);
  }

  private parts(): readonly Node[] {
    const { ts } = this;
    return this.file.statements.flatMap((statement): readonly Node[] =>
      ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement],
    );
  }

  private hasOwn(node: Node, isOwn: IsOwn): boolean {
    const { line, character } = this.file.getLineAndCharacterOfPosition(node.getStart(this.file));
    if (this.ts.isIdentifier(node) && isOwn(line, character)) return true;
    return this.ts.forEachChild(node, (child) => this.hasOwn(child, isOwn)) ?? false;
  }

  /** The author's own code is taken to run, all of it. */
  private visitOwn(node: Node, isOwn: IsOwn): void {
    if (this.ts.isIdentifier(node)) {
      const { line, character } = this.file.getLineAndCharacterOfPosition(node.getStart(this.file));
      if (isOwn(line, character)) this.look(node);
    }
    this.ts.forEachChild(node, (child) => this.visitOwn(child, isOwn));
  }

  private visitDefinition(definition: Node): void {
    const command = this.classes.at(definition);
    if (command) this.add(command);
    // A package in one function, as CommonJS is bundled: what is taken from it is seen where it is taken.
    if (this.classes.isPackage(definition)) return;
    const all = this.commandsIn(definition);
    if (all.length <= MAX_COMMANDS_OF_ONE) return this.visitInside(definition);
    this.add({ client: all[0]!.client, operation: "*" });
  }

  /** The command classes that a definition itself names. */
  private commandsIn(definition: Node): SdkCommand[] {
    const found = new Map<string, SdkCommand>();
    const walk = (node: Node): void => {
      if (node !== definition && this.scopes.isDefinition(node)) return;
      const isReference = this.ts.isIdentifier(node) && this.scopes.isGlobalReference(node);
      const command = isReference ? this.classes.named(node.text) : undefined;
      if (command) found.set(keyOf(command), command);
      this.ts.forEachChild(node, walk);
    };
    walk(definition);
    return [...found.values()];
  }

  private visitInside(node: Node): void {
    if (this.ts.isIdentifier(node)) this.look(node);
    this.ts.forEachChild(node, (child) => {
      // What is given to another name counts once that name is used.
      if (!this.scopes.isDefinition(child)) this.visitInside(child);
    });
  }

  private look(node: typescript.Identifier): void {
    const { ts } = this;
    const { parent } = node;
    if (ts.isPropertyAccessExpression(parent) && parent.name === node) return this.lookAtMember(parent);
    if (ts.isBindingElement(parent) && (parent.propertyName ?? parent.name) === node)
      return this.lookAtBinding(parent);
    if (!this.scopes.isGlobalReference(node) || this.reached.has(node.text)) return;
    this.reached.add(node.text);
    this.pending.push(node.text);
  }

  /** `sdk.GetItemCommand`, where the SDK lies beside the bundle, or in it as CommonJS. */
  private lookAtMember({ expression, name }: typescript.PropertyAccessExpression): void {
    if (!this.ts.isIdentifier(expression)) return;
    const required = this.scopes
      .definitionsOf(expression.text)
      .map((definition) => this.requiredPackage(definition))
      .find((found) => found !== undefined);
    this.addMember(name.text, required);
  }

  /** `const { GetItemCommand } = require("@aws-sdk/client-dynamodb")`. */
  private lookAtBinding(element: typescript.BindingElement): void {
    const declaration = element.parent.parent;
    if (!this.ts.isVariableDeclaration(declaration) || !declaration.initializer) return;
    const name = (element.propertyName ?? element.name).getText(this.file);
    this.addMember(name, this.requiredPackage(declaration.initializer));
  }

  /** What a member calls, be it of a package that is known by its name or of one that only the member tells. */
  private addMember(name: string, required: string | undefined): void {
    const isCommand = /^[A-Z]\w*Command$/.test(name);
    const operation = isCommand ? name.slice(0, -"Command".length) : /^paginate([A-Z]\w*)$/.exec(name)?.[1];
    if (operation !== undefined) {
      const known =
        required === undefined ? this.classes.byOperation(operation) : { client: required, operation };
      // Something else may have a member that is called so, but a command that is missed would be worse.
      if (known || isCommand) this.add(known ?? { client: "?", operation });
      return;
    }
    const client = required === undefined ? this.classes.wholeClient(name) : required;
    if (client !== undefined && WHOLE_CLIENT.test(name)) this.add({ client, operation: "*" });
  }

  private add(command: SdkCommand): void {
    this.commands.set(keyOf(command), command);
  }

  /** The package that `require("…")`, also inside a wrapper's call, asks for. */
  private requiredPackage(node: Node): string | undefined {
    const found = this.classes.literalsOf(node).find((literal) => SDK_PACKAGE.test(literal));
    return found?.replace(/^@aws-sdk\/(client-)?/, "");
  }

  private result(direct: ReadonlySet<string>): SdkCommand[] {
    return [...this.commands.values()].filter((command) => {
      if (direct.has(keyOf(command)) || command.operation === "*") return true;
      // What a whole client brings along says nothing more.
      return !CREDENTIAL_CHAIN.has(keyOf(command)) && !this.commands.has(`${command.client} *`);
    });
  }
}

/** A class of operations as methods, or a function that waits by an operation of its own choice. */
const WHOLE_CLIENT = /^([A-Z]\w*(?<!Client|Exception|Error)|waitUntil\w+)$/;

/** Every client can look for credentials in many places. In Lambda they are in the environment, and none of these is called. */
const CREDENTIAL_CHAIN = new Set([
  "SSO GetRoleCredentials",
  "SSOOIDC CreateToken",
  "Signin CreateOAuth2Token",
  "Signin CreateOAuth2TokenWithIAM",
  "STS AssumeRole",
  "STS AssumeRoleWithWebIdentity",
]);

const keyOf = ({ client, operation }: SdkCommand): string => `${client} ${operation}`;
