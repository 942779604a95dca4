import { PolicyError } from "../policy-error";
import { compareTexts } from "./compare-texts";
import type { AccessPrincipal, NamedDocument, PrincipalUse } from "./access-model";
import type { Properties, ResourceRecord } from "./resource-record";
import { describe, documentOf, findNamed, property, requiredText, textOf, textsOf } from "./resource-record";

type Kind = AccessPrincipal["kind"];

const PRINCIPALS: Readonly<Record<string, Kind>> = {
  "aws:iam/role:Role": "role",
  "aws:iam/user:User": "user",
  "aws:iam/group:Group": "group",
};
const INLINE: Readonly<Record<string, Kind>> = {
  "aws:iam/rolePolicy:RolePolicy": "role",
  "aws:iam/userPolicy:UserPolicy": "user",
  "aws:iam/groupPolicy:GroupPolicy": "group",
};
/** By input that names the principals, or lists them. */
const ATTACHMENTS: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": { role: "role" },
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": { user: "user" },
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": { group: "group" },
  "aws:iam/policyAttachment:PolicyAttachment": { roles: "role", users: "user", groups: "group" },
};
const EXCLUSIVE_ATTACHMENTS: Readonly<Record<string, readonly [named: string, kind: Kind]>> = {
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": ["roleName", "role"],
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": ["userName", "user"],
  "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": ["groupName", "group"],
};
const MANAGED_POLICY = "aws:iam/policy:Policy";
const MEMBERSHIP = "aws:iam/groupMembership:GroupMembership";
const MEMBERSHIP_OF_USER = "aws:iam/userGroupMembership:UserGroupMembership";
const SERVICE_LINKED_ROLE = "aws:iam/serviceLinkedRole:ServiceLinkedRole";
/** These say who exists and how they sign in, not what they may do. */
const WITHOUT_GRANTS = new Set(
  (
    "accessKey:AccessKey accountAlias:AccountAlias accountPasswordPolicy:AccountPasswordPolicy " +
    "instanceProfile:InstanceProfile openIdConnectProvider:OpenIdConnectProvider samlProvider:SamlProvider " +
    "rolePoliciesExclusive:RolePoliciesExclusive userPoliciesExclusive:UserPoliciesExclusive " +
    "groupPoliciesExclusive:GroupPoliciesExclusive serverCertificate:ServerCertificate " +
    "signingCertificate:SigningCertificate sshKey:SshKey userLoginProfile:UserLoginProfile " +
    "virtualMfaDevice:VirtualMfaDevice serviceSpecificCredential:ServiceSpecificCredential " +
    "securityTokenServicePreferences:SecurityTokenServicePreferences"
  )
    .split(" ")
    .map((token) => `aws:iam/${token}`),
);

/**
 * Roles, users and groups with every document that says what they may do.
 *
 * @throws PolicyError for an IAM resource type that it does not know, and for a reference to nobody
 */
export function readPrincipals(
  records: readonly ResourceRecord[],
  usesOf: (arn: string) => readonly PrincipalUse[],
): AccessPrincipal[] {
  records.forEach(requireKnown);
  const given = { records, inline: readInline(records), attached: readAttachments(records) };
  const own = records.flatMap((record) => {
    const kind = PRINCIPALS[record.type];
    return kind === undefined ? [] : [{ record, kind, ...readDocuments(record, given) }];
  });
  const groupsOf = readMemberships(records);
  const principals = own.map(({ record, kind, documents, unknownPolicies }): AccessPrincipal => {
    const arn = requiredText(record, "arn");
    const groups = own.filter((one) => groupsOf(record).includes(one.record));
    const trust = kind === "role" ? trustOf(record) : undefined;
    return {
      name: record.name,
      arn,
      kind,
      identity: byName([documents, ...groups.map((group) => group.documents)].flat()),
      unknownPolicies: [unknownPolicies, ...groups.map((group) => group.unknownPolicies)].flat().sort(),
      uses: usesOf(arn),
      ...boundaryOf(record, records),
      ...(trust && { trust }),
    };
  });
  return [
    ...principals,
    ...records.filter(({ type }) => type === SERVICE_LINKED_ROLE).map(serviceLinkedRole),
  ];
}

function requireKnown(record: ResourceRecord): void {
  const { type } = record;
  if (!type.startsWith("aws:iam/") || WITHOUT_GRANTS.has(type)) return;
  if ([PRINCIPALS, INLINE, ATTACHMENTS, EXCLUSIVE_ATTACHMENTS].some((table) => Object.hasOwn(table, type)))
    return;
  if ([MANAGED_POLICY, MEMBERSHIP, MEMBERSHIP_OF_USER, SERVICE_LINKED_ROLE].includes(type)) return;
  throw new PolicyError(
    `${describe(record)}: this IAM resource type is not known to the access model, so who may do what cannot be told.`,
  );
}

interface Attachment {
  readonly principal: ResourceRecord;
  readonly policyArn: string;
}

