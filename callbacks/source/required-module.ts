import type * as ts from "typescript";
import type { ParsedSource } from "./parsed-source";

/** The module of `require("x")`, alone or inside a compiler's interop call such as `__importStar(require("x"))`. */
export function requiredModule(ts: ParsedSource["ts"], call: ts.Expression): string | undefined {
  if (!ts.isCallExpression(call) || !ts.isIdentifier(call.expression)) return undefined;
  const [argument] = call.arguments;
  if (!argument) return undefined;
  if (call.expression.text === "require") return ts.isStringLiteralLike(argument) ? argument.text : undefined;
  return /^__(importStar|importDefault|toESM)$/.test(call.expression.text)
    ? requiredModule(ts, argument)
    : undefined;
}
