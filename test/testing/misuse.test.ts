import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, use } from "chai";
import type { PolicyDocument } from "../../policies";
import { iam } from "../../testing";
import { misuse, thrown, uncaught } from "./thrown";

use(iam);

const TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/notes";
const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:jobs";
const nothing: PolicyDocument = {
  Version: "2012-10-17",
  Statement: { Effect: "Deny", Action: "*", Resource: "*" },
};
const queuePolicy: PolicyDocument = {
  Version: "2012-10-17",
  Statement: { Effect: "Deny", Principal: "*", Action: "sqs:SendMessage", Resource: QUEUE },
};

describe("an assertion that is not complete", () => {
  // Each is negated and would hold: that it is not decided must not look as though it did.
  const cases: [string, () => unknown, RegExp][] = [
    [
      "on, of an identity's document",
      () => expect(nothing).not.to.allow("dynamodb:PutItem"),
      /^allow\("dynamodb:PutItem"\) was never decided: it lacks on\(…\)\. /,
    ],
    [
      "on, though it has a context",
      () =>
        expect(nothing)
          .not.to.allow("dynamodb:PutItem")
          .with({ "dynamodb:LeadingKeys": ["a"] }),
      /it lacks on\(…\)\. /,
    ],
    [
      "for, of a resource's document",
      () => expect(queuePolicy).not.to.allow("sqs:SendMessage").on(QUEUE),
      /it lacks for\(…\)\. /,
    ],
    [
      "on and for",
      () => expect(queuePolicy).not.to.allow("sqs:SendMessage"),
      /it lacks on\(…\) and for\(…\)\. /,
    ],
    [
      "for, of a graph",
      () => expect({ resources: [] }).not.to.allow("sqs:SendMessage").on(QUEUE),
      /it lacks for\(…\)/,
    ],
    [
      "for, of exact grants",
      () => expect({ resources: [] }).to.grantExactly([]),
      /grantExactly\(…\) .* it lacks for/,
    ],
  ];
  for (const [lacking, run, message] of cases) {
    it(`fails the running test when it lacks ${lacking}`, async () => {
      const error = await uncaught(run);

      expect(error?.name).to.equal("MisuseError");
      expect(error?.message).to.match(message);
      expect(error?.stack?.split("\n")[1]).to.contain("misuse.test.ts");
    });
  }

  it("fails at once when something follows it, or all parts were to be given", () => {
    expect(misuse(() => expect(nothing).not.to.allow("dynamodb:PutItem").and)).to.contain("lacks on(…)");
    expect(misuse(() => expect(nothing).not.to.allow("dynamodb:PutItem", {}))).to.contain("lacks on(…)");
    expect(misuse(() => expect(queuePolicy).not.to.allow("sqs:SendMessage", { on: QUEUE }))).to.contain(
      "lacks for(…)",
    );
  });

  it("fails no test when it was decided, or failed already", async () => {
    expect(await uncaught(() => expect(nothing).not.to.allow("dynamodb:PutItem").on(TABLE))).to.equal(
      undefined,
    );
    const failing = () =>
      thrown(() =>
        expect(nothing).to.allow("dynamodb:PutItem").with({ "dynamodb:LeadingKey": "a" }).on(TABLE),
      );
    expect(await uncaught(failing)).to.equal(undefined);
  });

  it("fails a mocha run even where the test itself has ended", async () => {
    const folder = mkdtempSync(join(tmpdir(), "secure-serverless-api-testing-"));
    try {
      const file = join(folder, "incomplete.test.cjs");
      const testing = JSON.stringify(join(__dirname, "../../testing/register"));
      writeFileSync(
        file,
        `require(${testing}); const { expect } = require(${JSON.stringify(require.resolve("chai"))});
         const document = { Version: "2012-10-17", Statement: { Effect: "Deny", Action: "*", Resource: "*" } };
         it("asks", () => { expect(document).not.to.allow("dynamodb:PutItem"); });`,
      );
      const { code, output } = await runMocha(file);

      expect(code).to.equal(1);
      expect(output).to.contain("was never decided: it lacks on(…)").and.to.contain("incomplete.test.cjs:3");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("an assertion that could not mean what it says", () => {
  const cases: [string, () => unknown, RegExp][] = [
    ["no action", () => expect(nothing).not.to.allow(undefined as unknown as string), /takes one action/],
    [
      "a misspelt action, with the nearest one",
      () => expect(nothing).not.to.allow("dynamodb:PutItme"),
      /^dynamodb has no action PutItme: write PutItem if that is meant\.$/,
    ],
    [
      "an action of no service",
      () => expect(nothing).not.to.allow("dynamo:PutItem"),
      /^dynamo:PutItem: AWS has no/,
    ],
    [
      "an action of a service that is not here",
      () => expect(nothing).not.to.allow("braket:GetJob"),
      /generate:policies/,
    ],
    ["no action at all", () => expect(nothing).not.to.allow("PutItem"), /PutItem/],
    ["a pattern", () => expect(nothing).not.to.allow("dynamodb:Put*"), /is a pattern: ask about one action/],
    [
      "a resource of another service",
      () => expect(nothing).not.to.allow("dynamodb:PutItem").on(QUEUE),
      /is no resource of dynamodb:PutItem: their ARNs have the form arn:aws:dynamodb:\*:\*:table\/\*$/,
    ],
    [
      "a resource of another type",
      () => expect(nothing).not.to.allow("dynamodb:PutItem").on(`${TABLE}/stream/2026`),
      /is no resource of dynamodb:PutItem/,
    ],
    [
      "no ARN",
      () => expect(nothing).not.to.allow("dynamodb:PutItem").on("notes"),
      /documents know no resources by name/,
    ],
    [
      "an ARN with a wildcard",
      () => expect(nothing).not.to.allow("s3:GetObject").on("arn:aws:s3:::a/*"),
      /wildcard/,
    ],
    ["everything", () => expect(nothing).to.allow("dynamodb:PutItem").on("*"), /names one resource/],
    [
      "an ARN where the action knows none",
      () => expect(nothing).not.to.allow("dynamodb:ListTables").on(TABLE),
      /^dynamodb:ListTables knows no resources: write on\("\*"\)$/,
    ],
    [
      "a misspelt condition key",
      () =>
        expect(nothing)
          .not.to.allow("dynamodb:PutItem")
          .with({ "dynamodb:LeadingKey": ["a"] })
          .on(TABLE),
      /^no request carries the condition key dynamodb:LeadingKey/,
    ],
    [
      "a condition key that the action never sends",
      () =>
        expect(nothing)
          .not.to.allow("dynamodb:Scan")
          .with({ "dynamodb:LeadingKeys": ["a"] })
          .on(TABLE),
      /^dynamodb:Scan never sends the condition key dynamodb:LeadingKeys/,
    ],
    [
      "one value of a key that has many",
      () => expect(nothing).not.to.allow("dynamodb:PutItem").with({ "dynamodb:LeadingKeys": "a" }).on(TABLE),
      /has many values: give it as a list/,
    ],
    [
      "many values of a key that has one",
      () =>
        expect(nothing)
          .not.to.allow("dynamodb:PutItem")
          .with({ "aws:SourceIp": ["10.0.0.1"] })
          .on(TABLE),
      /has one value: give it without a list/,
    ],
    [
      "a value that no key has",
      () =>
        expect(nothing)
          .not.to.allow("dynamodb:PutItem")
          .with({ "aws:SourceIp": null as unknown as string }),
      /aws:SourceIp must be a text/,
    ],
    [
      "a part that comes too late",
      () => expect(nothing).not.to.allow("dynamodb:PutItem").on(TABLE).with({ "aws:SourceIp": "10.0.0.1" }),
      /was decided before with\(…\): write with\(…\) first/,
    ],
    [
      "a part twice",
      () => expect(queuePolicy).not.to.allow("sqs:SendMessage").on(QUEUE).on(QUEUE),
      /^on\(…\) was given twice/,
    ],
    [
      "a principal after the decision",
      () => expect(nothing).not.to.allow("dynamodb:PutItem").on(TABLE).for("anonymous"),
      /was decided before for/,
    ],
    [
      "a service that cannot have an identity's policies",
      () => expect(nothing).not.to.allow("dynamodb:PutItem").for("sns.amazonaws.com").on(TABLE),
      /sns\.amazonaws\.com has no identity policies/,
    ],
    [
      "a Promise",
      () => expect(Promise.resolve(nothing)).not.to.allow("dynamodb:PutItem"),
      /is a Promise: await it/,
    ],
    [
      "an Output",
      () => expect({ __pulumiOutput: true }).not.to.allow("dynamodb:PutItem"),
      /is an Output, .* toDocument\(…\)/,
    ],
    [
      "an Output as the resource",
      () => expect(nothing).not.to.allow("dynamodb:PutItem").on({ __pulumiOutput: true }),
      /is an Output/,
    ],
    ["no subject", () => expect(undefined).not.to.allow("dynamodb:PutItem"), /expect\(…\) needs a graph/],
    [
      "an object of something else",
      () => expect({ a: 1 }).not.to.allow("dynamodb:PutItem"),
      /expect\(…\) needs a graph/,
    ],
    [
      "a misspelt place",
      () => expect({ identiy: [] }).not.to.allow("dynamodb:PutItem"),
      /expect\(…\) needs a graph/,
    ],
    ["an empty list", () => expect([]).not.to.allow("dynamodb:PutItem"), /an empty list grants nothing/],
    [
      "two policies of the resource",
      () => expect({ resource: queuePolicy, trust: queuePolicy }).not.to.allow("sqs:SendMessage"),
      /one resource/,
    ],
    ["exact grants, negated", () => expect(nothing).not.to.grantExactly([]), /not\.allow\(…\)$/],
    [
      "exact grants that are no list",
      () => expect(nothing).to.grantExactly({ allow: "a:B" } as unknown as []),
      /takes a list/,
    ],
    [
      "an entry that says nothing",
      () => expect(nothing).to.grantExactly([{ on: "*" }]),
      /either what it allows/,
    ],
    [
      "exact grants of two kinds of document",
      () => expect({ identity: [nothing], boundary: nothing }).to.grantExactly([]),
      /one kind of document: give identity and boundary one by one/,
    ],
  ];
  for (const [what, run, message] of cases) {
    it(`is an error, not a result: ${what}`, () => expect(misuse(run)).to.match(message));
  }

  it("is an error for a document that IAM would not take", () => {
    const document = { Version: "2012-10-17", Statement: { Effect: "Alow", Action: "s3:*", Resource: "*" } };

    expect(thrown(() => expect(document).not.to.allow("s3:GetObject")).name).to.equal("PolicyError");
    expect(thrown(() => expect("{").not.to.allow("s3:GetObject")).name).to.equal("PolicyError");
    expect(thrown(() => expect([queuePolicy]).not.to.allow("sqs:SendMessage")).name).to.equal("PolicyError");
    expect(
      thrown(() => expect(queuePolicy).not.to.allow("sqs:SendMessage").on(QUEUE).for("Bob")).name,
    ).to.equal("PolicyError");
  });
});

function runMocha(file: string): Promise<{ code: number; output: string }> {
  const root = join(__dirname, "../..");
  const mocha = join(root, "node_modules/mocha/bin/mocha.js");
  const options = ["--no-config", "-r", join(root, "test/register.js"), file];
  return new Promise((resolve) => {
    execFile(process.execPath, [mocha, ...options], { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: (error?.code as number | undefined) ?? 0, output: stdout + stderr }),
    );
  });
}
