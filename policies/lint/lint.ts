import type { SourcePlace, StatementNotes } from "../document-notes";
import { loadPolicy, type LoadedPolicy, type LoadOptions } from "../evaluate/load-policy";
import type { PolicyDocument } from "../policy-document";
import { PolicyError } from "../policy-error";
import { withoutAccepted } from "./accepted-warnings";
import { checkAbsentKeys, checkAbsentKeysInDeny } from "./check-absent-keys";
import { checkActions, checkWildcardPermissions } from "./check-actions";
import { checkArnParts, checkPartitions, checkShortArns } from "./check-arns";
import { checkConditionKeys, checkOperators } from "./check-condition-keys";
import { checkEverything } from "./check-everything";
import { checkCharacters, checkEmpty, checkSids, checkSize } from "./check-limits";
import { checkLockOut } from "./check-lock-out";
import { checkNegatedGrants } from "./check-negated-grants";
import { checkRepeatedGrants, checkShadowed } from "./check-overlaps";
import { checkPassRole } from "./check-pass-role";
import { checkPublicGrant, checkServicePrincipals } from "./check-public-grant";
import { checkResourceTypes } from "./check-resource-types";
import { checkSecondResource } from "./check-second-resource";
import { checkCrossAccountTrust, checkFederatedTrust, checkTrustActions } from "./check-trust";
import { checkAddresses, checkRepeatedTests, checkWildcards } from "./check-values";
import { checkUnsetVariables, checkVariables } from "./check-variables";
import { error, type Check, type DocumentCheck, type Finding, type Surroundings } from "./finding";
import { readStatements } from "./read-statements";

export interface LintOptions extends LoadOptions, Surroundings {
  /**
   * By statement, what its builder knows beside the JSON: reasons, accepted warnings, where it was written. Without
   * this option the document is taken for JSON, which has no place for reasons: a missing one is only a warning there.
   */
  readonly notes?: readonly StatementNotes[];
}

const CHECKS: readonly Check[] = [
  checkActions,
  checkResourceTypes,
  checkShortArns,
  checkArnParts,
  checkPartitions,
  checkEverything,
  checkWildcardPermissions,
  checkPassRole,
  checkAbsentKeys,
  checkAbsentKeysInDeny,
  checkConditionKeys,
  checkOperators,
  checkNegatedGrants,
  checkPublicGrant,
  checkServicePrincipals,
  checkTrustActions,
  checkFederatedTrust,
  checkCrossAccountTrust,
  checkVariables,
  checkUnsetVariables,
  checkWildcards,
  checkAddresses,
  checkRepeatedTests,
  checkLockOut,
];

const DOCUMENT_CHECKS: readonly DocumentCheck[] = [checkSecondResource, checkShadowed, checkRepeatedGrants];

/**
 * Everything in a document that AWS would refuse or that does not do what it seems to. A malformed document is a
 * finding, too.
 *
 * @throws PolicyError only for the option `deployer`, where it is no principal
 */
export function lint(document: PolicyDocument | string, options: LintOptions = {}): Finding[] {
  const { notes } = options;
  let policy: LoadedPolicy;
  try {
    policy = loadPolicy(document, { ...(notes && { sources: notes.map((own) => own.source) }), ...options });
  } catch (failure) {
    // Stryker disable next-line ConditionalExpression: any other error would be a mistake in this code
    if (!(failure instanceof PolicyError)) throw failure;
    const statement = findStatement(failure.message);
    const source = findSource(statement, options);
    return [
      {
        ...error("malformed", failure.message),
        ...(statement !== undefined && { statement }),
        ...(source && { source }),
      },
    ];
  }
  const findings = findAll(policy, options);
  return (notes ? withoutAccepted(findings, notes) : findings).map((finding) => withPlace(finding, options));
}

function findAll(policy: LoadedPolicy, options: LintOptions): Finding[] {
  const { document, kind } = policy;
  const statements = readStatements(policy, options.notes);
  const context = { ...options, statements };
  return [
    ...checkEmpty(statements),
    ...checkSize(document, kind, options),
    ...checkSids(document, kind),
    ...checkCharacters(document),
    ...statements.flatMap((linted, statement) =>
      CHECKS.flatMap((check) => check(linted, context)).map((remark) => ({ ...remark, statement })),
    ),
    ...DOCUMENT_CHECKS.flatMap((check) => check(context)),
  ];
}

/** The message of a document that could not be loaded has the path inside it. */
function findStatement(message: string): number | undefined {
  const index = /: Statement\[(\d+)\]/.exec(message)?.[1];
  return index === undefined ? undefined : Number(index);
}

function findSource(
  statement: number | undefined,
  { notes, source, sources }: LintOptions,
): SourcePlace | undefined {
  // Stryker disable next-line ConditionalExpression: no list has anything at undefined either
  if (statement === undefined) return source;
  return notes?.[statement]?.source ?? sources?.[statement] ?? source;
}

function withPlace(finding: Finding, options: LintOptions): Finding {
  const { statement, message } = finding;
  const { name } = options;
  const source = findSource(statement, options);
  const document = name === undefined ? "Policy" : `Policy ${JSON.stringify(name)}`;
  const place = `${document}${formatSource(source)}${statement === undefined ? "" : ` Statement[${statement}]`}`;
  return { ...finding, message: `${place}: ${message}`, ...(source && { source }) };
}

const formatSource = (source: SourcePlace | undefined): string =>
  source === undefined ? "" : ` (${source.file}:${source.line})`;
