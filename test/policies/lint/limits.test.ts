import { expect } from "chai";
import { lint, type PolicyStatement } from "../../../policies";
import { allow, describeLint, summarize, when } from "./lint-case";

const everyone = (more: Partial<PolicyStatement> = {}) => allow({ Principal: "*", ...more });
const trust = (more: Partial<PolicyStatement>): PolicyStatement => ({
  Effect: "Allow",
  Action: "sts:AssumeRoleWithWebIdentity",
  Principal: { Federated: "cognito-identity.amazonaws.com" },
  ...more,
});

describeLint("limits", [
  { rule: "a Sid twice", statements: [allow({ Sid: "A" }), allow({ Sid: "A" })], finds: ["error sid"] },
  { rule: "a Sid with a space", statements: [allow({ Sid: "Send it" })], finds: ["error sid"] },
  {
    rule: "a Sid with a space in a resource's policy",
    statements: [everyone({ Sid: "Send it", Principal: { AWS: "111122223333" } })],
    finds: [],
  },
  {
    rule: "a character that IAM refuses",
    statements: [when({ StringEquals: { "aws:userid": "日" } })],
    finds: ["error characters"],
    says: "U+65E5",
  },
  { rule: "letters with accents", statements: [when({ StringEquals: { "aws:userid": "é" } })], finds: [] },
  {
    rule: "a document that is too large for a managed policy",
    statements: [when({ StringEquals: { "aws:userid": "x".repeat(7_000) } })],
    finds: ["warning size"],
  },
  {
    rule: "a document that is too large for a role",
    statements: [when({ StringEquals: { "aws:userid": "x".repeat(10_240) } })],
    finds: ["error size"],
    says: "10240",
  },
  {
    rule: "a trust policy that is too large",
    statements: [
      trust({
        Action: "sts:AssumeRole",
        Principal: { AWS: "111122223333" },
        Condition: { StringEquals: { "aws:userid": "x".repeat(2_048) } },
      }),
    ],
    finds: ["error size"],
  },
]);

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
