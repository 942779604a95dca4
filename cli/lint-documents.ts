import type { DeployedResource } from "../local/deployment";
import { permissionStatement } from "../policies/access/read-resource-policies";
import type { LintOptions } from "../policies";

/** A policy document that a program registers with a resource. */
export interface StackDocument extends Pick<LintOptions, "kind" | "storedAs"> {
  readonly resource: DeployedResource;
  /** The input that holds it, for example `assumeRolePolicy`. */
  readonly property: string;
  /** JSON, exactly as registered. */
  readonly text: string;
}

type Use = Pick<StackDocument, "kind" | "storedAs">;

const MANAGED_POLICY = "aws:iam/policy:Policy";
const REST_API = "aws:apigateway/restApi:RestApi";

/** What IAM and Organizations do with a document, by resource type and input. */
const USES: Readonly<Record<string, Readonly<Record<string, Use>>>> = {
  "aws:iam/role:Role": { assumeRolePolicy: { kind: "trust" } },
  "aws:iam/rolePolicy:RolePolicy": { policy: { kind: "identity", storedAs: "role" } },
  "aws:iam/userPolicy:UserPolicy": { policy: { kind: "identity", storedAs: "user" } },
  "aws:iam/groupPolicy:GroupPolicy": { policy: { kind: "identity", storedAs: "group" } },
  [MANAGED_POLICY]: { policy: { kind: "identity", storedAs: "managed" } },
  "aws:ec2/vpcEndpoint:VpcEndpoint": { policy: { kind: "endpoint" } },
  "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy": { policyDocument: { kind: "endpoint" } },
  "aws:organizations/policy:Policy": { content: { kind: "serviceControl" } },
};

/** Every policy document among the resources, in the order of registration. */
export function findStackDocuments(resources: readonly DeployedResource[]): StackDocument[] {
  const boundaries = new Set(resources.flatMap(({ inputs }) => inputs["permissionsBoundary"] ?? []));
  return resources.flatMap((resource) => [
    ...listInputs(resource, boundaries),
    ...listInlinePolicies(resource),
    ...listApiPolicies(resource),
    ...listPermissions(resource),
  ]);
}

function listInputs(resource: DeployedResource, boundaries: ReadonlySet<unknown>): StackDocument[] {
  if (resource.type === REST_API) return [];
  return Object.entries(resource.inputs).flatMap(([property, value]) => {
    const use = USES[resource.type]?.[property];
    if (use === undefined && !/policy$/i.test(property)) return [];
    const text = toDocumentText(value);
    if (text === undefined) return [];
    const isBoundary = resource.type === MANAGED_POLICY && boundaries.has(resource.outputs["arn"]);
    return [{ resource, property, text, ...(isBoundary ? { kind: "boundary" } : (use ?? guessUse(text))) }];
  });
}

/** The JSON text of a policy document; undefined for what is something else, such as the name of a policy. */
function toDocumentText(value: unknown): string | undefined {
  const text = typeof value === "object" && value !== null ? JSON.stringify(value) : value;
  return typeof text === "string" && /^\s*\{/.test(text) && /"Statement"/i.test(text) ? text : undefined;
}

/** Of other services: a document that names principals belongs to a resource, even if it names no Resource. */
const guessUse = (text: string): Use =>
  /"(Not)?Principal"\s*:/.test(text) ? { kind: "resource" } : { kind: "identity" };

function listInlinePolicies(resource: DeployedResource): StackDocument[] {
  const inline = resource.type === "aws:iam/role:Role" ? resource.inputs["inlinePolicies"] : undefined;
  if (!Array.isArray(inline)) return [];
  return inline.flatMap((entry: { readonly policy?: unknown }, index): StackDocument[] => {
    const text = toDocumentText(entry.policy);
    const property = `inlinePolicies[${index}].policy`;
    return text === undefined ? [] : [{ resource, property, text, kind: "identity", storedAs: "role" }];
  });
}

/** API Gateway's policy stands beside the OpenAPI body or in it. */
function listApiPolicies(resource: DeployedResource): StackDocument[] {
  if (resource.type !== REST_API) return [];
  const { policy, body } = resource.inputs;
  const inBody = typeof body === "string" ? readBodyPolicy(body) : undefined;
  return [
    { property: "policy", text: toDocumentText(policy) },
    { property: "body", text: toDocumentText(inBody) },
  ].flatMap(({ property, text }) =>
    text === undefined ? [] : [{ resource, property, text, kind: "resource" as const }],
  );
}

function readBodyPolicy(body: string): unknown {
  try {
    return (JSON.parse(body) as Readonly<Record<string, unknown>>)["x-amazon-apigateway-policy"];
  } catch {
    return undefined; // in YAML, or no body at all: AWS says what is wrong with it
  }
}

/** The statement that Lambda makes of a permission. */
function listPermissions(resource: DeployedResource): StackDocument[] {
  if (resource.type !== "aws:lambda/permission:Permission") return [];
  const fn = String(resource.inputs["function"]);
  const arn = fn.startsWith("arn:") ? fn : `arn:*:lambda:*:*:function:${fn}`;
  const document = { Version: "2012-10-17", Statement: [permissionStatement(resource, arn)] };
  return [{ resource, property: "permission", text: JSON.stringify(document), kind: "resource" }];
}
