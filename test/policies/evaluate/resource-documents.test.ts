import {
  ACCOUNT,
  OTHER_ACCOUNT,
  USER,
  ROLE,
  ROOT,
  ALLOWED,
  DENIED,
  REFUSED,
  document,
  describeDecisions,
} from "./decision-case";

const BUCKET = "arn:aws:s3:::team-files";

const encryptedOnly = document(
  {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [BUCKET, `${BUCKET}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  },
  {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:PutObject",
    Resource: `${BUCKET}/*`,
    Condition: { StringNotEquals: { "s3:x-amz-server-side-encryption": "aws:kms" } },
  },
);
const mayPut = document({ Effect: "Allow", Action: "s3:PutObject", Resource: `${BUCKET}/*` });
const put = {
  action: "s3:PutObject",
  resource: `${BUCKET}/a`,
  policies: { identity: [mayPut], resource: encryptedOnly },
};

describeDecisions("a bucket for encrypted objects over encrypted connections", [
  {
    rule: "encrypted both ways",
    ...put,
    context: { "aws:SecureTransport": "true", "s3:x-amz-server-side-encryption": "aws:kms" },
    is: ALLOWED,
  },
  {
    rule: "over plain HTTP",
    ...put,
    context: { "aws:SecureTransport": "false", "s3:x-amz-server-side-encryption": "aws:kms" },
    is: REFUSED,
    by: { kind: "resource", index: 0 },
  },
  {
    rule: "with another encryption",
    ...put,
    context: { "aws:SecureTransport": "true", "s3:x-amz-server-side-encryption": "AES256" },
    is: REFUSED,
    by: { kind: "resource", index: 1 },
  },
  {
    rule: "without a word about encryption",
    ...put,
    context: { "aws:SecureTransport": "true" },
    is: REFUSED,
    by: { index: 1 },
  },
]);

const GITHUB = "token.actions.githubusercontent.com";
const provider = `arn:aws:iam::${ACCOUNT}:oidc-provider/${GITHUB}`;
const deployTrust = document({
  Effect: "Allow",
  Principal: { Federated: provider },
  Action: "sts:AssumeRoleWithWebIdentity",
  Condition: {
    StringEquals: { [`${GITHUB}:aud`]: "sts.amazonaws.com" },
    StringLike: { [`${GITHUB}:sub`]: "repo:acme/shop:ref:refs/heads/*" },
  },
});
const fromGitHub = (sub: string, aud = "sts.amazonaws.com") => ({
  principal: provider,
  action: "sts:AssumeRoleWithWebIdentity",
  resource: `arn:aws:iam::${ACCOUNT}:role/deploy`,
  context: { [`${GITHUB}:aud`]: aud, [`${GITHUB}:sub`]: sub },
  policies: { resource: deployTrust },
});

describeDecisions("a role for one repository's workflows", [
  { rule: "a branch of the repository", ...fromGitHub("repo:acme/shop:ref:refs/heads/main"), is: ALLOWED },
  { rule: "another repository", ...fromGitHub("repo:acme/shop-tools:ref:refs/heads/main"), is: DENIED },
  { rule: "another owner", ...fromGitHub("repo:evil/shop:ref:refs/heads/main"), is: DENIED },
  { rule: "a pull request", ...fromGitHub("repo:acme/shop:pull_request"), is: DENIED },
  {
    rule: "a token for somebody else",
    ...fromGitHub("repo:acme/shop:ref:refs/heads/main", "https://example.com"),
    is: DENIED,
  },
]);

const topic = `arn:aws:sns:eu-west-1:${ACCOUNT}:orders`;
const fromTopic = document({
  Effect: "Allow",
  Principal: { Service: "sns.amazonaws.com" },
  Action: "sqs:SendMessage",
  Resource: `arn:aws:sqs:eu-west-1:${ACCOUNT}:orders`,
  Condition: { ArnEquals: { "aws:SourceArn": topic }, StringEquals: { "aws:SourceAccount": ACCOUNT } },
});
const publish = (source: string, account = ACCOUNT) => ({
  principal: "sns.amazonaws.com",
  context: { "aws:SourceArn": source, "aws:SourceAccount": account },
  policies: { resource: fromTopic },
});

describeDecisions("a queue that one topic may fill", [
  { rule: "the topic", ...publish(topic), is: ALLOWED },
  { rule: "another topic", ...publish(`${topic}-2`), is: DENIED },
  {
    rule: "a topic of another account",
    ...publish(topic.replace(ACCOUNT, OTHER_ACCOUNT), OTHER_ACCOUNT),
    is: DENIED,
  },
  {
    rule: "the service without a source",
    principal: "sns.amazonaws.com",
    policies: { resource: fromTopic },
    is: DENIED,
  },
  { rule: "a person who claims the source", ...publish(topic), principal: USER, is: DENIED },
]);

const externalTrust = document({
  Effect: "Allow",
  Principal: { AWS: OTHER_ACCOUNT },
  Action: "sts:AssumeRole",
  Condition: {
    StringEquals: { "sts:ExternalId": "s3cret" },
    ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${OTHER_ACCOUNT}:role/vendor-*` },
  },
});
const vendor = `arn:aws:sts::${OTHER_ACCOUNT}:assumed-role/vendor-scan/s`;
const mayAssume = document({ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" });
const assume = (context: Record<string, string>) => ({
  principal: vendor,
  action: "sts:AssumeRole",
  resource: `arn:aws:iam::${ACCOUNT}:role/scanned`,
  context,
  policies: { identity: [mayAssume], resource: externalTrust },
});
const vendorRole = `arn:aws:iam::${OTHER_ACCOUNT}:role/vendor-scan`;

describeDecisions("a vendor's role in another account", [
  {
    rule: "with the external id",
    ...assume({ "sts:ExternalId": "s3cret", "aws:PrincipalArn": vendorRole }),
    is: ALLOWED,
  },
  { rule: "without it", ...assume({ "aws:PrincipalArn": vendorRole }), is: DENIED, deniedBy: "resource" },
  {
    rule: "with another",
    ...assume({ "sts:ExternalId": "S3cret", "aws:PrincipalArn": vendorRole }),
    is: DENIED,
  },
  {
    rule: "from another role of the vendor",
    ...assume({
      "sts:ExternalId": "s3cret",
      "aws:PrincipalArn": `arn:aws:iam::${OTHER_ACCOUNT}:role/intern`,
    }),
    is: DENIED,
  },
  {
    rule: "without the vendor's own Allow",
    ...assume({ "sts:ExternalId": "s3cret", "aws:PrincipalArn": vendorRole }),
    policies: { resource: externalTrust },
    is: DENIED,
    deniedBy: "identity",
  },
]);

const key = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const keyPolicy = document(
  { Effect: "Allow", Principal: { AWS: ROOT }, Action: "kms:*", Resource: "*" },
  {
    Effect: "Allow",
    Principal: { AWS: ROLE },
    Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
    Resource: "*",
    Condition: {
      StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" },
      "ForAnyValue:StringEquals": { "kms:EncryptionContextKeys": "tenant" },
    },
  },
);
const decrypt = (context: Record<string, string | string[]>) => ({
  action: "kms:Decrypt",
  resource: key,
  context,
  policies: { resource: keyPolicy },
});

describeDecisions("a key that a role uses through S3", [
  {
    rule: "through S3, with its context",
    ...decrypt({
      "kms:ViaService": "s3.eu-west-1.amazonaws.com",
      "kms:EncryptionContextKeys": ["tenant", "x"],
    }),
    is: ALLOWED,
    by: { kind: "resource", index: 1 },
  },
  {
    rule: "through another service",
    ...decrypt({ "kms:ViaService": "sqs.eu-west-1.amazonaws.com", "kms:EncryptionContextKeys": ["tenant"] }),
    is: DENIED,
    deniedBy: "identity",
  },
  {
    rule: "without the context",
    ...decrypt({ "kms:ViaService": "s3.eu-west-1.amazonaws.com" }),
    is: DENIED,
  },
  { rule: "the administrators' root", ...decrypt({}), principal: ROOT, is: ALLOWED },
  { rule: "a user without a policy", ...decrypt({}), principal: USER, is: DENIED, deniedBy: "identity" },
]);
