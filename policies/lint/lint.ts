import { parseOperator } from "../evaluate/condition";
import { loadPolicy, type LoadedPolicy, type LoadOptions } from "../evaluate/load-policy";
import { toList, type PolicyDocument, type PolicyStatement } from "../policy-document";
import { PolicyError } from "../policy-error";
import { checkAbsentKeys } from "./check-absent-keys";
import { checkActions } from "./check-actions";
import { checkEverything } from "./check-everything";
import { checkCharacters, checkSids, checkSize } from "./check-limits";
import { checkNegatedGrants } from "./check-negated-grants";
import { checkArns, checkRepeatedTests, checkWildcards } from "./check-patterns";
import { checkFederatedTrust, checkPublicGrant } from "./check-principals";
import { checkTrustActions } from "./check-trust";
import { checkVariables } from "./check-variables";
import type { Check, Finding, LintedCondition, LintedStatement } from "./finding";

export interface LintOptions extends LoadOptions {
  /**
   * By statement, why it needs `"Resource": "*"`; undefined where it gives no reason. The typed builder
   * passes them. JSON has no place for reasons, so without this option a missing one is only a warning.
   */
  readonly reasons?: readonly (string | undefined)[];
}

const CHECKS: readonly Check[] = [
  checkActions,
  checkEverything,
  checkAbsentKeys,
  checkNegatedGrants,
  checkPublicGrant,
  checkFederatedTrust,
  checkVariables,
  checkWildcards,
  checkArns,
  checkRepeatedTests,
  checkTrustActions,
];

/**
 * Everything in a document that AWS would refuse or that does not do what it seems to. Never throws: a
 * malformed document is a finding.
 */
export function lint(document: PolicyDocument | string, options: LintOptions = {}): Finding[] {
  let policy: LoadedPolicy;
  try {
    policy = loadPolicy(document, options);
  } catch (failure) {
    if (!(failure instanceof PolicyError)) throw failure;
    return [{ severity: "error", check: "malformed", message: failure.message }];
  }
  const { document: loaded, kind } = policy;
  const ofDocument = [...checkSize(loaded, kind), ...checkSids(loaded, kind), ...checkCharacters(loaded)];
  const ofStatements = toList(loaded.Statement).flatMap((written, statement) => {
    const reason = options.reasons === undefined ? null : options.reasons[statement];
    const linted = toLinted(written, policy, reason);
    return CHECKS.flatMap((check) => check(linted)).map((remark): Finding => ({ ...remark, statement }));
  });
  return [...ofDocument, ...ofStatements].map((finding) => ({
    ...finding,
    message: `${place(finding, options)}: ${finding.message}`,
  }));
}

function toLinted(
  written: PolicyStatement,
  policy: LoadedPolicy,
  reason: LintedStatement["reason"],
): LintedStatement {
  return {
    kind: policy.kind,
    effect: written.Effect,
    written,
    actions: toList(written.Action ?? written.NotAction),
    resources: toList(written.Resource ?? written.NotResource),
    principals: listPrincipals(written),
    conditions: listConditions(written),
    takesVariables: policy.document.Version === "2012-10-17",
    reason,
  };
}

function listPrincipals({ Principal }: PolicyStatement): LintedStatement["principals"] {
  if (Principal === undefined) return [];
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

function place({ statement }: Finding, { name, source }: LintOptions): string {
  const document = name === undefined ? "Policy" : `Policy ${JSON.stringify(name)}`;
  const written = source === undefined ? "" : ` (${source.file}:${source.line})`;
  return `${document}${written}${statement === undefined ? "" : ` Statement[${statement}]`}`;
}
