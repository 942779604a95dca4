import { DeploymentError } from "../deployment";
import type { DeployedResource } from "../deployment";
import type { StateBuilder } from "./state-builder";
import type { RoleDraft } from "./state-drafts";
import { UNKNOWN } from "./wire-values";

export const IAM_PATH = /^\/([\x21-\x7e]{1,510}\/)?$/;
const AWS_MANAGED = /^arn:aws[a-z-]*:iam::aws:policy\//;
const MAX_ATTACHED_POLICIES = 10;
const MAX_INLINE_CHARACTERS = 10_240;

/** A document as IAM keeps it: JSON text. */
export function toPolicyText(document: unknown): unknown {
  return typeof document === "string" || document === undefined ? document : JSON.stringify(document);
}

/** What counts towards IAM's quotas: the document without white space. */
export function minifiedLength(document: unknown): number {
  const text = String(document);
  if (text === UNKNOWN) return 0;
  return text.replace(/"(?:[^"\\]|\\.)*"|\s+/g, (match) => (match.startsWith('"') ? match : "")).length;
}

/** @throws DeploymentError for AWS's own policies, for one that the program does not make, and beyond AWS's quota. */
export function attachPolicy(
  resource: DeployedResource,
  builder: StateBuilder,
  attachment: { role: RoleDraft; arn: string },
): void {
  const { role, arn } = attachment;
  if (AWS_MANAGED.test(arn)) {
    throw new DeploymentError(
      `${arn} is a policy that AWS manages; the local cloud has none of them. Grant what is needed in a policy of your own`,
      resource,
    );
  }
  const policy = builder.managedPolicies.get(arn);
  if (!policy) throw new DeploymentError(`the program makes no policy ${arn}`, resource);
  if (role.attachedArns.has(arn)) return;
  role.attachedArns.add(arn);
  if (role.attachedArns.size > MAX_ATTACHED_POLICIES) {
    throw new DeploymentError(
      `the role ${role.name} has more than ${MAX_ATTACHED_POLICIES} policies attached: join some of them`,
      resource,
    );
  }
  role.policies.push(policy.document);
}

/** @throws DeploymentError when the role's inline policies together are longer than AWS allows. */
export function addInlinePolicy(
  resource: DeployedResource,
  builder: StateBuilder,
  inline: { role: RoleDraft; document: unknown; property: string },
): void {
  const { role, document, property } = inline;
  role.policies.push(builder.loadPolicy(resource, document, { kind: "identity", property }));
  role.inlineCharacters += minifiedLength(toPolicyText(document));
  if (role.inlineCharacters > MAX_INLINE_CHARACTERS) {
    throw new DeploymentError(
      `the inline policies of the role ${role.name} have ${role.inlineCharacters} characters together, and AWS allows ${MAX_INLINE_CHARACTERS}`,
      resource,
    );
  }
}

/** The role that a property names. @throws DeploymentError when the program makes no such role. */
export function roleNamed(resource: DeployedResource, builder: StateBuilder, name: string): RoleDraft {
  const role = builder.roles.get(name);
  if (role) return role;
  throw new DeploymentError(`role is ${name}, and the program makes no role of this name`, resource);
}
