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
    const called = [...this.commands.keys()];
    const named = this.pending.flatMap((name) => this.classes.named(name) ?? []).map(keyOf);
    const direct = new Set([...called, ...named]);
    for (let name = this.pending.pop(); name !== undefined; name = this.pending.pop()) {
      for (const definition of this.scopes.definitionsOf(name)) this.visitDefinition(definition);
    }
    return this.result(direct);
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
      const known =
        required === undefined ? this.classes.byOperation(operation) : { client: required, operation };
      // Something else may have a member that is called so, but a command that is missed would be worse.
      if (known || name.endsWith("Command")) this.add(known ?? { client: "?", operation });
      return;
    };
    const isWholeClient = /^[A-Z]\w*(?<!Client|Exception|Error)$/.test(name) || name.startsWith("waitUntil");
    if (required !== undefined && isWholeClient) this.add({ client: required, operation: "*" });
    const client = required === undefined ? this.classes.wholeClient(name) : undefined;
    if (client !== undefined) this.add({ client, operation: "*" });
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
      if (CREDENTIAL_CHAIN.has(keyOf(command))) return direct.has(keyOf(command));
      // What a whole client brings along says nothing more.
      return (
        command.operation === "*" || direct.has(keyOf(command)) || !this.commands.has(`${command.client} *`)
      );
    });
  }
}

/** Every client can look for credentials in many places; in Lambda they are in the environment, and it does not. */
const CREDENTIAL_CHAIN = new Set([
  "SSO GetRoleCredentials",
  "SSOOIDC CreateToken",
  "Signin CreateOAuth2Token",
  "Signin CreateOAuth2TokenWithIAM",
  "STS AssumeRole",
  "STS AssumeRoleWithWebIdentity",
]);

const keyOf = ({ client, operation }: SdkCommand): string => `${client} ${operation}`;
