import { ACCOUNT, USER, ALLOWED, DENIED, REFUSED, document, describeDecisions } from "./decision-case";

const BUCKET = "arn:aws:s3:::team-files";
const homes = document(
  {
    Effect: "Allow",
    Action: "s3:ListBucket",
    Resource: BUCKET,
    Condition: { StringLike: { "s3:prefix": ["", "home/", "home/${aws:username}/*"] } },
  },
  {
    Effect: "Allow",
    Action: ["s3:GetObject", "s3:PutObject"],
    Resource: `${BUCKET}/home/\${aws:username}/*`,
  },
);
const asAnn = (more: Record<string, string> = {}) => ({ "aws:username": "ann", ...more });

describeDecisions("home folders in one bucket", [
  {
    rule: "a file of one's own",
    principal: USER,
    action: "s3:GetObject",
    resource: `${BUCKET}/home/ann/plan.txt`,
    context: asAnn(),
    policies: { identity: [homes] },
    is: ALLOWED,
    by: { index: 1 },
  },
  {
    rule: "a file of somebody whose name begins like one's own",
    principal: USER,
    action: "s3:GetObject",
    resource: `${BUCKET}/home/anna/plan.txt`,
    context: asAnn(),
    policies: { identity: [homes] },
    is: DENIED,
  },
  {
    rule: "the list of one's own files",
    principal: USER,
    action: "s3:ListBucket",
    resource: BUCKET,
    context: asAnn({ "s3:prefix": "home/ann/2026" }),
    policies: { identity: [homes] },
    is: ALLOWED,
    by: { index: 0 },
  },
  {
    rule: "the list of all homes",
    principal: USER,
    action: "s3:ListBucket",
    resource: BUCKET,
    context: asAnn({ "s3:prefix": "home/" }),
    policies: { identity: [homes] },
    is: ALLOWED,
  },
  {
    rule: "the list of somebody else's files",
    principal: USER,
    action: "s3:ListBucket",
    resource: BUCKET,
    context: asAnn({ "s3:prefix": "home/bob/" }),
    policies: { identity: [homes] },
    is: DENIED,
  },
  {
    rule: "a list without a prefix",
    principal: USER,
    action: "s3:ListBucket",
    resource: BUCKET,
    context: asAnn(),
    policies: { identity: [homes] },
    is: DENIED,
  },
  {
    rule: "a role, which has no user name",
    action: "s3:GetObject",
    resource: `${BUCKET}/home//plan.txt`,
    policies: { identity: [homes] },
    is: DENIED,
  },
]);

const passRole = document({
  Effect: "Allow",
  Action: "iam:PassRole",
  Resource: `arn:aws:iam::${ACCOUNT}:role/functions/*`,
  Condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } },
});
const pass = (role: string, service?: string) => ({
  action: "iam:PassRole",
  resource: `arn:aws:iam::${ACCOUNT}:role/${role}`,
  ...(service !== undefined && { context: { "iam:PassedToService": service } }),
  policies: { identity: [passRole] },
});

describeDecisions("passing roles to functions", [
  { rule: "a function's role to Lambda", ...pass("functions/reader", "lambda.amazonaws.com"), is: ALLOWED },
  { rule: "a function's role to EC2", ...pass("functions/reader", "ec2.amazonaws.com"), is: DENIED },
  { rule: "another role to Lambda", ...pass("administrator", "lambda.amazonaws.com"), is: DENIED },
  { rule: "a role to nobody in particular", ...pass("functions/reader"), is: DENIED },
]);

const withoutMfa = document(
  { Effect: "Allow", Action: "*", Resource: "*" },
  {
    Sid: "OnlyWithMfa",
    Effect: "Deny",
    NotAction: ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "sts:GetSessionToken"],
    Resource: "*",
    Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
  },
);
const asUser = (action: string, context: Record<string, string>) => ({
  principal: USER,
  action,
  resource: "*",
  context,
  policies: { identity: [withoutMfa] },
});

describeDecisions("everything with MFA, hardly anything without", [
  { rule: "with MFA", ...asUser("ec2:DescribeVpcs", { "aws:MultiFactorAuthPresent": "true" }), is: ALLOWED },
  {
    rule: "without MFA",
    ...asUser("ec2:DescribeVpcs", { "aws:MultiFactorAuthPresent": "false" }),
    is: REFUSED,
    by: { sid: "OnlyWithMfa", index: 1 },
  },
  { rule: "with long-term keys, which say nothing of MFA", ...asUser("ec2:DescribeVpcs", {}), is: REFUSED },
  {
    rule: "what is needed to set up MFA",
    ...asUser("iam:EnableMFADevice", { "aws:MultiFactorAuthPresent": "false" }),
    is: ALLOWED,
  },
]);

