import { expect } from "chai";
import { lint, type LintOptions, type PolicyStatement } from "../../../policies";
import { allow, describeLint, QUEUE, summarize, when } from "./lint-case";

/** A document of exactly so many characters. */
function documentOf(size: number, statement: PolicyStatement) {
  const withText = (text: string) => ({
    Version: "2012-10-17" as const,
    Statement: [{ ...statement, Condition: { ...statement.Condition, StringLike: { "aws:userid": text } } }],
  });
  return withText("x".repeat(size - JSON.stringify(withText("")).length));
}

const byAccount = (Action: string, Resource: string) =>
  allow({ Action, Resource, Principal: { AWS: "111122223333" } });
const TRUST: PolicyStatement = {
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Principal: { Service: "lambda.amazonaws.com" },
};

const LIMITS: readonly [what: string, maximum: number, holder: string, PolicyStatement, LintOptions?][] = [
  ["what a role has inline", 10_240, "of a role's inline policies", allow()],
  ["a managed policy", 6_144, "of a managed policy", allow(), { storedAs: "managed" }],
  ["what a user has inline", 2_048, "of a user's inline policies", allow(), { storedAs: "user" }],
  ["what a group has inline", 5_120, "of a group's inline policies", allow(), { storedAs: "group" }],
  ["a trust policy", 2_048, "of this kind", TRUST],
  ["a session policy", 2_048, "of this kind", allow(), { kind: "session" }],
  ["a boundary", 6_144, "of this kind", allow(), { kind: "boundary" }],
  ["a service control policy", 5_120, "of this kind", allow(), { kind: "serviceControl" }],
  [
    "a resource control policy",
    5_120,
    "of this kind",
    byAccount("sqs:SendMessage", QUEUE),
    { kind: "resourceControl" },
  ],
  ["an endpoint policy", 20_480, "of this kind", byAccount("sqs:SendMessage", QUEUE), { kind: "endpoint" }],
  [
    "API Gateway's policy",
    8_192,
    "of this kind",
    byAccount("Execute-API:Invoke", "arn:aws:execute-api:eu-west-1:111122223333:a1/*"),
  ],
  [
    "Lambda's policy",
    20_480,
    "of this kind",
    byAccount("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111122223333:function:f"),
  ],
  ["a key's policy", 32_768, "of this kind", byAccount("kms:Decrypt", "*")],
  [
    "a topic's policy",
    30_720,
    "of this kind",
    byAccount("sns:Publish", "arn:aws:sns:eu-west-1:111122223333:t"),
  ],
];

describe("lint: sizes", () => {
  for (const [what, maximum, holder, statement, options] of LIMITS) {
    const findErrors = (size: number) =>
      lint(documentOf(size, statement), options).filter(({ severity }) => severity === "error");

    it(`${what} takes ${maximum} characters`, () => {
      expect(findErrors(maximum)).to.deep.equal([]);
    });

    it(`${what} takes no more`, () => {
      const errors = findErrors(maximum + 1);

      expect(errors.map(summarize)).to.deep.equal(["error size of the document"]);
      expect(errors[0]!.message).to.equal(
        `Policy: the document has ${maximum + 1} characters, AWS takes ${maximum} ${holder}: split the document, or use fewer ARNs with wildcards.`,
      );
    });
  }

  it("does not count white space", () => {
    const text = JSON.stringify(documentOf(2_048, TRUST), undefined, 40);

    expect(text.length).to.be.greaterThan(2_048);
    expect(lint(text)).to.deep.equal([]);
  });

  it("takes a document of two services for one of neither", () => {
    const statement = { ...byAccount("kms:Decrypt", "*"), Action: ["kms:Decrypt", "sns:Publish"] };

    expect(lint(documentOf(20_481, statement)).map(summarize)).to.deep.equal(["error size of the document"]);
  });

  it("knows a document of all but some actions by those", () => {
    const statement: PolicyStatement = {
      Effect: "Deny",
      NotAction: "kms:Decrypt",
      Resource: "*",
      Principal: { AWS: "111122223333" },
    };

    expect(lint(documentOf(32_768, statement)).map(summarize)).to.deep.equal([]);
  });

  it("judges a resource's policy of no statement by what most services take", () => {
    expect(lint({ Version: "2012-10-17", Statement: [] }, { kind: "resource" }).map(summarize)).to.deep.equal(
      ["error empty of the document"],
    );
  });

  it("warns of what fits a role but no managed policy", () => {
    const [warning, ...others] = lint(documentOf(6_145, allow()));

    expect(others).to.deep.equal([]);
    expect(summarize(warning!)).to.equal("warning size of the document");
    expect(warning!.message).to.equal(
      "Policy: the document has 6145 characters: it fits a role as inline policy, but no managed policy (6144): split the document, or use fewer ARNs with wildcards.",
    );
    expect(lint(documentOf(6_144, allow()))).to.deep.equal([]);
  });

  for (const storedAs of ["user", "group", "managed"] as const) {
    it(`does not warn of a managed policy's size where the document is stored as ${storedAs}`, () => {
      expect(lint(documentOf(2_000, allow()), { storedAs })).to.deep.equal([]);
    });
  }

  const long = "x".repeat(2_000);
  const MERGES: readonly [what: string, second: PolicyStatement, says: string][] = [
    [
      "in their actions",
      { ...when({ StringEquals: { "aws:userid": long } }), Action: "sqs:PurgeQueue" },
      "merge Statement[1] and Statement[2], which differ in Action only.",
    ],
    [
      "in their resources",
      { ...when({ StringEquals: { "aws:userid": long } }), Sid: "Second", Resource: `${QUEUE}-2` },
      "merge Statement[1] and Statement[2], which differ in Resource only.",
    ],
    [
      "in both",
      {
        ...when({ StringEquals: { "aws:userid": long } }),
        Action: "sqs:PurgeQueue",
        Resource: `${QUEUE}-2`,
      },
      "split the document, or use fewer ARNs with wildcards.",
    ],
    [
      "in their effect",
      { ...when({ StringEquals: { "aws:userid": long } }), Action: "sqs:PurgeQueue", Effect: "Deny" },
      "split the document, or use fewer ARNs with wildcards.",
    ],
  ];
  it("merges no statements that name neither actions nor resources", () => {
    const statement: PolicyStatement = {
      Effect: "Deny",
      NotAction: "sqs:SendMessage",
      NotResource: QUEUE,
      Condition: { StringLike: { "aws:userid": long } },
    };
    const [found] = lint(
      { Version: "2012-10-17", Statement: [{ ...statement }, { ...statement, Sid: "Second" }] },
      { kind: "session" },
    );

    expect(found!.message).to.match(/: split the document, or use fewer ARNs with wildcards\.$/);
  });

  for (const [what, second, says] of MERGES) {
    it(`says whether statements that differ ${what} can be merged`, () => {
      const first = when({ StringEquals: { "aws:userid": long } });
      const { Effect, Action, Resource, Condition } = first;
      const reordered = { Condition, Resource, Action, Effect } as PolicyStatement;
      const found = lint(
        { Version: "2012-10-17", Statement: [allow(), reordered, second] },
        { kind: "session" },
      ).filter(({ check }) => check === "size");

      expect(found).to.have.length(1);
      expect(found[0]!.message).to.match(
        /^Policy: the document has \d+ characters, AWS takes 2048 of this kind: /,
      );
      expect(found[0]!.message.endsWith(`: ${says}`)).to.equal(true, found[0]!.message);
    });
  }
});

