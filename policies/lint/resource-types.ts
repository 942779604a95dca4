import { findMisfit } from "../arn-shape";
import type { CoveredActions } from "./find-actions";

export const isStar = (resource: string): boolean => /^\*+$/.test(resource);

export const isShortArn = (resource: string): boolean => resource.split(":").length < 6;

const known = new WeakMap<CoveredActions, Map<string, readonly string[]>>();

/** The resource types of the covered actions that an ARN, which may hold wildcards, can be of. */
export function findFittingTypes(entry: CoveredActions, arn: string): readonly string[] {
  const ofEntry = known.get(entry) ?? new Map<string, readonly string[]>();
  known.set(entry, ofEntry);
  const types = ofEntry.get(arn) ?? listFittingTypes(entry, arn);
  ofEntry.set(arn, types);
  return types;
}

function listFittingTypes({ service, facts }: CoveredActions, arn: string): string[] {
  const types = [...new Set(facts.flatMap(({ types: accepted }) => accepted))];
  return types.filter((type) => findMisfit(service.shapes, type, arn) === undefined);
}

/**
 * True if one of the covered actions can be asked for on the resource. An action without resource types is asked for on
 * `*`, which services such as S3 also let `arn:aws:s3:::*` stand for.
 */
export function actsOn(entry: CoveredActions, resource: string): boolean {
  if (isStar(resource) || findFittingTypes(entry, resource).length > 0) return true;
  const [, , service, , , ...rest] = resource.split(":");
  return (
    entry.facts.some(({ acceptsArns }) => !acceptsArns) &&
    service === entry.service.prefix &&
    rest.join(":") === "*"
  );
}
