import { expect } from "chai";
import {
  lint,
  type Finding,
  type LintOptions,
  type PolicyDocument,
  type PolicyStatement,
} from "../../../policies";

const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders";
const OIDC = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";

const allow = (more: Partial<PolicyStatement> = {}): PolicyStatement => ({
  Effect: "Allow",
  Action: "sqs:SendMessage",
  Resource: QUEUE,
  ...more,
});
const everyone = (more: Partial<PolicyStatement> = {}) => allow({ Principal: "*", ...more });
const when = (Condition: NonNullable<PolicyStatement["Condition"]>) => allow({ Condition });
const trust = (more: Partial<PolicyStatement>): PolicyStatement => ({
  Effect: "Allow",
  Action: "sts:AssumeRoleWithWebIdentity",
  Principal: { Federated: "cognito-identity.amazonaws.com" },
  ...more,
});
const POOL = { StringEquals: { "cognito-identity.amazonaws.com:aud": "eu-west-1:pool" } };
const SIGNED_IN = { "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" } };

interface LintCase {
  readonly rule: string;
  readonly statements: readonly PolicyStatement[];
  readonly options?: LintOptions;
  readonly document?: Partial<PolicyDocument>;
  /** `severity check`, for each finding. */
  readonly finds: readonly string[];
  readonly says?: string;
}

const one = (
  rule: string,
  statement: PolicyStatement,
  finds: readonly string[],
  more: Partial<LintCase> = {},
): LintCase => ({
  rule,
  statements: [statement],
  finds,
  ...more,
});

