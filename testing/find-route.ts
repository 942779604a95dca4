import { loadPolicy } from "../policies";
import type { AccessModel, AccessRoute } from "../policies/access/access-model";
import type { LoadedPolicy } from "../policies/evaluate/load-policy";
import { MisuseError } from "./misuse-error";

/** A route, and what is invoked when it is called. */
export interface FoundRoute {
  readonly route: AccessRoute;
  readonly arn: string;
}

/** True for `GET /pets`, which stands for an ARN. */
export const isRoute = (text: string): boolean => /^[A-Z]+ \//.test(text);

/** @throws MisuseError for a route that no stage serves, or several do */
export function findRoute({ routes }: AccessModel, text: string): FoundRoute {
  const [method, path] = text.split(" ", 2) as [string, string];
  const found = routes
    .filter((route) => route.path === path && takes(route, method) && method !== "ANY")
    .flatMap((route) =>
      route.stages.map((stage) => ({ route, arn: `${route.apiArn}/${stage}/${method}${path}` })),
    );
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) {
    const arns = found.map(({ arn }) => arn).join(" and ");
    throw new MisuseError(`${text} is served as ${arns}: give one of these ARNs`);
  }
  const known = routes.map((route) => `${route.method} ${route.path}`).join(", ");
  throw new MisuseError(`no stage serves the route ${text}; there are ${known === "" ? "none" : known}`);
}

/** The route that answers a call of this ARN, as API Gateway matches it: fixed parts of a path before parameters. */
export function findInvokedRoute({ routes }: AccessModel, arn: string): FoundRoute | undefined {
  const fitting = routes.filter((route) => {
    if (!arn.startsWith(`${route.apiArn}/`)) return false;
    const [stage, method, ...segments] = arn.slice(route.apiArn.length + 1).split("/");
    return route.stages.includes(stage!) && takes(route, method!) && matches(route.path, segments);
  });
  const [route] = fitting.sort((left, right) => (rank(left) < rank(right) ? -1 : 1));
  return route && { route, arn };
}

const takes = (route: AccessRoute, method: string): boolean =>
  route.method === "ANY" || route.method === method;

function matches(path: string, segments: readonly string[]): boolean {
  const parts = path.split("/").slice(1);
  const isGreedy = parts.at(-1)?.endsWith("+}") === true;
  if (isGreedy ? segments.length < parts.length : segments.length !== parts.length) return false;
  return parts.every((part, index) => part.startsWith("{") || part === segments[index]);
}

/** What is smaller is matched first: part by part, then a method of its own before any. */
const rank = ({ path, method }: AccessRoute): string =>
  path
    .split("/")
    .map((part) => (part.endsWith("+}") ? "2" : part.startsWith("{") ? "1" : "0"))
    .join("") + (method === "ANY" ? "2" : "0");

/**
 * The policy that stands on the side of an API: without authorization everybody is let in, unless the API's own policy
 * says otherwise.
 *
 * @throws MisuseError for a route whose callers IAM is not asked about
 */
export function policyOfRoute(
  { route, arn }: FoundRoute,
  ofApi: LoadedPolicy | undefined,
): LoadedPolicy | "none" {
  const { method, path, authorization } = route;
  if (authorization === "AWS_IAM") return ofApi ?? "none";
  if (authorization !== "NONE") {
    throw new MisuseError(
      `${method} ${path} is authorized by ${authorization}: IAM is not asked who may call it`,
    );
  }
  if (ofApi !== undefined) return ofApi;
  return loadPolicy(
    {
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: arn },
    },
    { kind: "resource", name: `${method} ${path} (authorization NONE)` },
  );
}