function readAttachments(records: readonly ResourceRecord[]): Attachment[] {
  return records.flatMap((record) => {
    const single = ATTACHMENTS[record.type];
    if (single) {
      return Object.entries(single).flatMap(([input, kind]) =>
        textsOf(record, input).map((reference) => ({
          principal: principalNamed(record, kind, { records, reference }),
          policyArn: requiredText(record, "policyArn"),
        })),
      );
    }
    const exclusive = EXCLUSIVE_ATTACHMENTS[record.type];
    if (!exclusive) return [];
    const [input, kind] = exclusive;
    const principal = principalNamed(record, kind, { records, reference: requiredText(record, input) });
    return textsOf(record, "policyArns").map((policyArn) => ({ principal, policyArn }));
  });
}

function principalNamed(
  from: ResourceRecord,
  kind: Kind,
  { records, reference }: { records: readonly ResourceRecord[]; reference: string },
): ResourceRecord {
  const candidates = records.filter(({ type }) => PRINCIPALS[type] === kind);
  const found = findNamed(candidates, reference);
  if (found) return found;
  throw new PolicyError(`${describe(from)}: the program makes no ${kind} ${reference}.`);
}

interface Inline {
  readonly principal: ResourceRecord;
  readonly document: NamedDocument;
}

function readInline(records: readonly ResourceRecord[]): Inline[] {
  return records.flatMap((record) => {
    const kind = INLINE[record.type];
    if (kind === undefined) return [];
    const principal = principalNamed(record, kind, { records, reference: requiredText(record, kind) });
    return [
      { principal, document: { name: record.name, text: documentOf(record, "policy") ?? missing(record) } },
    ];
  });
}

interface Given {
  readonly records: readonly ResourceRecord[];
  readonly inline: readonly Inline[];
  readonly attached: readonly Attachment[];
}

function readDocuments(
  record: ResourceRecord,
  { records, inline, attached }: Given,
): { documents: NamedDocument[]; unknownPolicies: string[] } {
  const within = ((property(record, "inlinePolicies") ?? []) as readonly Properties[]).flatMap(
    (entry, index) => {
      // An empty entry is how Pulumi says "no inline policies at all".
      if (entry.policy === undefined || entry.policy === null) return [];
      const text = typeof entry.policy === "string" ? entry.policy : JSON.stringify(entry.policy);
      return [{ name: `${record.name} inlinePolicies[${index}]`, text }];
    },
  );
  const own = inline.filter(({ principal }) => principal === record).map(({ document }) => document);
  const arns = new Set([
    ...textsOf(record, "managedPolicyArns"),
    ...attached.filter(({ principal }) => principal === record).map(({ policyArn }) => policyArn),
  ]);
  const managed = [...arns].map((arn) => ({ arn, document: managedPolicy(records, arn) }));
  return {
    documents: [...within, ...own, ...managed.flatMap(({ document }) => document ?? [])],
    unknownPolicies: managed.filter(({ document }) => !document).map(({ arn }) => arn),
  };
}

function managedPolicy(records: readonly ResourceRecord[], arn: string): NamedDocument | undefined {
  const found = records.find(
    (one) => one.type === MANAGED_POLICY && (one.outputs.arn === arn || one.id === arn),
  );
  return found && { name: found.name, text: documentOf(found, "policy") ?? missing(found) };
}

function boundaryOf(
  record: ResourceRecord,
  records: readonly ResourceRecord[],
): Pick<AccessPrincipal, "boundary"> {
  const arn = textOf(record, "permissionsBoundary");
  if (arn === undefined) return {};
  const boundary = managedPolicy(records, arn);
  if (boundary) return { boundary };
  throw new PolicyError(
    `${describe(record)}: permissionsBoundary is ${arn}, which the program does not make: its document cannot be read.`,
  );
}

function trustOf(record: ResourceRecord): NamedDocument {
  return { name: record.name, text: documentOf(record, "assumeRolePolicy") ?? missing(record) };
}

function missing(record: ResourceRecord): never {
  throw new PolicyError(`${describe(record)} has no policy document.`);
}

function readMemberships(
  records: readonly ResourceRecord[],
): (user: ResourceRecord) => readonly ResourceRecord[] {
  const pairs = records.flatMap((record) => {
    const find = (kind: Kind, reference: string) => principalNamed(record, kind, { records, reference });
    if (record.type === MEMBERSHIP) {
      const group = find("group", requiredText(record, "group"));
      return textsOf(record, "users").map((user) => [find("user", user), group] as const);
    }
    if (record.type !== MEMBERSHIP_OF_USER) return [];
    const user = find("user", requiredText(record, "user"));
    return textsOf(record, "groups").map((group) => [user, find("group", group)] as const);
  });
  return (user) => pairs.filter(([member]) => member === user).map(([, group]) => group);
}

/** Its policy belongs to the service, and cannot be read here. */
function serviceLinkedRole(record: ResourceRecord): AccessPrincipal {
  const service = requiredText(record, "awsServiceName");
  return {
    name: record.name,
    arn: requiredText(record, "arn"),
    kind: "role",
    identity: [],
    unknownPolicies: [`the service-linked policy of ${service}`],
    uses: [],
  };
}

const byName = (documents: readonly NamedDocument[]): NamedDocument[] =>
  [...documents].sort(
    (left, right) => compareTexts(left.name, right.name) || compareTexts(left.text, right.text),
  );
