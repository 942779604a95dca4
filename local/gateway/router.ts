import { HTTP_METHODS, type DeclaredMethod, type Method, type Resource } from "./definition";
import type { RouteMatch } from "./exchange";
import { textMap } from "./text-map";

interface TreeNode {
  readonly literals: Map<string, TreeNode>;
  parameter: { readonly name: string; readonly node: TreeNode } | undefined;
  greedy: { readonly name: string; readonly resource: Resource } | undefined;
  resource: Resource | undefined;
}

/**
 * Finds the resource and method for a path. A literal segment beats `{parameter}`, which beats `{greedy+}`; a method beats `ANY`. A
 * resource without the method does not hide a less specific one that has it.
 */
export class Router {
  readonly #root: TreeNode = newNode();

  constructor(resources: readonly Resource[]) {
    for (const resource of resources) this.#add(resource);
  }

  /** The path is compared as sent, undecoded, but for one slash at its end. */
  find(path: string, httpMethod: string): RouteMatch | undefined {
    const text = path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
    const segments = text === "/" ? [] : text.slice(1).split("/");
    return search(this.#root, { httpMethod, segments, depth: 0, values: [] });
  }

  #add(resource: Resource): void {
    let node = this.#root;
    for (const segment of resource.path === "/" ? [] : resource.path.slice(1).split("/")) {
      if (segment.endsWith("+}")) {
        node.greedy = { name: segment.slice(1, -2), resource };
        return;
      }
      node = segment.startsWith("{") ? parameterNode(node, segment.slice(1, -1)) : literalNode(node, segment);
    }
    node.resource = resource;
  }
}

function newNode(): TreeNode {
  return { literals: new Map(), parameter: undefined, greedy: undefined, resource: undefined };
}

function parameterNode(node: TreeNode, name: string): TreeNode {
  node.parameter ??= { name, node: newNode() };
  return node.parameter.node;
}

function literalNode(node: TreeNode, segment: string): TreeNode {
  const known = node.literals.get(segment);
  if (known) return known;
  const added = newNode();
  node.literals.set(segment, added);
  return added;
}

interface Search {
  readonly httpMethod: string;
  readonly segments: readonly string[];
  /** The segment to look at next. */
  readonly depth: number;
  readonly values: readonly (readonly [name: string, value: string])[];
}

function search(node: TreeNode, request: Search): RouteMatch | undefined {
  const { segments, depth } = request;
  const segment = segments[depth];
  if (segment === undefined) return node.resource && matchMethod(node.resource, request);
  const next = { ...request, depth: depth + 1 };
  const literal = node.literals.get(segment);
  const { parameter, greedy } = node;
  return (
    (literal && search(literal, next)) ??
    (parameter && segment !== ""
      ? search(parameter.node, withValue(next, parameter.name, segment))
      : undefined) ??
    (greedy && matchGreedy(greedy, segments.slice(depth).join("/"), request))
  );
}

function matchGreedy(
  greedy: NonNullable<TreeNode["greedy"]>,
  rest: string,
  request: Search,
): RouteMatch | undefined {
  return rest === "" ? undefined : matchMethod(greedy.resource, withValue(request, greedy.name, rest));
}

function withValue(request: Search, name: string, value: string): Search {
  return { ...request, values: [...request.values, [name, value]] };
}

/** What `ANY` stands for. */
const ANY_METHOD: ReadonlySet<string> = new Set(HTTP_METHODS);

function matchMethod(resource: Resource, request: Search): RouteMatch | undefined {
  const method: Method | undefined =
    resource.methods.get(request.httpMethod as DeclaredMethod) ??
    (ANY_METHOD.has(request.httpMethod) ? resource.methods.get("ANY") : undefined);
  if (!method) return undefined;
  const pathParameters = textMap<string>();
  for (const [name, value] of request.values) pathParameters[name] = value;
  return { resource, method, pathParameters };
}
