import type * as ts from "typescript";
import { isTarget } from "../assignments";
import type { ChangeStatement } from "./changes";
import { isStatement, outermostOf } from "../mentions";
import type { ParsedSource } from "../parsed-source";
import { runsAtOnce } from "./run-at-once";

/** These concern only those who mention them: a program also sets what only its deployment reads. */
const OF_THE_PROCESS = new Set(["process", "globalThis", "global"]);
const BUILT_IN = /^[A-Z]/;

/**
 * The change of a built-in, by a mention of it at the top of the file: `BigInt.prototype.toJSON = …`,
 * `process.env.LEVEL ??= "info"`, `Object.defineProperty(Array.prototype, …)`.
 */
export function globalChangeBy({ ts, file }: ParsedSource, node: ts.Identifier): ChangeStatement[] {
  const isOfProcess = OF_THE_PROCESS.has(node.text);
  if (!isOfProcess && !BUILT_IN.test(node.text)) return [];
  const member = memberOf(ts, node);
  const isChanged =
    isTarget(ts, member) || ts.isDeleteExpression(member.parent) || isDefined(ts, file, member);
  const isEnvironment = node.text !== "process" || /^process\s*\.\s*env\b/.test(member.getText(file));
  if (member === node || !isChanged || !isEnvironment) return [];
  let at: ts.Node = member;
  for (; at.parent !== file; at = at.parent) {
    if (!at.parent || ts.isClassLike(at) || (ts.isFunctionLike(at) && !runsAtOnce(ts, at))) return [];
  }
  if (!ts.isStatement(at) || ts.isVariableStatement(at)) return [];
  const isCertain = ts.isExpressionStatement(at) && !isOfProcess;
  return [{ statement: at, isCertain, ...(isOfProcess && { global: node.text }) }];
}

/** The longest `a.b.c` that begins with the name. */
function memberOf(ts: ParsedSource["ts"], node: ts.Node): ts.Node {
  let member = node;
  for (let whole = outermostOf(ts, node); isAccess(ts, whole.parent, whole); whole = outermostOf(ts, member))
    member = whole.parent;
  return member;
}

const isAccess = (ts: ParsedSource["ts"], node: ts.Node, of: ts.Node): boolean =>
  (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) && node.expression === of;

/** `Object.defineProperty(Array.prototype, …)` */
function isDefined(ts: ParsedSource["ts"], file: ts.SourceFile, member: ts.Node): boolean {
  const call = member.parent;
  return (
    ts.isCallExpression(call) &&
    call.arguments[0] === member &&
    /^(?:Object|Reflect)\.[a-z]/.test(call.expression.getText(file)) &&
    isStatement(ts, call)
  );
}