const CASES: Readonly<Record<string, readonly LintCase[]>> = {
  "a document that is fine": [
    one("an exact grant", allow(), []),
    one("a statement alone, outside a list", allow(), [], { document: { Statement: allow() } }),
    one("a wildcard in a Deny", { ...allow({ Action: "sqs:*", Resource: "*" }), Effect: "Deny" }, []),
  ],
  actions: [
    one("an action that does not exist", allow({ Action: "sqs:SendMesage" }), ["error unknown-action"], {
      says: "SendMessage",
    }),
    one("an action of another service", allow({ Action: "sqs:GetItem" }), ["error unknown-action"]),
    one("a pattern that covers no action", allow({ Action: "sqs:Sent*" }), ["error unknown-action"], {
      says: "covers no action",
    }),
    one("a service that does not exist", allow({ Action: "sqss:SendMessage" }), ["error unknown-action"], {
      says: "prefix sqss",
    }),
    one("a service that is not generated", allow({ Action: "ec2:RunInstances" }), ["error unknown-service"], {
      says: "npm run generate:policies -- ec2",
    }),
    one(
      "a misspelt action in a Deny, which would deny nothing",
      { ...allow({ Action: "sqs:Purge" }), Effect: "Deny" },
      ["error unknown-action"],
    ),
    one("a misspelt action in NotAction", { Effect: "Deny", NotAction: "sqs:Send", Resource: "*" }, [
      "error unknown-action",
    ]),
    one("an action in any case", allow({ Action: "SQS:sendmessage" }), []),
    one("a service name that leaves the folder", allow({ Action: "../x:Y" }), ["error malformed"]),
    one("a wildcard granted to an identity", allow({ Action: "sqs:Send*" }), ["warning wildcard-action"]),
    one("every action granted to an identity", allow({ Action: "*" }), ["warning wildcard-action"]),
    one("a wildcard in a session policy, which only limits", allow({ Action: "sqs:*" }), [], {
      options: { kind: "session" },
    }),
  ],
  "every resource": [
    one("a change of anything, read as JSON", allow({ Resource: "*" }), ["warning everything"]),
    one("a change of anything, built without a reason", allow({ Resource: "*" }), ["error everything"], {
      options: { reasons: [undefined] },
    }),
    one("a change of anything, built with a reason", allow({ Resource: "*" }), [], {
      options: { reasons: ["queues come and go"] },
    }),
    one(
      "an action that knows nothing narrower",
      allow({ Action: "xray:PutTraceSegments", Resource: "*" }),
      [],
    ),
    one("reading anything", allow({ Action: "sqs:GetQueueUrl", Resource: "*" }), []),
    one("a boundary, which only limits", allow({ Resource: "*" }), [], { options: { kind: "boundary" } }),
    one("everything on everything", allow({ Action: "*", Resource: "*" }), [
      "warning everything",
      "warning wildcard-action",
    ]),
  ],
  "absent keys": [
    one("ForAllValues in an Allow", when({ "ForAllValues:StringEquals": { "aws:CalledVia": "x" } }), [
      "error for-all-values",
    ]),
    one(
      "ForAllValues with the key required",
      when({ "ForAllValues:StringEquals": { "aws:CalledVia": "x" }, Null: { "AWS:calledvia": false } }),
      [],
    ),
    one(
      "ForAllValues with another key required",
      when({ "ForAllValues:StringEquals": { "aws:CalledVia": "x" }, Null: { "aws:userid": false } }),
      ["error for-all-values"],
    ),
    one(
      "ForAllValues with the key forbidden",
      when({ "ForAllValues:StringEquals": { "aws:CalledVia": "x" }, Null: { "aws:CalledVia": true } }),
      ["error for-all-values"],
    ),
    one(
      "ForAllValues with IfExists",
      when({ "ForAllValues:StringEqualsIfExists": { "aws:CalledVia": "x" } }),
      [],
    ),
    one(
      "ForAllValues in a Deny",
      { ...when({ "ForAllValues:StringEquals": { "aws:CalledVia": "x" } }), Effect: "Deny" },
      [],
    ),
    one("a negated operator in an Allow", when({ StringNotEquals: { "aws:PrincipalTag/team": "x" } }), [
      "error negated-operator",
    ]),
    one(
      "a negated operator with the key required",
      when({ StringNotEquals: { "aws:PrincipalTag/team": "x" }, Null: { "aws:PrincipalTag/team": "false" } }),
      [],
    ),
    one("NotIpAddress in an Allow", when({ NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } }), [
      "error negated-operator",
    ]),
    one(
      "a negated operator on a key that is always there",
      when({ StringNotEquals: { "aws:RequestedRegion": "us-east-1" } }),
      [],
    ),
    one(
      "ForAnyValue with a negated operator, which an absent key fails",
      when({ "ForAnyValue:StringNotEquals": { "aws:CalledVia": "x" } }),
      [],
    ),
  ],
  "grants of all but": [
    one("Allow with NotAction", { Effect: "Allow", NotAction: "iam:*", Resource: QUEUE }, [
      "error negated-grant",
    ]),
    one("Allow with NotResource", { Effect: "Allow", Action: "sqs:SendMessage", NotResource: QUEUE }, [
      "error negated-grant",
    ]),
    one("Allow with NotPrincipal", { ...allow(), NotPrincipal: { AWS: "111122223333" } }, [
      "error negated-grant",
    ]),
    one(
      "Deny with all three",
      { Effect: "Deny", NotAction: "iam:*", NotResource: QUEUE, NotPrincipal: { AWS: "111122223333" } },
      [],
    ),
    one("a boundary of all but", { Effect: "Allow", NotAction: "iam:*", Resource: "*" }, [], {
      options: { kind: "boundary" },
    }),
  ],
  principals: [
    one("everyone", everyone(), ["error public-grant"]),
    one("everyone by another name", everyone({ Principal: { AWS: ["111122223333", "*"] } }), [
      "error public-grant",
    ]),
    one(
      "everyone of an organisation",
      everyone({ Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } }),
      [],
    ),
    one(
      "everyone of any organisation",
      everyone({ Condition: { StringLike: { "aws:PrincipalOrgID": "*" } } }),
      ["error public-grant"],
    ),
    one(
      "everyone but one account",
      everyone({
        Condition: {
          StringNotEquals: { "aws:PrincipalAccount": "1" },
          Null: { "aws:PrincipalAccount": false },
        },
      }),
      ["error public-grant"],
    ),
    one(
      "everyone of an account, or without one",
      everyone({ Condition: { StringEqualsIfExists: { "aws:PrincipalAccount": "1" } } }),
      ["error public-grant"],
    ),
    one("everyone is denied", { ...everyone(), Effect: "Deny" }, []),
    one(
      "everyone at API Gateway, which the API judges",
      everyone({ Action: "execute-api:Invoke", Resource: "arn:aws:execute-api:eu-west-1:111122223333:a1/*" }),
      [],
    ),
    one("one account", everyone({ Principal: { AWS: "111122223333" } }), []),
  ],
  "trust policies": [
    one("tokens of one pool, signed in", trust({ Condition: { ...POOL, ...SIGNED_IN } }), []),
    one("tokens of any pool", trust({ Condition: SIGNED_IN }), ["error federated-trust"], {
      says: "cognito-identity.amazonaws.com:aud",
    }),
    one("tokens of guests too", trust({ Condition: POOL }), ["error federated-trust"], {
      says: "cognito-identity.amazonaws.com:amr",
    }),
    one("any token", trust({}), ["error federated-trust", "error federated-trust"]),
    one(
      "tokens of any pool, with a star",
      trust({ Condition: { StringLike: { "cognito-identity.amazonaws.com:aud": "*" }, ...SIGNED_IN } }),
      ["error federated-trust"],
    ),
    one(
      "amr with ForAllValues, which an absent key passes",
      trust({
        Condition: {
          ...POOL,
          "ForAllValues:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
        },
      }),
      ["error federated-trust", "error for-all-values"],
    ),
    one(
      "any repository of GitHub",
      trust({
        Principal: { Federated: OIDC },
        Condition: { StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" } },
      }),
      ["error federated-trust"],
      { says: ":sub" },
    ),
    one(
      "one repository of GitHub",
      trust({
        Principal: { Federated: OIDC },
        Condition: {
          StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
          StringLike: { "token.actions.githubusercontent.com:sub": "repo:me/it:*" },
        },
      }),
      [],
    ),
    one(
      "session tags beside the assumption",
      trust({
        Action: ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
        Condition: { ...POOL, ...SIGNED_IN },
      }),
      [],
    ),
    one(
      "an action that is no assumption",
      trust({ Action: "sts:GetCallerIdentity", Principal: { AWS: "111122223333" } }),
      ["error trust-action"],
    ),
    one("a wildcard as action", trust({ Action: "sts:*", Principal: { AWS: "111122223333" } }), [
      "error trust-action",
    ]),
    one(
      "a service may assume",
      trust({ Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }),
      [],
    ),
    one("everyone may assume", trust({ Action: "sts:AssumeRole", Principal: "*" }), ["error public-grant"]),
    one("a resource in a trust policy", trust({ Resource: "*" }), ["error malformed"], {
      options: { kind: "trust" },
    }),
  ],
  variables: [
    one("a global key", when({ StringEquals: { "sqs:x": "${aws:userid}" } }), []),
    one("a tag", when({ StringEquals: { "sqs:x": "${aws:PrincipalTag/cost center}" } }), []),
    one("a key that does not exist", when({ StringEquals: { "sqs:x": "${aws:UserName2}" } }), [
      "error unknown-variable",
    ]),
    one(
      "a misspelt provider",
      allow({ Action: "s3:GetObject", Resource: "arn:aws:s3:::b/${cognito-identity.amazonaw.com:sub}" }),
      ["error unknown-variable"],
    ),
    one(
      "a key of another provider",
      when({ StringEquals: { "sqs:x": "${oidc.eks.eu-west-1.amazonaws.com/id/1:sub}" } }),
      [],
    ),
    one(
      "a key with many values",
      when({ StringEquals: { "sqs:x": "${aws:CalledVia}" } }),
      ["error unknown-variable"],
      { says: "many values" },
    ),
    one("a default", when({ StringEquals: { "sqs:x": "${aws:PrincipalTag/team, 'none'}" } }), []),
    one("an escaped star", when({ StringEquals: { "sqs:x": "${*}" } }), []),
    one("a variable as region", allow({ Resource: "arn:aws:sqs:${aws:RequestedRegion}:111122223333:q" }), [
      "error variable-position",
    ]),
    one(
      "a variable with a colon in its name, in the last part",
      allow({ Action: "s3:GetObject", Resource: "arn:aws:s3:::b/${cognito-identity.amazonaws.com:sub}" }),
      [],
    ),
    one(
      "a variable in a number",
      when({ NumericEquals: { "aws:MultiFactorAuthAge": "${aws:userid}" } }),
      ["error malformed"],
      { says: "no variables" },
    ),
    one("a variable that is not closed", when({ StringEquals: { "sqs:x": "${aws:userid" } }), [
      "error malformed",
    ]),
    one(
      "a variable in a document of 2008",
      when({ StringEquals: { "sqs:x": "${aws:userid}" } }),
      ["error variable-version"],
      { document: { Version: "2008-10-17" } },
    ),
  ],
  patterns: [
    one(
      "a star in StringEquals",
      when({ StringEquals: { "aws:userid": "AROA:*" } }),
      ["error literal-wildcard"],
      { says: "use StringLike" },
    ),
    one(
      "a question mark in StringNotEquals",
      { ...when({ StringNotEquals: { "aws:userid": "a?" } }), Effect: "Deny" },
      ["error literal-wildcard"],
      { says: "use StringNotLike" },
    ),
    one("a star in StringLike", when({ StringLike: { "aws:userid": "AROA:*" } }), []),
    one("an ARN of fewer than six parts", allow({ Resource: "arn:aws:sqs:*" }), ["error short-arn"]),
    one(
      "an operator in two spellings on one key",
      when({ StringEquals: { "aws:userid": "a" }, stringequals: { "aws:userid": "b" } }),
      ["error repeated-test"],
    ),
    one("a key in two spellings", when({ StringEquals: { "aws:userid": "a", "aws:UserId": "b" } }), [
      "error repeated-test",
    ]),
    one("no action", allow({ Action: [] }), ["error malformed"]),
    one("no value", when({ StringEquals: { "aws:userid": [] } }), ["error malformed"]),
  ],
  limits: [
    { rule: "a Sid twice", statements: [allow({ Sid: "A" }), allow({ Sid: "A" })], finds: ["error sid"] },
    one("a Sid with a space", allow({ Sid: "Send it" }), ["error sid"]),
    one(
      "a Sid with a space in a resource's policy",
      everyone({ Sid: "Send it", Principal: { AWS: "111122223333" } }),
      [],
    ),
    one(
      "a character that IAM refuses",
      when({ StringEquals: { "aws:userid": "日" } }),
      ["error characters"],
      { says: "U+65E5" },
    ),
    one("letters with accents", when({ StringEquals: { "aws:userid": "é" } }), []),
    one(
      "a document that is too large for a managed policy",
      when({ StringEquals: { "aws:userid": "x".repeat(7_000) } }),
      ["warning size"],
    ),
    one(
      "a document that is too large for a role",
      when({ StringEquals: { "aws:userid": "x".repeat(10_240) } }),
      ["error size"],
      { says: "10240" },
    ),
    one(
      "a trust policy that is too large",
      trust({
        Action: "sts:AssumeRole",
        Principal: { AWS: "111122223333" },
        Condition: { StringEquals: { "aws:userid": "x".repeat(2_048) } },
      }),
      ["error size"],
    ),
  ],
};

