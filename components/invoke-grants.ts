import { ConfigError } from "./config-error";
import { arnPath, covers, coversWithSlash, prefers, sharesOnlyOwn, type Segment } from "./path-pattern";

/** What the grants need to know of a route. */
export interface GrantedRoute {
  readonly key: string;
  readonly method: string;
  readonly segments: readonly Segment[];
}

/** `METHOD/path` patterns, relative to a stage. */
export interface Grants {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

/**
 * The ARN patterns that grant exactly these routes. `GET /pets/{petId}` is granted as `GET/pets/*`, and IAM's `*` crosses
 * `/`: a route that such a pattern covers and the principal lacks gets an explicit Deny, with and without the trailing slash
 * that API Gateway ignores when it matches a path.
 * @throws ConfigError when no pattern can tell two routes apart.
 */
export function invokeGrants(granted: readonly GrantedRoute[], lacking: readonly GrantedRoute[]): Grants {
  const deny = lacking.filter((route) => granted.some((grant) => reaches(grant, route)));
  for (const route of deny) assertDeniable(route, granted);
  return {
    allow: granted.map(patternOf),
    deny: deny.flatMap((route) => [patternOf(route), `${patternOf(route)}/`]),
  };
}

const patternOf = ({ method, segments }: GrantedRoute): string => `${method}/${arnPath(segments)}`;

/** Whether a granted pattern also covers requests that API Gateway routes to the other route. */
function reaches(grant: GrantedRoute, route: GrantedRoute): boolean {
  return (
    grant.method === route.method &&
    (coversWithSlash(arnPath(grant.segments), route.segments) || meetsAnother(grant, route))
  );
}

function assertDeniable(route: GrantedRoute, granted: readonly GrantedRoute[]): void {
  // A Deny that also hits the trailing-slash form of a granted path is taken: clients send the path without it.
  const hit = granted.find((grant) => grant.method === route.method && meetsAnother(route, grant));
  if (!hit) return;
  throw new ConfigError(
    `${hit.key} cannot be granted without ${route.key}: an IAM pattern that denies the second also denies requests for the first. ` +
      "Change one of the paths, or grant both to the same roles",
  );
}

/** Whether a route's pattern covers requests that API Gateway gives to another route and not to the route itself. */
function meetsAnother(route: GrantedRoute, other: GrantedRoute): boolean {
  if (!covers(arnPath(route.segments), other.segments)) return false;
  return !(sharesOnlyOwn(route.segments, other.segments) && prefers(route.segments, other.segments));
}
