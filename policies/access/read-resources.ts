import type { AccessModel, PrincipalUse } from "./access-model";
import { readAccessResources } from "./read-resource-policies";
import type { ReadCode } from "./read-functions";
import { readFunctions } from "./read-functions";
import { compareTexts } from "./compare-texts";
import { readPrincipals } from "./read-principals";
import { readRoutes } from "./read-routes";
import type { Properties, ResourceRecord } from "./resource-record";
import { property, textOf } from "./resource-record";
import { stableNames } from "./stable-names";

export type { ResourceRecord } from "./resource-record";

export interface ReadOptions {
  /** Finds the commands of the AWS SDK in a function's code. @default they are unknown */
  readonly readCode?: ReadCode;
}

const POOL_ROLES = "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment";
const FUNCTION = "aws:lambda/function:Function";
const GATEWAY_ACCOUNT = "aws:apigateway/account:Account";

/**
 * The access model of what a program registered. The order of the records does not matter.
 *
 * @throws PolicyError for an IAM resource type, API or reference that it cannot read: a report that silently left
 *   something out would look safer than the deployment is
 */
export function readResources(records: readonly ResourceRecord[], options: ReadOptions = {}): AccessModel {
  const readCode = options.readCode ?? (() => ({ unknownBecause: "its code was not looked at" }));
  const routes = readRoutes(records);
  const uses = [...readUses(records), ...integrationUses(routes)];
  const usesOf = (arn: string): readonly PrincipalUse[] =>
    uses
      .filter((use) => use.roleArn === arn)
      .map(({ kind, of }) => ({ kind, of }))
      .sort((left, right) => compareTexts(left.of, right.of));
  return {
    principals: sorted(readPrincipals(records, usesOf)),
    resources: sorted(readAccessResources(records)),
    functions: sorted(readFunctions(records, readCode)),
    routes: [...routes].sort((left, right) => compareTexts(routeKey(left), routeKey(right))),
    names: stableNames(records),
  };
}

interface RoleUse extends PrincipalUse {
  readonly roleArn: string;
}

function readUses(records: readonly ResourceRecord[]): RoleUse[] {
  return records.flatMap((record): RoleUse[] => {
    if (record.type === FUNCTION) return use("function", record.name, textOf(record, "role"));
    if (record.type === GATEWAY_ACCOUNT)
      return use("gateway-logs", record.name, textOf(record, "cloudwatchRoleArn"));
    if (record.type !== POOL_ROLES) return [];
    const roles = (property(record, "roles") ?? {}) as Properties;
    const mapped = mappedRoles(property(record, "roleMappings"));
    return [
      ...use("signed-in", record.name, roles.authenticated),
      ...use("guest", record.name, roles.unauthenticated),
      ...mapped.flatMap((arn) => use("signed-in", record.name, arn)),
    ];
  });
}

function use(kind: PrincipalUse["kind"], of: string, roleArn: unknown): RoleUse[] {
  return typeof roleArn === "string" && roleArn !== "" ? [{ kind, of, roleArn }] : [];
}

/** Rules of an identity pool give some people a role of their own. */
function mappedRoles(mappings: unknown): readonly unknown[] {
  return ((mappings ?? []) as readonly Properties[]).flatMap((mapping) =>
    ((mapping.mappingRules ?? []) as readonly Properties[]).map(({ roleArn }) => roleArn),
  );
}

function integrationUses(routes: AccessModel["routes"]): RoleUse[] {
  const uses = routes.flatMap(({ api, integration: { credentials } }): RoleUse[] =>
    typeof credentials === "string" ? [] : use("integration", api, credentials.roleArn),
  );
  return uses.filter(
    (one, index) => uses.findIndex(({ roleArn, of }) => roleArn === one.roleArn && of === one.of) === index,
  );
}

const sorted = <T extends { readonly name: string; readonly arn: string }>(items: readonly T[]): T[] =>
  [...items].sort((left, right) => compareTexts(left.name, right.name) || compareTexts(left.arn, right.arn));

const routeKey = ({ api, path, method }: AccessModel["routes"][number]): string => `${api} ${path} ${method}`;
