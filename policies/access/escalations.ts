import type { AccessModel, AccessPrincipal } from "./access-model";
import { findAssumableRoles } from "./assumable-roles";
import { ESCALATION_PATHS, type EscalationPath } from "./escalation-paths";
import { coversAction, overlapActions } from "./pattern-cover";
import { compareTexts } from "./compare-texts";
import type { AccessStatement, PrincipalStatements } from "./read-statements";
import { isCovered } from "./statement-cover";
import { allowing, describePlace, reaches } from "./statement-scope";

/** A way by which a principal can get more than it is granted. */
export interface Escalation {
  /** Stable: `pass-role-to-lambda`. */
  readonly path: string;
  readonly principal: string;
  /** What it leads to. */
  readonly leadsTo: string;
  /** The statements that together open it. */
  readonly statements: readonly string[];
}

/** Every way up that the grants open. Conditions are named, not weighed: nobody knows what a request will hold. */
export function findEscalations(model: AccessModel, all: readonly PrincipalStatements[]): Escalation[] {
  const byTexts = ({ principal, path, leadsTo }: Escalation): string => `${principal}\n${path}\n${leadsTo}`;
  return all
    .flatMap((one) => [
      ...ESCALATION_PATHS.flatMap((path) => alongPath(one, path, { model, all })),
      ...wildcards(one),
      ...findAssumableRoles(one, all),
    ])
    .sort((left, right) => compareTexts(byTexts(left), byTexts(right)));
}

interface Surroundings {
  readonly model: AccessModel;
  readonly all: readonly PrincipalStatements[];
}

function alongPath(one: PrincipalStatements, path: EscalationPath, around: Surroundings): Escalation[] {
  const passing =
    path.passedTo === undefined
      ? []
      : allowing(one, ["iam:PassRole"]).filter((statement) => canPassTo(statement, path.passedTo!));
  if (path.passedTo !== undefined && passing.length === 0) return [];
  const opened = path.needs.map((actions) =>
    allowing(one, actions).filter(
      ({ resources, exceptResources }) =>
        path.onAnother !== true || exceptResources || !resources.every(isOwnUser),
    ),
  );
  if (opened.some((statements) => statements.length === 0)) return [];
  const roles = path.passedTo === undefined ? [] : rolesReached(passing, around.model);
  const targets =
    path.path === "update-function-code" ? strongerFunctionRoles(one, opened[0]!, around) : roles;
  if (targets === "none") return [];
  const names = targets.map(({ name }) => name);
  return [
    {
      path: path.path,
      principal: one.principal,
      leadsTo: path.leadsTo + (names.length === 0 ? "" : ` (${names.join(", ")})`),
      statements: [...new Set([...passing, ...opened.flat()].map(describePlace))],
    },
  ];
}

/** `iam:PassedToService` names the only services that the role can be passed to. */
function canPassTo({ conditions }: AccessStatement, service: string): boolean {
  return conditions
    .filter(({ key, operator }) => key.toLowerCase() === "iam:passedtoservice" && !/not|null/i.test(operator))
    .every(({ values }) => values.some((value) => overlapActions(value, service)));
}

/** `arn:aws:iam::…:user/${aws:username}`: nobody but the caller. */
const isOwnUser = (resource: string): boolean => /:user\/(.*\/)?\$\{aws:username\}$/.test(resource);

const rolesReached = (
  statements: readonly AccessStatement[],
  { principals }: AccessModel,
): AccessPrincipal[] =>
  principals.filter(
    ({ kind, arn }) => kind === "role" && statements.some((statement) => reaches(statement, arn)),
  );

/**
 * The execution roles that allow what the principal is not allowed itself. `none` when every function that the
 * statements name is known and has a role that is no stronger.
 */
function strongerFunctionRoles(
  one: PrincipalStatements,
  statements: readonly AccessStatement[],
  { model, all }: Surroundings,
): readonly AccessPrincipal[] | "none" {
  const reached = model.functions.filter(({ arn }) =>
    statements.some((statement) => reaches(statement, arn)),
  );
  const stronger = model.principals.filter(
    ({ arn }) =>
      arn !== one.own?.arn &&
      reached.some(({ roleArn }) => roleArn === arn) &&
      !isWeaker(
        all.find(({ own }) => own?.arn === arn)!,
        one,
      ),
  );
  const onlyKnown = statements.every(
    ({ resources, exceptResources }) =>
      !exceptResources && resources.every((resource) => model.functions.some(({ arn }) => arn === resource)),
  );
  return stronger.length === 0 && onlyKnown ? "none" : stronger;
}

function isWeaker(role: PrincipalStatements, than: PrincipalStatements): boolean {
  return role.statements.every(
    (statement) =>
      statement.effect === "Deny" || statement.kind === "trust" || isCovered(statement, than.statements),
  );
}

/** Actions that manage permissions, which no wildcard should reach. */
const MANAGING = [
  "iam:PutRolePolicy",
  "kms:PutKeyPolicy",
  "lambda:AddPermission",
  "s3:PutBucketPolicy",
  "sts:AssumeRole",
  "organizations:AttachPolicy",
];

function wildcards(one: PrincipalStatements): Escalation[] {
  return allowing(one, MANAGING)
    .filter(({ actions, exceptActions }) => exceptActions || actions.some(isManagingWildcard))
    .map((statement) => ({
      path: "wildcard-on-permissions",
      principal: one.principal,
      leadsTo: "actions that manage permissions are granted by a wildcard, those that AWS adds later too",
      statements: [describePlace(statement)],
    }));
}

const isManagingWildcard = (action: string): boolean =>
  /[*?]/.test(action) && MANAGING.some((managing) => coversAction(action, managing));
