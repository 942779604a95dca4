import { expect } from "chai";
import { output, type Output } from "@pulumi/pulumi";
import {
  permissionsBoundary,
  policy,
  PolicyError,
  resourcePolicy,
  sessionPolicy,
  toDocument,
  trustPolicy,
} from "../../policies";
import { findNotes } from "../../policies/document-notes";
import { dynamodb } from "../../policies/services/dynamodb";
import { sqs } from "../../policies/services/sqs";
import { sts } from "../../policies/services/sts";
import { graph } from "../../local/engine/graph";

const table = "arn:aws:dynamodb:eu-west-1:111122223333:table/notes";
const queue = "arn:aws:sqs:eu-west-1:111122223333:orders";
const resolve = <T>(value: Output<T>): Promise<T> => new Promise((done) => value.apply(done));
/** What a wrong program would pass: the types refuse it, and at run time it must fail all the same. */
const untyped = (value: unknown): never => value as never;
const place = /document-notes\.test\.ts:\d+/;

describe("a built document is remembered with its notes", () => {
  const read = () => dynamodb.allow("GetItem").on({ table });
  const documents = {
    policy: () => policy(read()),
    resourcePolicy: () =>
      resourcePolicy(
        sqs
          .allow("SendMessage")
          .by({ Service: "sns.amazonaws.com" })
          .on({ queue: output(queue) })
          .when("aws:SourceAccount", "StringEquals", "111122223333"),
      ),
    trustPolicy: () => trustPolicy(sts.allow("AssumeRole").by({ Service: "lambda.amazonaws.com" })),
    sessionPolicy: () => sessionPolicy(read()),
    permissionsBoundary: () => permissionsBoundary(read()),
  };

  for (const [name, build] of Object.entries(documents)) {
    it(`by ${name}`, async () => {
      const [notes] = findNotes(await resolve(build()))!;

      expect(notes!.source!.file).to.match(/document-notes\.test\.ts$/);
    });
  }

  it("by toDocument, as JSON writes it", () => {
    const document = toDocument(read(), dynamodb.allow("Scan").onEverything("a nightly count of all tables"));

    const notes = findNotes(JSON.stringify(document))!;

    expect(notes.map(({ everything }) => everything)).to.deep.equal([
      undefined,
      "a nightly count of all tables",
    ]);
    expect(findNotes(JSON.stringify(document, null, 2))).to.equal(undefined);
  });
});

describe("a plain document", () => {
  it("is checked as what it will be attached to", () => {
    const words = Array.from({ length: 60 }, (_, index) => `${table}-${index}-0123456789`);
    const long = dynamodb.allow("GetItem").on({ table: words });

    expect(toDocument("identity", long).Statement).to.have.length(1);
    expect(() => toDocument("session", long)).to.throw(PolicyError, "AWS takes 2048");
  });

  it("is what the document function of its kind renders", async () => {
    const statement = dynamodb.allow("GetItem").on({ table });

    expect(JSON.stringify(toDocument("session", statement))).to.equal(
      await resolve(sessionPolicy(statement)),
    );
    expect(JSON.stringify(toDocument("boundary", statement))).to.equal(
      await resolve(permissionsBoundary(statement)),
    );
  });

  it("takes statements of its kind only", () => {
    expect(() => toDocument("session", untyped(sqs.allow("SendMessage").by("*").on({ queue })))).to.throw(
      PolicyError,
      "Principal",
    );
    expect(() => toDocument("boundary")).to.throw(PolicyError, "needs a statement");
  });
});

describe("a warning of the lint", () => {
  const wide = () => dynamodb.allow(dynamodb.matching("Put*")).on({ table });
  const messagesOf = async (program: () => unknown): Promise<readonly string[]> =>
    (await graph(program)).messages;

  it("is reported once by Pulumi, with the statement's place, when the document is rendered", async () => {
    const messages = await messagesOf(() => ({ text: policy(wide()) }));

    expect(messages).to.have.length(1);
    expect(messages[0]).to.match(place).and.contain("dynamodb:Put*");
  });

  it("is not reported where the statement accepts it with a reason", async () => {
    const messages = await messagesOf(() => ({
      text: policy(
        wide().accepting("wildcard-permissions", "the owner of the table decides who else reads it"),
      ),
    }));

    expect(messages).to.deep.equal([]);
  });

  it("is accepted for one statement, not for its neighbour", async () => {
    const other = dynamodb.allow(dynamodb.matching("Delete*")).on({ table });
    const messages = await messagesOf(() => ({
      text: policy(
        wide().accepting("wildcard-permissions", "the owner of the table decides who else reads it"),
        other,
      ),
    }));

    expect(messages).to.have.length(1);
    expect(messages[0]).to.contain("dynamodb:Delete*");
  });

  it("that nobody gives is not accepted in silence", async () => {
    const statement = dynamodb.allow("GetItem").on({ table }).accepting("pass-role", "it was needed once");
    const messages = await messagesOf(() => ({ text: policy(statement) }));

    expect(messages).to.have.length(1);
    expect(messages[0]).to.contain("pass-role").and.to.match(place);
  });

  it("is accepted once, with a reason", () => {
    const accepted = wide().accepting(
      "wildcard-permissions",
      "the owner of the table decides who else reads it",
    );

    expect(() => wide().accepting("wildcard-permissions", " ")).to.throw(PolicyError, "without a reason");
    expect(() => accepted.accepting("wildcard-permissions", "again")).to.throw(PolicyError, "twice");
  });

  it("can be accepted; an error cannot", () => {
    const statement = dynamodb
      .allow("GetItem")
      .on({ table })
      .when("dynamodb:LeadingKeys", "ForAllValues:StringEquals", ["x"]);

    expect(() => toDocument(statement.accepting(untyped("for-all-values"), "I know"))).to.throw(PolicyError);
  });
});

describe("an error names the file and line", () => {
  it("of the statement", () => {
    const one = dynamodb.allow("GetItem").on({ table });
    const failures: (() => unknown)[] = [
      () => dynamodb.allow("GetItem").onEverything(),
      () => dynamodb.allow("GetItem").on({ table: [] }),
      () => dynamodb.allow("GetItem").on(untyped({ queue })),
      () =>
        one
          .when("aws:userid", "StringEquals", "1")
          .when(untyped("aws:UserID"), untyped("StringEquals"), untyped("2")),
      () => one.accepting("pass-role", ""),
      () => sqs.allow("SendMessage").by("*").by("*"),
      () => toDocument(dynamodb.allow("GetItem").on({ table: queue as string })),
      () => toDocument(dynamodb.allow("GetItem").on({ table: output(table) })),
      () => toDocument(dynamodb.allow(untyped("GetItme")).on(untyped({ table }))),
      () => toDocument(one.when("aws:userid", "StringEquals", untyped(null))),
      () => toDocument(one.when("aws:userid", untyped("StringEqual"), untyped("1"))),
    ];

    for (const failure of failures) expect(failure, failure.toString()).to.throw(PolicyError, place);
  });

  it("of the document, where no statement is to blame", () => {
    expect(() => policy()).to.throw(PolicyError, place);
    expect(() => policy(untyped({ Effect: "Allow" }))).to.throw(PolicyError, place);
    expect(() =>
      policy(dynamodb.allow("GetItem").on({ table: Array.from({ length: 300 }, () => table) })),
    ).to.throw(PolicyError, place);
  });
});
