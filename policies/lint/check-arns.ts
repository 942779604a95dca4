import { findAllCovered } from "./find-actions";
import { error, type LintContext, type LintedStatement, type Remark } from "./finding";
import { findFittingTypes, isShortArn, isStar } from "./resource-types";

/** An ARN that is too short never matches, or matches more than it seems to. */
export function checkShortArns({ resources }: LintedStatement): Remark[] {
  return resources
    .filter((resource) => isShortArn(resource) && !isStar(resource))
    .map((resource) =>
      error(
        "short-arn",
        `${resource} has fewer than six parts: write arn:partition:service:region:account:resource.`,
      ),
    );
}

/** An ARN has the region and the account that its resource type has. */
export function checkArnParts(statement: LintedStatement): Remark[] {
  return statement.resources
    .filter((resource) => !isShortArn(resource))
    .flatMap((resource) => [
      ...checkAccount(resource),
      ...findMissingParts(statement, resource).map((part) =>
        error("arn-part", `${resource} never matches, because its ${part} is missing: write it, or *.`),
      ),
    ]);
}

function checkAccount(resource: string): Remark[] {
  const account = resource.split(":")[4]!;
  if (!/^\d+$/.test(account) || account.length === 12) return [];
  return [error("arn-part", `${resource} never matches: the account ${account} has to have twelve digits.`)];
}

function findMissingParts(statement: LintedStatement, resource: string): string[] {
  const [, , service, region, account] = resource.split(":");
  const shapes = (findAllCovered(statement) ?? []).flatMap((entry) =>
    findFittingTypes(entry, resource).map((type) => entry.service.shapes[type]!.split(":")),
  );
  if (shapes.length === 0) return [];
  const needsRegion = shapes.every(([, shapeRegion]) => shapeRegion !== "");
  // AWS's own documents and parameters in Systems Manager belong to no account.
  const needsAccount = service !== "ssm" && shapes.every(([, , shapeAccount]) => shapeAccount !== "");
  return [
    ...(region === "" && needsRegion ? ["region"] : []),
    ...(account === "" && needsAccount ? ["account"] : []),
  ];
}

/** Each partition of AWS has its own ARNs: in China `arn:aws-cn:…`. */
export function checkPartitions(
  { resources, principals, conditions }: LintedStatement,
  { partition }: LintContext,
): Remark[] {
  if (partition === undefined) return [];
  const texts = [
    ...resources,
    ...principals.map(({ name }) => name),
    ...conditions.flatMap(({ values }) => values),
  ];
  return texts
    .filter((text) => ![undefined, partition].includes(/^arn:([a-z-]+):/.exec(text)?.[1]))
    .map((arn) =>
      error(
        "partition",
        `${arn} is of another partition than the stack, which is in ${partition}: write arn:${partition}:…`,
      ),
    );
}
