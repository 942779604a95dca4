import { createHash } from "node:crypto";
import { HTTP_METHODS, type DeclaredMethod, type Method, type Resource } from "../definition";
import type { DocumentNode } from "./document-node";
import { readOperation, type OperationContext } from "./read-operation";

const OPERATION_KEYS = [
  ...HTTP_METHODS.map((method) => method.toLowerCase() as Lowercase<typeof method>),
  "x-amazon-apigateway-any-method",
] as const;

export interface ResourcesContext extends Omit<OperationContext, "pathParameters"> {
  readonly apiId: string;
}

export function readResources(paths: DocumentNode, context: ResourcesContext): readonly Resource[] {
  const nodes = paths.entries();
  const variables = new Map<string, string>();
  for (const [path, node] of nodes) checkPath(path, node, variables);
  checkUnique(nodes);
  return nodes.map(([path, node]) => ({
    id: resourceId(context.apiId, path),
    path: withoutTrailingSlash(path),
    methods: readMethods(path, node, context),
  }));
}

function readMethods(
  path: string,
  node: DocumentNode,
  context: ResourcesContext,
): ReadonlyMap<DeclaredMethod, Method> {
  const operations = node.members(OPERATION_KEYS, {
    parameters: "Repeat them in each operation.",
    trace: "API Gateway has no TRACE.",
    servers: "Leave it out.",
  });
  const pathParameters = new Set([...path.matchAll(/\{([^}+]+)\+?\}/g)].map((match) => match[1] ?? ""));
  const methods = new Map<DeclaredMethod, Method>();
  for (const key of OPERATION_KEYS) {
    const operation = operations[key];
    if (!operation) continue;
    const name = key === "x-amazon-apigateway-any-method" ? "ANY" : (key.toUpperCase() as DeclaredMethod);
    methods.set(name, readOperation(operation, name, { ...context, pathParameters }));
  }
  if (methods.size === 0) node.fail("has no method.");
  return methods;
}

const SEGMENT = /^(?:[A-Za-z0-9_.,:-]+|\{[A-Za-z0-9_.$-]+\+?\})$/;

/** API Gateway's rules for resources: the characters, one variable per parent, nothing under a greedy one. */
function checkPath(path: string, node: DocumentNode, variables: Map<string, string>): void {
  if (!path.startsWith("/")) return node.fail('the path must begin with "/".');
  if (path === "/") return;
  const segments = withoutTrailingSlash(path).slice(1).split("/");
  const names = new Set<string>();
  segments.forEach((segment, index) => {
    if (!SEGMENT.test(segment))
      node.fail(
        `the segment "${segment}" is not allowed: letters, digits and _ - . , : or a {parameter} that is the whole segment.`,
      );
    if (!segment.startsWith("{")) return;
    if (segment.endsWith("+}") && index < segments.length - 1)
      node.fail(`nothing can come behind the greedy parameter ${segment}.`);
    const parent = segments.slice(0, index).join("/");
    const sibling = variables.get(parent);
    if (sibling !== undefined && sibling !== segment)
      node.fail(
        `A sibling (${sibling}) of this resource already has a variable path part -- only one is allowed. ` +
          `Use the same name as there.`,
      );
    variables.set(parent, segment);
    if (names.has(segment)) node.fail(`the parameter ${segment} comes twice.`);
    names.add(segment);
  });
}

function checkUnique(nodes: readonly (readonly [path: string, node: DocumentNode])[]): void {
  const seen = new Set<string>();
  for (const [path, node] of nodes) {
    const canonical = withoutTrailingSlash(path);
    if (seen.has(canonical)) node.fail("the same resource as another path, but for the slash at its end.");
    seen.add(canonical);
  }
}

function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}

/** Six lower-case letters and digits, ten for the root, as API Gateway's ids are. The same path keeps its id. */
function resourceId(apiId: string, path: string): string {
  const digest = createHash("sha256")
    .update(`${apiId} ${withoutTrailingSlash(path)}`)
    .digest("hex");
  const text = BigInt(`0x${digest}`).toString(36);
  return text.slice(0, path === "/" ? 10 : 6);
}
