import { DeploymentError } from "../../deployment";
import { document, flag, integer, list, matching, object, tags, text } from "../property-checks";
import type { ResourceType } from "../resource-type";
import { addInlinePolicy, attachPolicy, IAM_PATH, minifiedLength, toPolicyText } from "../iam-documents";
import type { RoleDraft } from "../state-drafts";

const MAX_NAME_LENGTH = 64;
const MAX_TRUST_CHARACTERS = 2_048;
const DEFAULT_SESSION_SECONDS = 3_600;

interface InlinePolicy {
  readonly name?: string;
  readonly policy?: string;
}

export const role: ResourceType = {
  properties: {
    name: text,
    namePrefix: text,
    path: matching(IAM_PATH, "a path such as /functions/"),
    description: text,
    assumeRolePolicy: document,
    inlinePolicies: list(object({ name: text, policy: document })),
    managedPolicyArns: list(text),
    maxSessionDuration: integer(3_600, 43_200),
    permissionsBoundary: text,
    forceDetachPolicies: flag,
    tags,
  },

  outputs(resource, context) {
    const name = context.nameOf(resource, MAX_NAME_LENGTH);
    const path = (resource.inputs.path as string | undefined) ?? "/";
    return {
      id: name,
      outputs: {
        name,
        path,
        arn: `arn:aws:iam::${context.accountId}:role${path}${name}`,
        uniqueId: `AROA${context.ids.upper(resource, "roleId", 17)}`,
        createDate: new Date(context.nowMs).toISOString().replace(/\.\d+Z$/, "Z"),
        assumeRolePolicy: toPolicyText(resource.inputs.assumeRolePolicy),
        maxSessionDuration: resource.inputs.maxSessionDuration ?? DEFAULT_SESSION_SECONDS,
        tagsAll: context.tagsOf(resource),
      },
    };
  },

  deploy(resource, builder) {
    const { outputs, inputs } = resource;
    if (minifiedLength(outputs.assumeRolePolicy) > MAX_TRUST_CHARACTERS) {
      throw new DeploymentError(
        `assumeRolePolicy has more than the ${MAX_TRUST_CHARACTERS} characters that AWS allows`,
        resource,
      );
    }
    const draft: RoleDraft = {
      arn: outputs.arn as string,
      name: resource.id,
      roleId: outputs.uniqueId as string,
      trust: builder.loadPolicy(resource, outputs.assumeRolePolicy, {
        kind: "trust",
        property: "assumeRolePolicy",
      }),
      policies: [],
      maxSessionSeconds: outputs.maxSessionDuration as number,
      tags: outputs.tagsAll as Record<string, string>,
      inlineCharacters: 0,
      attachedArns: new Set(),
    };
    builder.add(builder.roles, resource, { key: draft.name, value: draft });
    for (const [index, inline] of ((inputs.inlinePolicies ?? []) as readonly InlinePolicy[]).entries()) {
      // An empty entry is how Pulumi says "no inline policies at all".
      if (inline.policy === undefined) continue;
      addInlinePolicy(resource, builder, {
        role: draft,
        document: inline.policy,
        property: `inlinePolicies[${index}]`,
      });
    }
    for (const arn of (inputs.managedPolicyArns ?? []) as readonly string[]) {
      attachPolicy(resource, builder, { role: draft, arn });
    }
    const { permissionsBoundary } = inputs as { permissionsBoundary?: string };
    if (permissionsBoundary !== undefined) {
      const boundary = builder.managedPolicies.get(permissionsBoundary);
      if (!boundary) {
        throw new DeploymentError(
          `permissionsBoundary: the program makes no policy ${permissionsBoundary}`,
          resource,
        );
      }
      draft.permissionsBoundary = boundary.document;
    }
  },
};
