import { expect } from "chai";
import { evaluate } from "../../../policies";
import {
  allow,
  ALLOWED,
  deny,
  DENIED,
  describeDecisions,
  document,
  identity,
  REFUSED,
  resource,
  SESSION,
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

const when = (operator: string, key: string, value: string) =>
  identity(allow({ Condition: { [operator]: { [key]: value } } }));
const team = { "app:team": "blue", "aws:PrincipalTag/team": "blue" };

describeDecisions("variables in conditions", [
  {
    rule: "the same value",
    context: team,
    policies: when("StringEquals", "app:team", "${aws:PrincipalTag/team}"),
    is: ALLOWED,
  },
  {
    rule: "another value",
    context: { ...team, "app:team": "red" },
    policies: when("StringEquals", "app:team", "${aws:PrincipalTag/team}"),
    is: DENIED,
  },
  {
    rule: "no value equals nothing, not even its own name",
    context: { "app:team": "${aws:PrincipalTag/team}" },
    policies: when("StringEquals", "app:team", "${aws:PrincipalTag/team}"),
    is: DENIED,
  },
  {
    rule: "no value differs from everything",
    context: { "app:team": "blue" },
    policies: when("StringNotEquals", "app:team", "${aws:PrincipalTag/team}"),
    is: ALLOWED,
  },
  {
    rule: "no value is never the same",
    context: { "app:team": "blue" },
    policies: {
      identity: [
        document(allow(), deny({ Condition: { StringNotLike: { "app:team": "${aws:PrincipalTag/team}" } } })),
      ],
    },
    is: REFUSED,
  },
  {
    rule: "in part of a text",
    context: { ...team, "app:path": "home/blue/x" },
    policies: when("StringLike", "app:path", "home/${aws:PrincipalTag/team}/*"),
    is: ALLOWED,
  },
  {
    rule: "a star in the value stays a star",
    context: { "app:path": "home/red/x", "aws:PrincipalTag/team": "*" },
    policies: when("StringLike", "app:path", "home/${aws:PrincipalTag/team}/*"),
    is: DENIED,
  },
  {
    rule: "whatever the case, if the operator says so",
    context: { ...team, "app:team": "BLUE" },
    policies: when("StringEqualsIgnoreCase", "app:team", "${aws:PrincipalTag/team}"),
    is: ALLOWED,
  },
  {
    rule: "a default",
    context: { "app:team": "none" },
    policies: when("StringEquals", "app:team", "${aws:PrincipalTag/team, 'none'}"),
    is: ALLOWED,
  },
  {
    rule: "${*} in StringLike is a star",
    context: { "app:team": "blue" },
    policies: when("StringLike", "app:team", "${*}"),
    is: DENIED,
  },
  {
    rule: "no value is like nothing, not even with a star",
    context: { "app:team": "blue" },
    policies: when("StringLike", "app:team", "*${aws:PrincipalTag/team}*"),
    is: DENIED,
  },
  {
    rule: "no value differs, whatever the case",
    context: { "app:team": "blue" },
    policies: when("StringNotEqualsIgnoreCase", "app:team", "${aws:PrincipalTag/team}"),
    is: ALLOWED,
  },
  {
    rule: "no value is no ARN to be like",
    context: { "app:arn": "arn:aws:sns:eu-west-1:111122223333:topic" },
    policies: when("ArnLike", "app:arn", "arn:aws:sns:*:*:${app:topic}"),
    is: DENIED,
  },
  {
    rule: "no value is no ARN to differ from",
    context: { "app:arn": "arn:aws:sns:eu-west-1:111122223333:topic" },
    policies: when("ArnNotLike", "app:arn", "arn:aws:sns:*:*:${app:topic}"),
    is: ALLOWED,
  },
  {
    rule: "a star brought into an ARN is a star",
    context: { "app:arn": "arn:aws:sns:eu-west-1:111122223333:topic", "app:topic": "*" },
    policies: when("ArnLike", "app:arn", "arn:aws:sns:*:*:${app:topic}"),
    is: DENIED,
  },
  {
    rule: "what a variable brings in is no ARN",
    context: { "app:arn": "arn:aws:sns:eu-west-1:111122223333:topic", "app:topic": "topic" },
    policies: when("ArnEquals", "app:arn", "${app:topic}"),
    is: DENIED,
  },
  {
    rule: "no value in booleans",
    context: { "app:a": "true" },
    policies: when("Bool", "app:a", "${app:b}"),
    is: DENIED,
  },
  {
    rule: "booleans whatever their case",
    context: { "app:a": "true", "app:b": "TRUE" },
    policies: when("Bool", "app:a", "${app:b}"),
    is: ALLOWED,
  },
  {
    rule: "${?} in StringLike is a question mark",
    context: { "app:team": "a?" },
    policies: when("StringLike", "app:team", "a${?}"),
    is: ALLOWED,
  },
  {
    rule: "${$} keeps a variable's text as it is",
    context: { "app:team": "${aws:username}", "aws:username": "ann" },
    policies: when("StringEquals", "app:team", "${$}{aws:username}"),
    is: ALLOWED,
  },
  {
    rule: "the key compared with itself",
    context: { "app:team": "anything" },
    policies: when("StringEquals", "app:team", "${app:team}"),
    is: ALLOWED,
  },
  {
    rule: "an absent key compared with itself",
    policies: when("StringEquals", "app:team", "${app:team}"),
    is: DENIED,
  },
  {
    rule: "in documents of 2008-10-17 a variable is its own text",
    context: { "app:team": "${aws:username}", "aws:username": "ann" },
    policies: {
      identity: [{ Statement: allow({ Condition: { StringEquals: { "app:team": "${aws:username}" } } }) }],
    },
    is: ALLOWED,
  },
  {
    rule: "in ARNs, colons included",
    context: {
      "aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:topic",
      "app:topic": "arn:aws:sns:eu-west-1:111122223333:topic",
    },
    policies: when("ArnEquals", "aws:SourceArn", "${app:topic}"),
    is: ALLOWED,
  },
  {
    rule: "in booleans",
    context: { "app:a": "true", "app:b": "true" },
    policies: when("Bool", "app:a", "${app:b}"),
    is: ALLOWED,
  },
  {
    rule: "for each value of a set",
    context: { ...sub("1234"), "dynamodb:LeadingKeys": ["1234#a", "1234#b"] },
    policies: when(
      "ForAllValues:StringLike",
      "dynamodb:LeadingKeys",
      "${cognito-identity.amazonaws.com:sub}#*",
    ),
    is: ALLOWED,
  },
  {
    rule: "for each value of a set that must fit",
    context: { ...sub("1234"), "dynamodb:LeadingKeys": ["1234#a", "9999#b"] },
    policies: when(
      "ForAllValues:StringLike",
      "dynamodb:LeadingKeys",
      "${cognito-identity.amazonaws.com:sub}#*",
    ),
    is: DENIED,
  },
]);

describe("a hostile request", () => {
  const request = {
    principal: SESSION,
    action: "s3:GetObject",
    resource: "arn:aws:s3:::bucket/a",
    context: {},
  };

  it("cannot make a pattern with many wildcards back-track", () => {
    const policies = mayGet(`arn:aws:s3:::bucket/${"*a".repeat(50)}*b`);
    const started = process.hrtime.bigint();

    const decision = evaluate(
      { ...request, resource: `arn:aws:s3:::bucket/${"a".repeat(100_000)}` },
      policies,
    );

    expect(decision.result).to.equal(DENIED);
    expect(Number(process.hrtime.bigint() - started) / 1e6).to.be.below(200);
  });

  it("is refused if it carries one key twice in different case", () => {
    const policies = when("StringEquals", "app:team", "blue");
    const context = { "app:team": "blue", "APP:team": "red" };

    expect(() =>
      evaluate(
        {
          ...request,
          action: "sqs:SendMessage",
          resource: "arn:aws:sqs:eu-west-1:111122223333:orders",
          context,
        },
        policies,
      ),
    ).to.throw("twice");
  });

  it("finds no key in the prototype of its context", () => {
    const policies = identity(
      allow({ Resource: "*", Action: "*", Condition: { Null: { constructor: "false" } } }),
    );

    expect(evaluate(request, policies).result).to.equal(DENIED);
  });

  it("is refused if its action is none: a wildcard would be answered for one", () => {
    for (const action of [
      "",
      "*",
      "s3:*",
      "s3:Get?bject",
      "GetObject",
      "s3:",
      ":GetObject",
      "s3:Get:Object",
    ]) {
      expect(() => evaluate({ ...request, action }, { identity: [] }), action).to.throw("is no action");
    }
  });

  it("is refused if its resource is none: every NotResource would match it", () => {
    for (const name of ["", "bucket", "arn:aws:s3:bucket", "a:b:c:d:e:f", "**"]) {
      expect(() => evaluate({ ...request, resource: name }, { identity: [] }), name).to.throw(
        "is no resource",
      );
    }
  });

  it("is refused if its principal is none", () => {
    for (const principal of [
      "",
      "*",
      "ann",
      "arn:aws:iam::123:user/ann",
      "arn:aws:s3:::bucket",
      "arn:aws:sts::111122223333:assumed-role/reader",
    ]) {
      expect(() => evaluate({ ...request, principal }, { identity: [] }), principal).to.throw(
        "is no principal",
      );
    }
  });
});