describeLint("Sids", [
  {
    rule: "one twice",
    statements: [allow({ Sid: "A" }), allow({ Sid: "A", Action: "sqs:PurgeQueue" })],
    finds: ["error sid in 1"],
    messages: ["the Sid A is used twice: each names one statement."],
  },
  {
    rule: "two, and a statement without",
    statements: [
      allow({ Sid: "A1" }),
      allow({ Sid: "a1", Action: "sqs:PurgeQueue" }),
      allow({ Action: "sqs:DeleteMessage" }),
    ],
    finds: [],
  },
  {
    rule: "one with a space",
    statements: [allow(), allow({ Sid: "Send it", Action: "sqs:PurgeQueue" })],
    finds: ["error sid in 1"],
    messages: ['the Sid "Send it" holds other characters than letters and digits, which IAM refuses.'],
  },
  ...["a-b", "_", "é", " a"].map((Sid) => ({
    rule: `"${Sid}"`,
    statements: [allow({ Sid })],
    finds: ["error sid"],
  })),
  ...(["boundary", "session", "serviceControl"] as const).map((kind) => ({
    rule: `one with a space in a document of kind ${kind}`,
    statements: [allow({ Sid: "Send it" })],
    options: { kind },
    finds: ["error sid"],
  })),
  {
    rule: "one with a space in a trust policy",
    statements: [{ ...TRUST, Sid: "It is" }],
    finds: ["error sid"],
  },
  {
    rule: "one with a space in a resource's policy",
    statements: [allow({ Sid: "Send it", Principal: { AWS: "111122223333" } })],
    finds: [],
  },
  {
    rule: "one twice in a resource's policy",
    statements: [
      allow({ Sid: "Send it", Principal: { AWS: "111122223333" } }),
      allow({ Sid: "Send it", Principal: { AWS: "444455556666" } }),
    ],
    finds: ["error sid in 1"],
  },
]);

/** As JavaScript may leave it, though the types refuse it. */
const UNNAMED = { Sid: undefined } as object;
const REFUSED = (code: string): string =>
  `the document holds the character U+${code}: IAM takes tab, line feed, carriage return and U+0020 to U+00FF.`;

describeLint("characters", [
  {
    rule: "one that IAM refuses",
    statements: [when({ StringEquals: { "aws:userid": "日" } })],
    finds: ["error characters of the document"],
    messages: [REFUSED("65E5")],
  },
  {
    rule: "one of a higher plane",
    statements: [when({ StringEquals: { "aws:userid": "\u{1f511}" } })],
    finds: ["error characters of the document"],
    messages: [REFUSED("1F511")],
  },
  {
    rule: "one in a key",
    statements: [when({ StringEquals: { "aws:PrincipalTag/日": "x" } })],
    finds: ["error characters of the document"],
  },
  {
    rule: "the first beyond those taken",
    statements: [when({ StringEquals: { "aws:userid": "\u0100" } })],
    finds: ["error characters of the document"],
    messages: [REFUSED("0100")],
  },
  {
    rule: "one below those taken",
    statements: [when({ StringEquals: { "aws:userid": "\u001f" } })],
    finds: ["error characters of the document"],
    messages: [REFUSED("001F")],
  },
  {
    rule: "the last that is taken, and white space",
    statements: [when({ StringEquals: { "aws:userid": "é\u00ff\t\n\r " } })],
    finds: [],
  },
  { rule: "a number", statements: [when({ NumericEquals: { "aws:MultiFactorAuthAge": 7 } })], finds: [] },
  { rule: "an element without a value", statements: [{ ...allow(), ...UNNAMED }], finds: [] },
]);
