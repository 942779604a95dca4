import type * as ts from "typescript";
import { findAssigned, isTarget } from "./assignments";
import { changesIn } from "./changes/changes";
import { declarationOf, exportSpans, isLocal, isNamespaceExport, isTopLevel } from "./declarations";
import { findCallback, type FunctionNode, type FunctionShape } from "./find-callback";
import { findRefusal, type RefusalOptions } from "./find-refusal";
import type { AnalyzedSource } from "./jsx";
import { momentsOf } from "./moments";
import { parseSource, type BoundIdentifier, type ParsedSource } from "./parsed-source";
import { usesOf } from "./uses/property-uses";
import { requiredModule } from "./required-module";
import { declaredBy, isInside, scopeOf } from "./scopes";
import type {
  CallbackCode,
  Change,
  Code,
  Declaration,
  Name,
  Occurrence,
  Reference,
  SourceAnalysis,
  Span,
  Use,
} from "./source-analysis";
import { ValueFlow } from "./uses/value-flow";

/** What a node needs to become {@link Code}. */
export interface CodeRequest extends RefusalOptions {
  readonly node: ts.Node;
  readonly start: number;
  readonly blanks?: readonly Span[];
}

const parsedSources = new Map<string, ParsedSource>();

/**
 * Analyses the function at a position, and everything in the same file that it reaches. A pure function of its arguments.
 * Returns `undefined` when the position holds no function of that shape.
 */
export function analyzeSource(
  source: AnalyzedSource,
  at: { readonly line: number; readonly column: number },
  shape: FunctionShape,
): SourceAnalysis | undefined {
  const key = `${source.hash}${source.file.endsWith("x") ? "x" : ""}${JSON.stringify(source.jsx)}`;
  let parsed = parsedSources.get(key);
  if (!parsed) parsedSources.set(key, (parsed = parseSource(source.file, source.text, source.jsx)));
  const callback = findCallback(parsed, at, shape);
  return callback && new Analysis(parsed, callback).run();
}

class Analysis {
  private readonly names: Name[] = [];
  private readonly declarations: (Declaration | undefined)[] = [];
  private readonly nameOf = new Map<ts.Declaration, number>();
  private readonly declarationIndex = new Map<ts.Node, number>();
  private readonly changes: Change[] = [];
  private readonly pending: (() => void)[] = [];
  private readonly assigned: ReadonlySet<ts.Declaration>;
  readonly parsed: ParsedSource;
  private readonly callback: FunctionNode;
  readonly flow: ValueFlow;

  constructor(parsed: ParsedSource, callback: FunctionNode) {
    this.parsed = parsed;
    this.callback = callback;
    this.flow = new ValueFlow(parsed, callback);
    this.assigned = findAssigned(parsed);
  }

  run(): SourceAnalysis {
    const callback = this.callbackCode();
    this.addChanges(undefined);
    for (let next = this.pending.shift(); next; next = this.pending.shift()) next();
    return {
      isStrict: this.isStrict(),
      callback,
      names: this.names,
      declarations: this.declarations as Declaration[],
      changes: this.changes.sort((a, b) => a.code.start - b.code.start),
      bareImports: this.bareImports(),
      jsxPragmas: this.parsed.jsxPragmas,
    };
  }

