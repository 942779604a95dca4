import { loadPolicy } from "../policies";
import type { AccessModel, AccessResource, NamedDocument } from "../policies/access/access-model";
import type { LoadedPolicy } from "../policies/evaluate/load-policy";
import { findFittingTypes } from "../policies/lint/resource-types";
import type { Action } from "./action";
import { findArn, type NamedArn } from "./find-named";
import { findInvokedRoute, findRoute, isRoute, policyOfRoute, type FoundRoute } from "./find-route";
import { loadDocument } from "./load-document";
import { MisuseError } from "./misuse-error";
import type { Named } from "./subject";

/** What a request is made to, with the policy that stands on its side. */
export interface Target {
  readonly arn: string;
  /** Undefined where the program does not make the resource, so that nobody knows its policy here. */
  readonly policy: LoadedPolicy | "none" | undefined;
  /** True for what the program makes: it belongs to the program's account. */
  readonly isOwn: boolean;
}

const ASSUMES_A_ROLE = /^sts:(assumerole|tagsession|setsourceidentity)/i;
const INVOKES_AN_API = /^execute-api:/i;

/** @throws MisuseError for what the program does not make, unless it is given by its ARN */
export function findTarget(model: AccessModel, named: Named, action: Action): Target {
  if (named === "*") return { arn: "*", policy: "none", isOwn: false };
  if (typeof named === "string" && isRoute(named)) return ofRoute(model, findRoute(model, named));
  const arn = findTargetArn(model, named, (one) => findFittingTypes(action.covered, one.arn).length > 0);
  if (ASSUMES_A_ROLE.test(action.name)) return ofRole(model, arn);
  const route = INVOKES_AN_API.test(action.name) ? findInvokedRoute(model, arn) : undefined;
  if (route !== undefined) return ofRoute(model, route);
  const resource = findResource(model, arn);
  if (resource === undefined) return { arn, policy: undefined, isOwn: false };
  return { arn, policy: policyOf(resource), isOwn: true };
}

/** Every policy of a resource that may let somebody do this, each with `*` as what the request is made to. */
export function listTargets(model: AccessModel, action: Action): readonly Target[] {
  const nowhere: Target = { arn: "*", policy: "none", isOwn: false };
  const documents = ASSUMES_A_ROLE.test(action.name)
    ? model.principals.map(({ trust }) => loadOptional(trust, "trust"))
    : model.resources.map(({ policy }) => loadOptional(policy, "resource"));
  const open = INVOKES_AN_API.test(action.name)
    ? model.routes
        .filter(({ authorization }) => authorization === "NONE")
        .flatMap((route) => route.arns.map((arn) => ofRoute(model, { route, arn }).policy))
    : [];
  const policies = [...documents, ...open].filter((policy) => policy !== undefined);
  return [nowhere, ...policies.map((policy) => ({ ...nowhere, policy }))];
}

/**
 * @param fits tells apart resources that share a logical name, as a function and its role often do
 * @throws MisuseError as `findTarget` does
 */
export function findTargetArn(
  model: AccessModel,
  named: Named,
  fits: (resource: NamedArn) => boolean = () => true,
): string {
  if (typeof named === "string" && (named === "*" || named.startsWith("arn:"))) return named;
  const all = listResources(model);
  const fitting = all.filter((one) => one.name === named && fits(one));
  return findArn(named, fitting.length > 0 ? fitting : all, "resource");
}

/** Roles and users are resources too: to pass, to assume, to edit. */
function listResources({ resources, principals }: AccessModel): NamedArn[] {
  return [...resources, ...principals.map(({ name, arn, kind }) => ({ name, arn, type: iamType(kind) }))];
}

/** Pulumi's type token of a kind of principal. */
export const iamType = (kind: string): string => `aws:iam/${kind}:${kind[0]!.toUpperCase()}${kind.slice(1)}`;

function ofRole({ principals }: AccessModel, arn: string): Target {
  const role = principals.find((principal) => principal.arn === arn);
  if (role === undefined) return { arn, policy: undefined, isOwn: false };
  const policy = loadOptional(role.trust, "trust");
  if (policy === undefined) throw new MisuseError(`the trust policy of ${arn} is not in the program`);
  return { arn, policy, isOwn: true };
}

function ofRoute({ resources }: AccessModel, found: FoundRoute): Target {
  const api = resources.find((one) => one.arn === found.route.apiArn);
  return {
    arn: found.arn,
    policy: policyOfRoute(found, loadOptional(api?.policy, "resource")),
    isOwn: true,
  };
}

/** The resource itself, or the one that it is a part of: an index of a table, an object in a bucket, a method of an API. */
function findResource({ resources }: AccessModel, arn: string): AccessResource | undefined {
  const fitting = resources.filter(
    (one) => arn === one.arn || arn.startsWith(`${one.arn}/`) || arn.startsWith(`${one.arn}:`),
  );
  // What brings a policy for another resource, such as a TopicPolicy, may have that one's ARN too.
  const rank = (one: AccessResource): number => 2 * one.arn.length + (one.policy === undefined ? 0 : 1);
  return fitting.sort((left, right) => rank(right) - rank(left))[0];
}

function policyOf({ type, arn, policy }: AccessResource): LoadedPolicy | "none" {
  return loadOptional(policy, "resource") ?? (type === "aws:kms/key:Key" ? defaultKeyPolicy(arn) : "none");
}

/** What AWS gives a key that is made without a policy: its own account's identity policies decide. */
function defaultKeyPolicy(arn: string): LoadedPolicy {
  const account = arn.split(":")[4]!;
  return loadPolicy(
    {
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Principal: { AWS: account }, Action: "kms:*", Resource: "*" },
    },
    { kind: "resource", name: "default key policy" },
  );
}

const loadOptional = (
  document: NamedDocument | undefined,
  kind: "resource" | "trust",
): LoadedPolicy | undefined => document && loadDocument(document.text, { name: document.name, kind });
