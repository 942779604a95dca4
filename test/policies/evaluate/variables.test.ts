import {
  ALLOWED,
  DENIED,
  REFUSED,
  document,
  allow,
  deny,
  identity,
  resource,
  describeDecisions,
} from "./decision-case";

const get = { action: "s3:GetObject" };
const object = (key: string) => ({ ...get, resource: `arn:aws:s3:::bucket/${key}` });
const mayGet = (...Resource: string[]) => identity(allow({ Action: "s3:GetObject", Resource }));
const own = mayGet("arn:aws:s3:::bucket/${cognito-identity.amazonaws.com:sub}/*");
const sub = (value: string | readonly string[]) => ({ "cognito-identity.amazonaws.com:sub": value });

describeDecisions("variables in resources", [
  {
    rule: "the caller's own value",
    ...object("eu-west-1:1234/a"),
    context: sub("eu-west-1:1234"),
    policies: own,
    is: ALLOWED,
  },
  {
    rule: "somebody else's value",
    ...object("eu-west-1:9999/a"),
    context: sub("eu-west-1:1234"),
    policies: own,
    is: DENIED,
  },
  { rule: "no value matches nothing", ...object("/a"), policies: own, is: DENIED },
  {
    rule: "no value is not its own name",
    ...object("${cognito-identity.amazonaws.com:sub}/a"),
    policies: own,
    is: DENIED,
  },
  { rule: "many values are no value", ...object("1/a"), context: sub(["1"]), policies: own, is: DENIED },
  { rule: "* in a value is a star", ...object("9999/a"), context: sub("*"), policies: own, is: DENIED },
  { rule: "* in a value matches a star", ...object("*/a"), context: sub("*"), policies: own, is: ALLOWED },
  { rule: "? in a value is a question mark", ...object("9/a"), context: sub("?"), policies: own, is: DENIED },
  {
    rule: "a variable in a value is not replaced again",
    ...object("x/a"),
    context: { ...sub("${aws:userid}"), "aws:userid": "x" },
    policies: own,
    is: DENIED,
  },
  {
    rule: "names in any case",
    ...object("1/a"),
    context: sub("1"),
    policies: mayGet("arn:aws:s3:::bucket/${Cognito-Identity.amazonaws.com:SUB}/*"),
    is: ALLOWED,
  },
  {
    rule: "a default for an absent key",
    ...object("guest"),
    policies: mayGet("arn:aws:s3:::bucket/${aws:PrincipalTag/team, 'guest'}"),
    is: ALLOWED,
  },
  {
    rule: "the key's value before the default",
    ...object("guest"),
    context: { "aws:PrincipalTag/team": "blue" },
    policies: mayGet("arn:aws:s3:::bucket/${aws:PrincipalTag/team, 'guest'}"),
    is: DENIED,
  },
  { rule: "${*} is a star", ...object("a"), policies: mayGet("arn:aws:s3:::bucket/${*}"), is: DENIED },
  { rule: "${*} matches a star", ...object("*"), policies: mayGet("arn:aws:s3:::bucket/${*}"), is: ALLOWED },
  {
    rule: "${?} matches a question mark",
    ...object("a?"),
    policies: mayGet("arn:aws:s3:::bucket/a${?}"),
    is: ALLOWED,
  },
  {
    rule: "${$} is a dollar sign",
    ...object("${aws:userid}"),
    policies: mayGet("arn:aws:s3:::bucket/${$}{aws:userid}"),
    is: ALLOWED,
  },
  {
    rule: "another entry may match where the variable has no value",
    ...object("public"),
    policies: mayGet("arn:aws:s3:::bucket/${aws:userid}", "arn:aws:s3:::bucket/public"),
    is: ALLOWED,
  },
  {
    rule: "a NotResource entry without a value excludes nothing",
    ...object("a"),
    policies: identity(allow({ Action: "s3:GetObject", NotResource: "arn:aws:s3:::bucket/${aws:userid}*" })),
    is: ALLOWED,
  },
  {
    rule: "before the fifth colon a variable is plain text",
    action: "sqs:SendMessage",
    context: { "aws:RequestedRegion": "eu-west-1" },
    policies: identity(allow({ Resource: "arn:aws:sqs:${aws:RequestedRegion}:111122223333:orders" })),
    is: DENIED,
  },
  {
    rule: "documents of 2008-10-17 take variables literally",
    ...object("1/a"),
    context: sub("1"),
    policies: { identity: [{ ...document(...own.identity[0]!.Statement), Version: "2008-10-17" }] },
    is: DENIED,
  },
  {
    rule: "a document without version is of 2008-10-17",
    ...object("${aws:userid}"),
    policies: {
      identity: [
        { Statement: allow({ Action: "s3:GetObject", Resource: "arn:aws:s3:::bucket/${aws:userid}" }) },
      ],
    },
    is: ALLOWED,
  },
]);

