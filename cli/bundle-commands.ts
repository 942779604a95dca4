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
  private readonly classes: CommandClasses;
  private readonly commands = new Map<string, SdkCommand>();
  private readonly direct = new Set<string>();
  private readonly reached = new Set<string>();
  private readonly pending: string[] = [];

  constructor(ts: typeof typescript, file: typescript.SourceFile) {
    this.ts = ts;
    this.file = file;
    this.scopes = new BundleScopes(ts, file);
    this.classes = new CommandClasses(ts, file, this.scopes);
  }

  find(isOwn: IsOwn): SdkCommand[] {
    this.visitOwn(this.file, isOwn);
    for (const name of this.pending) {
      const command = this.classes.named(name);
      if (command) this.direct.add(keyOf(command));
    }
    for (let name = this.pending.pop(); name !== undefined; name = this.pending.pop()) {
      for (const definition of this.scopes.definitionsOf(name)) this.visitDefinition(definition);
    }
    return this.withoutCredentialChain();
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
    if (this.classes.nestedIn(definition)) return;
    const all = this.commandsIn(definition);
    if (all.length <= MAX_COMMANDS_OF_ONE) return this.visitInside(definition);
    this.add({ client: all[0]!.client, operation: "*" });
  }

  /** The command classes that a definition speaks of itself. */
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

  private visit(node: Node): void {
    // What is given to another name counts once that name is used.
    if (!this.scopes.isDefinition(node)) this.visitInside(node);
  }

  private visitInside(node: Node): void {
    if (this.ts.isIdentifier(node)) this.look(node);
    this.ts.forEachChild(node, (child) => this.visit(child));
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

  /** What a member of an SDK's package, known by its name or not, calls. */
  private addMember(name: string, required: string | undefined): void {
    const [, operation] =
      /^(?:paginate)?([A-Z]\w*)Command$/.exec(name) ?? /^paginate([A-Z]\w*)$/.exec(name) ?? [];
    if (operation !== undefined) {
      const command =
        required === undefined ? this.classes.nested(operation) : { client: required, operation };
      // Something else may have a member that is called so, but a command that is missed would be worse.
      if (command || name.endsWith("Command")) this.addDirect(command ?? { client: "?", operation });
      return;
    }
    const isWholeClient = /^[A-Z]\w*(?<!Client|Exception|Error)$/.test(name) || name.startsWith("waitUntil");
    if (required !== undefined && isWholeClient) this.add({ client: required, operation: "*" });
    const client = required === undefined ? this.classes.wholeClient(name) : undefined;
    if (client !== undefined) this.add({ client, operation: "*" });
  }

  private addDirect(command: SdkCommand): void {
    this.direct.add(keyOf(command));
    this.add(command);
  }

  private add(command: SdkCommand): void {
    this.commands.set(keyOf(command), command);
  }

  /** The package that `require("…")`, also inside a wrapper's call, asks for. */
  private requiredPackage(node: Node): string | undefined {
    const found = this.classes.literalsOf(node).find((literal) => SDK_PACKAGE.test(literal));
    return found?.replace(/^@aws-sdk\/(client-)?/, "");
  }

  /** Every client can look for credentials in many places; in Lambda they are in the environment, and it does not. */
  private withoutCredentialChain(): SdkCommand[] {
    return [...this.commands.values()].filter(
      (command) => !CREDENTIAL_CHAIN.has(keyOf(command)) || this.direct.has(keyOf(command)),
    );
  }
}

const CREDENTIAL_CHAIN = new Set([
  "SSO GetRoleCredentials",
  "SSOOIDC CreateToken",
  "Signin CreateOAuth2Token",
  "Signin CreateOAuth2TokenWithIAM",
  "STS AssumeRole",
  "STS AssumeRoleWithWebIdentity",
]);

const keyOf = ({ client, operation }: SdkCommand): string => `${client} ${operation}`;