  private callbackCode(): CallbackCode {
    const { ts, file } = this.parsed;
    const node = this.callback;
    const line = this.parsed.lineOf(node.getStart(file));
    const modifiers = (ts.canHaveModifiers(node) && ts.getModifiers(node)) || [];
    const isAsync = modifiers.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword);
    const isGenerator = "asteriskToken" in node && node.asteriskToken !== undefined;
    const isMember = !(
      ts.isArrowFunction(node) ||
      ts.isFunctionExpression(node) ||
      ts.isFunctionDeclaration(node)
    );
    const options = { node, topLevel: false, bindsOutside: isMember || ts.isArrowFunction(node) };
    if (isMember) {
      // A method becomes a method again, without the object or class around it.
      const code = this.code({ ...options, start: node.name?.getEnd() ?? node.getStart(file) });
      return {
        code,
        head: `({ ${isAsync ? "async " : ""}${isGenerator ? "*" : ""}callback`,
        tail: " }).callback",
        line,
      };
    }
    const code = this.code({
      ...options,
      start: node.getStart(file),
      blanks: exportSpans(this.parsed, node),
    });
    return { code, head: "(", tail: ")", line };
  }

  /** The free names of a node, and those it declares itself. */
  readonly code = ({ node, start, blanks = [], ...refusalOptions }: CodeRequest): Code => {
    const end = node.getEnd();
    const ownDeclarations = new Set(declaredBy(this.parsed, node));
    const groups = new Map<ts.Declaration, BoundIdentifier[]>();
    const globals = new Set<string>();
    for (const identifier of identifiersBetween(this.parsed, start, end)) {
      const { declaration } = identifier;
      if (!declaration) globals.add(identifier.node.text);
      else if (ownDeclarations.has(declaration) || !isInside(declaration, node)) {
        const group = groups.get(declaration);
        if (group) group.push(identifier);
        else groups.set(declaration, [identifier]);
      }
    }
    const own: { name: number; occurrences: Occurrence[] }[] = [];
    const references: Reference[] = [];
    for (const [declaration, identifiers] of groups) {
      const occurrences = identifiers
        .filter(({ isImplied }) => !isImplied)
        .map(({ start, shorthand }) => ({ start, shorthand }));
      if (ownDeclarations.has(declaration)) {
        // Only the callback itself may have no name that others know it by.
        if (node !== this.callback) own.push({ name: this.name(declaration), occurrences });
      } else
        references.push({
          name: this.name(declaration),
          uses: mergeUses(identifiers.flatMap(({ node }) => usesOf(this, node))),
          occurrences,
          ...momentsOf(this.parsed, identifiers, node),
        });
    }
    const implied = [...groups]
      .filter(([, identifiers]) => identifiers.some(({ isImplied }) => isImplied))
      .map(([declaration]) => this.name(declaration));
    const refusal = findRefusal(this.parsed, node, refusalOptions);
    return {
      start,
      end,
      references,
      own,
      implied,
      globals: [...globals],
      blanks,
      ...(refusal && { refusal }),
    };
  };

  private name(declaration: ts.Declaration): number {
    const known = this.nameOf.get(declaration);
    if (known !== undefined) return known;
    const index = this.names.length;
    this.nameOf.set(declaration, index);
    const { ts } = this.parsed;
    const owner = ownerOf(ts, declaration);
    this.names.push({
      text: nameText(ts, declaration),
      declaration: this.declaration(owner),
      topLevel: isTopLevel(ts, declaration),
      isShadowed: this.isShadowed(declaration),
      assigned: this.assigned.has(declaration),
      assignedLater: this.isAssignedLater(declaration),
      isNamespaceExport: isNamespaceExport(ts, declaration),
    });
    this.pending.push(() => this.addChanges(declaration, index));
    return index;
  }

  private addChanges(declaration: ts.Declaration | undefined, name?: number): void {
    const { ts, file, lineOf } = this.parsed;
    for (const change of changesIn(this.parsed)) {
      const { statement, declares, global, through, isCertain, isCarried = false } = change;
      if (change.declaration !== declaration) continue;
      const start = statement.getStart(file);
      const isAround = isInside(this.callback, statement);
      // A mere use is no change where the callback itself is written in it: `api.get("/pets", async () => …)`.
      if (isAround && !isCertain && !declares) continue;
      this.changes.push({
        ...(name !== undefined && { name }),
        ...(global !== undefined && { global }),
        ...(through !== undefined && { through }),
        ...(declares && { declares: this.name(declares) }),
        code: this.code({ node: statement, start, topLevel: false, bindsOutside: true }),
        isCertain,
        isCarried,
        isLocal: isLocal(ts, statement),
        line: lineOf(start),
      });
    }
  }

  private isAssignedLater(declaration: ts.Declaration): boolean {
    const { ts, byDeclaration } = this.parsed;
    const end = this.callback.getEnd();
    return (byDeclaration.get(declaration) ?? []).some(
      ({ node, start }) => start > end && isTarget(ts, node) && !isLocal(ts, node),
    );
  }

  private isShadowed(declaration: ts.Declaration): boolean {
    const { ts, byDeclaration } = this.parsed;
    const text = nameText(ts, declaration);
    const scope = scopeOf(ts, declaration);
    for (const other of byDeclaration.keys()) {
      if (other === declaration || nameText(ts, other) !== text) continue;
      const inner = scopeOf(ts, other);
      if (inner !== scope && isInside(inner, scope) && isInside(this.callback, inner)) return true;
    }
    return false;
  }

  private declaration(owner: ts.Node): number {
    const known = this.declarationIndex.get(owner);
    if (known !== undefined) return known;
    const index = this.declarations.push(undefined) - 1;
    this.declarationIndex.set(owner, index);
    this.pending.push(
      () =>
        (this.declarations[index] = declarationOf(this.parsed, owner, {
          code: this.code,
          callback: this.callback,
        })),
    );
    return index;
  }

  private isStrict(): boolean {
    const { ts, file } = this.parsed;
    if (ts.isExternalModule(file)) return true;
    const [first] = file.statements;
    return (
      first !== undefined &&
      ts.isExpressionStatement(first) &&
      ts.isStringLiteral(first.expression) &&
      first.expression.text === "use strict"
    );
  }

  /** `import "./x"`, and what a compiler makes of it. */
  private bareImports(): SourceAnalysis["bareImports"] {
    const { ts, file } = this.parsed;
    return file.statements.flatMap((statement) => {
      const start = statement.getStart(file);
      if (ts.isExpressionStatement(statement)) {
        const from = requiredModule(ts, statement.expression);
        return from === undefined ? [] : [{ start, from, attributes: "" }];
      }
      if (!ts.isImportDeclaration(statement) || statement.importClause) return [];
      const { moduleSpecifier, attributes } = statement;
      return ts.isStringLiteral(moduleSpecifier)
        ? [{ start, from: moduleSpecifier.text, attributes: attributes?.getText(file) ?? "" }]
        : [];
    });
  }
}

/** The declaration that is kept or dropped as one: a pattern's names go together. */
function ownerOf(ts: ParsedSource["ts"], declaration: ts.Declaration): ts.Node {
  let node: ts.Node = declaration;
  while (ts.isBindingElement(node)) node = node.parent.parent;
  return node;
}

function nameText(ts: ParsedSource["ts"], declaration: ts.Declaration): string {
  const { name } = declaration as ts.NamedDeclaration;
  if (name && ts.isIdentifier(name)) return name.text;
  return ts.isSourceFile(declaration) ? "exports" : "default";
}

function identifiersBetween(
  { identifiers }: ParsedSource,
  start: number,
  end: number,
): readonly BoundIdentifier[] {
  return identifiers.filter((identifier) => identifier.start >= start && identifier.start < end);
}

function mergeUses(uses: readonly Use[]): Use[] {
  const seen = new Map<string, Use>();
  for (const use of uses) {
    const key = JSON.stringify([use.path, use.as, use.further]);
    if (!seen.has(key)) seen.set(key, use);
  }
  return [...seen.values()];
}