describeDecisions("defaults and escapes in resources", [
  {
    rule: "the key's value is put in for the default",
    ...object("blue"),
    context: { "aws:PrincipalTag/team": "blue" },
    policies: mayGet("arn:aws:s3:::bucket/${aws:PrincipalTag/team, 'guest'}"),
    is: ALLOWED,
  },
  {
    rule: "an empty value is a value, not the default",
    ...object("guest"),
    context: { "aws:PrincipalTag/team": "" },
    policies: mayGet("arn:aws:s3:::bucket/${aws:PrincipalTag/team, 'guest'}"),
    is: DENIED,
  },
  {
    rule: "many values are not the default either",
    ...object("guest"),
    context: { "aws:PrincipalTag/team": ["blue"] },
    policies: mayGet("arn:aws:s3:::bucket/${aws:PrincipalTag/team, 'guest'}"),
    is: DENIED,
  },
  {
    rule: "a default may be empty",
    ...object("x"),
    policies: mayGet("arn:aws:s3:::bucket/${aws:PrincipalTag/team, ''}x"),
    is: ALLOWED,
  },
  {
    rule: "a star in a default is a star",
    ...object("anything"),
    policies: mayGet("arn:aws:s3:::bucket/${aws:PrincipalTag/team, '*'}"),
    is: DENIED,
  },
  {
    rule: "a default's case counts",
    ...object("guest"),
    policies: mayGet("arn:aws:s3:::bucket/${aws:PrincipalTag/team, 'Guest'}"),
    is: DENIED,
  },
  {
    rule: "two variables in one text",
    ...object("blue/ann/x"),
    context: { "aws:PrincipalTag/team": "blue", "aws:username": "ann" },
    policies: mayGet("arn:aws:s3:::bucket/${aws:PrincipalTag/team}/${aws:username}/*"),
    is: ALLOWED,
  },
  {
    rule: "two variables of which one has no value",
    ...object("blue//x"),
    context: { "aws:PrincipalTag/team": "blue" },
    policies: mayGet("arn:aws:s3:::bucket/${aws:PrincipalTag/team}/${aws:username}/*"),
    is: DENIED,
  },
  {
    rule: "a slash in a value may lead elsewhere: it is plain text",
    ...object("home/ann/../bob/x"),
    context: { "aws:username": "ann/../bob" },
    policies: mayGet("arn:aws:s3:::bucket/home/${aws:username}/*"),
    is: ALLOWED,
  },
  {
    rule: "a dollar sign without a brace is a dollar sign",
    ...object("$5"),
    policies: mayGet("arn:aws:s3:::bucket/$5"),
    is: ALLOWED,
  },
  {
    rule: "in 2008-10-17 ${*} is a wildcard between braces",
    ...object("${anything}"),
    policies: {
      identity: [{ Statement: allow({ Action: "s3:GetObject", Resource: "arn:aws:s3:::bucket/${*}" }) }],
    },
    is: ALLOWED,
  },
  {
    rule: "a resource policy takes variables too",
    ...object("ann/x"),
    context: { "aws:username": "ann" },
    policies: resource(
      allow({ Action: "s3:GetObject", Principal: "*", Resource: "arn:aws:s3:::bucket/${aws:username}/*" }),
    ),
    is: ALLOWED,
  },
  {
    rule: "a boundary takes variables too",
    ...object("bob/x"),
    context: { "aws:username": "ann" },
    policies: {
      ...mayGet("arn:aws:s3:::bucket/*"),
      boundary: document(allow({ Action: "s3:*", Resource: "arn:aws:s3:::bucket/${aws:username}/*" })),
    },
    is: DENIED,
    deniedBy: "boundary",
  },
  {
    rule: "a Deny whose variable has no value denies nothing",
    ...object("x"),
    policies: identity(
      allow({ Action: "s3:GetObject", Resource: "*" }),
      deny({ Action: "s3:GetObject", Resource: "arn:aws:s3:::bucket/${aws:username}*" }),
    ),
    is: ALLOWED,
  },
  {
    rule: "a Deny with NotResource whose variable has no value denies everything",
    ...object("x"),
    policies: identity(
      allow({ Action: "s3:GetObject", Resource: "*" }),
      deny({ Action: "s3:GetObject", NotResource: "arn:aws:s3:::bucket/${aws:username}*" }),
    ),
    is: REFUSED,
  },
]);
