import type * as ts from "typescript";
import { outermostOf } from "../mentions";
import type { ParsedSource } from "../parsed-source";
import { isInside } from "../scopes";

/** Where code asks what a variable's value is: `typeof name === "string" ? name : name.get()`. */
export class KindQuestions {
  private readonly parsed: ParsedSource;
  private readonly asking = new Map<ts.Declaration, readonly ts.Node[]>();

  constructor(parsed: ParsedSource) {
    this.parsed = parsed;
  }

  /** Whether it is asked in the same function as the mention. */
  areAskedBeside(mention: ts.Node, declaration: ts.Declaration): boolean {
    let asking = this.asking.get(declaration);
    if (!asking) {
      const mentions = this.parsed.byDeclaration.get(declaration) ?? [];
      asking = mentions.map(({ node }) => node).filter((node) => isAskedAt(this.parsed, node));
      this.asking.set(declaration, asking);
    }
    if (asking.length === 0) return false;
    const around = this.functionAround(mention, declaration);
    return asking.some((node) => isInside(node, around));
  }

  /** The outermost function that does not declare the variable. */
  private functionAround(mention: ts.Node, declaration: ts.Declaration): ts.Node {
    const { ts, file } = this.parsed;
    let around: ts.Node = file;
    for (let node = mention; node && !isInside(declaration, node); node = node.parent)
      if (ts.isFunctionLike(node)) around = node;
    return around;
  }
}

function isAskedAt({ ts, file }: ParsedSource, mention: ts.Node): boolean {
  let node = outermostOf(ts, mention);
  let member: string | undefined;
  while (ts.isPropertyAccessExpression(node.parent) && node.parent.expression === node) {
    member = node.parent.name.text;
    node = outermostOf(ts, node.parent);
  }
  const { parent } = node;
  if (ts.isTypeOfExpression(parent)) return true;
  if (ts.isBinaryExpression(parent)) {
    const { kind } = parent.operatorToken;
    // `"get" in name`, but not `key in tables`.
    const isIn = kind === ts.SyntaxKind.InKeyword && ts.isStringLiteralLike(parent.left);
    return kind === ts.SyntaxKind.InstanceOfKeyword || (isIn && parent.right === node);
  }
  const isCalled = ts.isCallExpression(parent) && parent.expression === node;
  if (member === "get" && !isCalled) return true;
  return (
    ts.isCallExpression(parent) && !isCalled && /(?:^|\.)is[A-Z]\w*$/.test(parent.expression.getText(file))
  );
}
