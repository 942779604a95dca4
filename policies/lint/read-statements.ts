import type { StatementNotes } from "../document-notes";
import { parseOperator } from "../evaluate/condition";
import type { LoadedPolicy } from "../evaluate/load-policy";
import { toList, type PolicyStatement } from "../policy-document";
import type { LintedCondition, LintedStatement } from "./finding";

/** The statements of a document that could be loaded, with their elements as lists. */
export function readStatements(
  { kind, document, statements }: LoadedPolicy,
  notes: readonly StatementNotes[] | undefined,
): LintedStatement[] {
  return toList(document.Statement).map((written, index) => ({
    kind,
    effect: written.Effect,
    written,
    compiled: statements[index]!,
    actions: toList(written.Action ?? written.NotAction),
    resources: toList(written.Resource ?? written.NotResource),
    principals: listPrincipals(written),
    conditions: listConditions(written),
    takesVariables: document.Version === "2012-10-17",
    notes: notes && (notes[index] ?? {}),
  }));
}

function listPrincipals({ Principal = {} }: PolicyStatement): LintedStatement["principals"] {
  if (Principal === "*") return [{ type: "AWS", name: "*" }];
  return Object.entries(Principal).flatMap(([type, names]) => toList(names).map((name) => ({ type, name })));
}

function listConditions({ Condition = {} }: PolicyStatement): LintedCondition[] {
  return Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({
      operator,
      name: parseOperator(operator)!,
      key,
      values: toList(values).map(String),
    })),
  );
}