const sameTeam = document(
  {
    Effect: "Allow",
    Action: ["ec2:StartInstances", "ec2:StopInstances"],
    Resource: `arn:aws:ec2:*:${ACCOUNT}:instance/*`,
    Condition: { StringEquals: { "aws:ResourceTag/team": "${aws:PrincipalTag/team}" } },
  },
  {
    Effect: "Allow",
    Action: "ec2:CreateTags",
    Resource: `arn:aws:ec2:*:${ACCOUNT}:instance/*`,
    Condition: {
      "ForAllValues:StringEquals": { "aws:TagKeys": ["team", "stage"] },
      StringEquals: { "aws:RequestTag/team": "${aws:PrincipalTag/team}" },
      Null: { "aws:TagKeys": "false" },
    },
  },
);
const instance = `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-0123`;
const start = (context: Record<string, string>) => ({
  action: "ec2:StartInstances",
  resource: instance,
  context,
  policies: { identity: [sameTeam] },
});
const tag = (keys: string[], team?: string) => ({
  action: "ec2:CreateTags",
  resource: instance,
  context: {
    "aws:PrincipalTag/team": "blue",
    "aws:TagKeys": keys,
    ...(team !== undefined && { "aws:RequestTag/team": team }),
  },
  policies: { identity: [sameTeam] },
});

describeDecisions("access by tags", [
  {
    rule: "the same team's instance",
    ...start({ "aws:PrincipalTag/team": "blue", "aws:ResourceTag/team": "blue" }),
    is: ALLOWED,
  },
  {
    rule: "another team's instance",
    ...start({ "aws:PrincipalTag/team": "blue", "aws:ResourceTag/team": "red" }),
    is: DENIED,
  },
  { rule: "an instance without a team", ...start({ "aws:PrincipalTag/team": "blue" }), is: DENIED },
  { rule: "a caller without a team", ...start({ "aws:ResourceTag/team": "blue" }), is: DENIED },
  { rule: "neither has a team", ...start({}), is: DENIED },
  {
    rule: "a caller whose team is a star",
    ...start({ "aws:PrincipalTag/team": "*", "aws:ResourceTag/team": "red" }),
    is: DENIED,
  },
  {
    rule: "tag keys are the same in any case",
    ...start({ "aws:PrincipalTag/Team": "blue", "aws:ResourceTag/TEAM": "blue" }),
    is: ALLOWED,
  },
  { rule: "tagging with the allowed keys", ...tag(["team", "stage"], "blue"), is: ALLOWED, by: { index: 1 } },
  { rule: "tagging with one more key", ...tag(["team", "owner"], "blue"), is: DENIED },
  { rule: "tagging for another team", ...tag(["team"], "red"), is: DENIED },
  { rule: "tagging without a key", ...tag([], "blue"), is: DENIED },
]);

const api = `arn:aws:execute-api:eu-west-1:${ACCOUNT}:abc123/v1`;
const pets = document(
  { Effect: "Allow", Action: "execute-api:Invoke", Resource: [`${api}/GET/pets`, `${api}/GET/pets/*`] },
  { Effect: "Deny", Action: "execute-api:Invoke", Resource: `${api}/GET/pets/*/owner` },
);
const call = (path: string) => ({
  action: "execute-api:Invoke",
  resource: `${api}/${path}`,
  policies: { identity: [pets] },
});

describeDecisions("methods of an API", [
  { rule: "a collection", ...call("GET/pets"), is: ALLOWED },
  { rule: "an item", ...call("GET/pets/1"), is: ALLOWED },
  { rule: "a deeper route that the wildcard would cover", ...call("GET/pets/1/owner"), is: REFUSED },
  { rule: "another method", ...call("POST/pets"), is: DENIED },
  {
    rule: "another stage",
    ...call("GET/pets"),
    resource: `${api.replace("/v1", "/v2")}/GET/pets`,
    is: DENIED,
  },
  { rule: "a path that only begins so", ...call("GET/pets2"), is: DENIED },
]);
