import { expect } from "chai";
import { lint } from "../../../policies";
import { WARNING_CHECKS } from "../../../policies/lint/warning-checks";
import { allow, describeLint, QUEUE, when } from "./lint-case";

const addsPermissions = allow({ Action: "sqs:Add*" });
const unused = (check: string): string => `accepts "${check}", and no such warning is found here: remove it.`;

describeLint("accepted warnings", [
  {
    rule: "a warning with a reason",
    statements: [addsPermissions],
    options: { notes: [{ accepted: { "wildcard-permissions": "the queue is its own" } }] },
    finds: [],
  },
  {
    rule: "a warning with a blank reason",
    statements: [addsPermissions],
    options: { notes: [{ accepted: { "wildcard-permissions": " " } }] },
    finds: ["warning wildcard-permissions", "warning unused-acceptance"],
    says: 'Statement[0]: accepts "wildcard-permissions" without a reason: write why that is meant.',
  },
  {
    rule: "another warning",
    statements: [addsPermissions],
    options: { notes: [{ accepted: { "pass-role": "why" } }] },
    finds: ["warning wildcard-permissions", "warning unused-acceptance"],
    says: unused("pass-role"),
  },
  {
    rule: "a warning of another statement",
    statements: [allow(), allow({ Action: "sqs:Add*" })],
    options: { notes: [{ accepted: { "wildcard-permissions": "why" } }, {}] },
    finds: ["warning wildcard-permissions in 1", "warning unused-acceptance"],
  },
  {
    rule: "a warning in the second statement",
    statements: [allow(), allow({ Action: "sqs:Add*" })],
    options: { notes: [{}, { accepted: { "wildcard-permissions": "why" } }] },
    finds: [],
  },
  {
    rule: "nothing to accept",
    statements: [allow(), allow({ Action: "sqs:PurgeQueue" })],
    options: { notes: [{}, { accepted: { "wildcard-permissions": "why" } }] },
    finds: ["warning unused-acceptance in 1"],
    messages: [unused("wildcard-permissions")],
  },
  {
    rule: "an error, which cannot be accepted",
    statements: [when({ "ForAllValues:StringEquals": { "aws:CalledVia": "x" } })],
    options: { notes: [{ accepted: { "for-all-values": "why" } }] },
    finds: ["error for-all-values", "warning unused-acceptance"],
  },
  {
    rule: "an error of a check that is otherwise a warning",
    statements: [allow({ Resource: "*" })],
    options: { notes: [{ accepted: { everything: "why" } }] },
    finds: ["error everything", "warning unused-acceptance"],
  },
  {
    rule: "a warning about the whole document, by any statement",
    statements: [
      when({ StringEquals: { "aws:userid": "x".repeat(7_000) } }),
      allow({ Action: "sqs:PurgeQueue" }),
    ],
    options: { notes: [{}, { accepted: { size: "it stays inline" } }] },
    finds: [],
  },
  {
    rule: "several warnings of one check, once",
    statements: [allow({ Action: "iam:PassRole", Resource: "arn:aws:iam::*:role/*" })],
    options: { notes: [{ accepted: { "pass-role": "why" } }] },
    finds: [],
  },
]);

describe("the checks whose warnings can be accepted", () => {
  it("are all that warn", () => {
    expect([...WARNING_CHECKS]).to.deep.equal([
      "absent-key-in-deny",
      "cross-account-trust",
      "denied-deployer",
      "everything",
      "pass-role",
      "repeated-grant",
      "second-resource",
      "shadowed-statement",
      "size",
      "unknown-condition-key",
      "unset-variable",
      "wildcard-permissions",
    ]);
  });
});

describe("a finding", () => {
  const wrong = allow({ Action: "sqs:Nothing" });
  const document = (...Statement: (typeof wrong)[]) => ({ Version: "2012-10-17" as const, Statement });

  it("names the document, its source and the statement", () => {
    const source = { file: "routes.ts", line: 3 };
    const [finding] = lint(document(allow(), wrong), { name: "orders", source });

    expect(finding).to.deep.equal({
      severity: "error",
      check: "unknown-action",
      statement: 1,
      source,
      message: 'Policy "orders" (routes.ts:3) Statement[1]: sqs has no action Nothing.',
    });
  });

  it("names no source where none is known", () => {
    const [finding] = lint(document(wrong));

    expect(finding).to.deep.equal({
      severity: "error",
      check: "unknown-action",
      statement: 0,
      message: "Policy Statement[0]: sqs has no action Nothing.",
    });
  });

  it("names the statement's own source, from its notes or beside the document", () => {
    const source = { file: "routes.ts", line: 3 };
    const own = { file: "grants.ts", line: 7 };
    const other = { file: "other.ts", line: 9 };

    const byNotes = lint(document(wrong), { source, sources: [other], notes: [{ source: own }] });
    const bySources = lint(document(wrong), { source, sources: [own] });
    const byDocument = lint(document(wrong), { source, sources: [undefined], notes: [{}] });

    expect(byNotes[0]).to.deep.include({ source: own });
    expect(byNotes[0]!.message).to.match(/^Policy \(grants\.ts:7\) Statement\[0\]: /);
    expect(bySources[0]).to.deep.include({ source: own });
    expect(byDocument[0]).to.deep.include({ source });
  });

  it("of the document as a whole names the document's source", () => {
    const source = { file: "routes.ts", line: 3 };
    const [finding] = lint(document(when({ StringEquals: { "aws:userid": "日" } })), {
      source,
      notes: [{ source: { file: "grants.ts", line: 7 } }],
    });

    expect(finding).to.deep.include({ check: "characters", source });
    expect(finding).to.not.have.property("statement");
  });

  it("of a statement that cannot be read names it and its source", () => {
    const [source, own] = [
      { file: "routes.ts", line: 3 },
      { file: "grants.ts", line: 7 },
    ];
    const malformed = document(allow(), allow({ Resource: [] }));

    const [known] = lint(malformed, { name: "orders", source, notes: [{}, { source: own }] });
    const [unknown] = lint(malformed);

    expect(known).to.deep.include({ severity: "error", check: "malformed", statement: 1, source: own });
    expect(known!.message).to.match(
      /^Policy "orders" \(grants\.ts:7\): Statement\[1\]\.Resource is an empty list/,
    );
    expect(unknown).to.deep.include({ check: "malformed", statement: 1 });
    expect(unknown).to.not.have.property("source");
  });

  it("of a statement far down that cannot be read names it", () => {
    const many = Array.from({ length: 10 }, () => allow());

    expect(lint(document(...many, allow({ Resource: [] })))[0]).to.deep.include({ statement: 10 });
  });

  it("of a document that cannot be read names its source", () => {
    const source = { file: "orders.json", line: 1 };

    expect(lint("{", { source })[0]).to.deep.include({ severity: "error", check: "malformed", source });
    expect(lint("{", { source })[0]).to.not.have.property("statement");
  });

  it("is also made of JSON text, and of a key that it holds twice", () => {
    expect(lint(JSON.stringify(document(allow())))).to.deep.equal([]);
    const [twice] = lint(
      `{"Statement":{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"${QUEUE}","Effect":"Deny"}}`,
    );
    expect(twice).to.deep.include({ severity: "error", check: "malformed" });
    expect(twice!.message).to.include("twice");
  });

  it("is never made of the options: a deployer that is nobody is refused", () => {
    const denying = { ...allow(), Effect: "Deny" as const, Principal: "*" as const };

    expect(() => lint(document(denying), { deployer: "me" })).to.throw(/"me" is no principal/);
  });
});