const summarize = ({ severity, check }: Finding): string => `${severity} ${check}`;

for (const [title, cases] of Object.entries(CASES)) {
  describe(`lint: ${title}`, () => {
    for (const { rule, statements, options, document, finds, says } of cases) {
      it(`${rule}: ${finds.join(", ") || "nothing"}`, () => {
        const findings = lint({ Version: "2012-10-17", Statement: statements, ...document }, options);

        expect(findings.map(summarize).sort()).to.deep.equal([...finds].sort());
        if (says !== undefined) expect(findings.map(({ message }) => message).join()).to.include(says);
      });
    }
  });
}

describe("a finding", () => {
  it("names the document, its source and the statement", () => {
    const [finding] = lint(
      { Version: "2012-10-17", Statement: [allow(), allow({ Action: "sqs:Nothing" })] },
      { name: "orders", source: { file: "routes.ts", line: 3 } },
    );

    expect(finding).to.deep.include({ severity: "error", check: "unknown-action", statement: 1 });
    expect(finding!.message).to.match(
      /^Policy "orders" \(routes\.ts:3\) Statement\[1\]: sqs has no action Nothing/,
    );
  });

  it("is also made of JSON text, and of text that is none", () => {
    expect(lint(JSON.stringify({ Version: "2012-10-17", Statement: allow() }))).to.deep.equal([]);
    expect(lint("{").map(summarize)).to.deep.equal(["error malformed"]);
  });
});
