import type { HttpRequest } from "../http";
import type { StageRoute, StageRoutes } from "./stage-routes";

export type Route =
  /** `path`: what follows the stage, exactly as sent. */
  | ({ readonly type: "api"; readonly path: string } & StageRoute)
  | {
      readonly type:
        | "unknownApi"
        | "sharedStage"
        | "awsService"
        | "awsPreflight"
        | "lambda"
        | "keySet"
        | "access"
        | "unknownLocal"
        | "page";
    };

/** One port for everything: the path decides first. */
export function routeRequest(
  { method, path, query }: Pick<HttpRequest, "method" | "path" | "query">,
  stages: StageRoutes,
): Route {
  if (path === "/") {
    if (method === "OPTIONS") return { type: "awsPreflight" };
    const isService = method === "POST" || (method === "GET" && new URLSearchParams(query).has("Action"));
    return { type: isService ? "awsService" : "page" };
  }
  const [segment, rest] = firstSegment(path);
  if (segment === "2015-03-31") return { type: method === "OPTIONS" ? "awsPreflight" : "lambda" };
  if (segment === "_api") return routeById(rest, stages);
  if (path === "/_access") return { type: "access" };
  if (segment.startsWith("_")) return { type: "unknownLocal" };
  if (path === "/.well-known/jwks_uri") return { type: "keySet" };
  const found = stages.find(segment);
  if (found === undefined) return { type: "page" };
  return found === "shared" ? { type: "sharedStage" } : { type: "api", path: rest, ...found };
}

function routeById(path: string, stages: StageRoutes): Route {
  const [apiId, afterApi] = firstSegment(path);
  const [stageName, rest] = firstSegment(afterApi);
  const found = stages.findInApi(apiId, stageName);
  return found ? { type: "api", path: rest, ...found } : { type: "unknownApi" };
}

/** `/a/b/c` → `a` and `/b/c`. */
function firstSegment(path: string): [segment: string, rest: string] {
  const end = path.indexOf("/", 1);
  return end === -1 ? [path.slice(1), ""] : [path.slice(1, end), path.slice(end)];
}
