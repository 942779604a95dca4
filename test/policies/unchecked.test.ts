import { expect } from "chai";
import { output } from "@pulumi/pulumi";
import { lint, loadPolicy, evaluate, PolicyError, toDocument, unchecked } from "../../policies";
import { findNotes } from "../../policies/document-notes";

const reason = "AWS added this action last week";
const thing = "arn:aws:bedrock:eu-west-1:111122223333:thing/one";
/** What a wrong program would pass: the types refuse it, and at run time it must fail all the same. */
const untyped = (value: unknown): never => value as never;

describe("an unchecked statement", () => {
  it("may name what no service module knows", () => {
    const statement = unchecked(reason)
      .allow("bedrock:NewThing", "no-such-service:Act")
      .on(thing, [`${thing}/two`])
      .when("bedrock:NewKey", "ForAnyValue:StringEquals", ["x"]);

    expect(toDocument(statement).Statement).to.deep.equal([
      {
        Effect: "Allow",
        Action: ["bedrock:NewThing", "no-such-service:Act"],
        Resource: [thing, `${thing}/two`],
        Condition: { "ForAnyValue:StringEquals": { "bedrock:NewKey": ["x"] } },
      },
    ]);
  });

  it("may name who, for a resource and for a role", () => {
    const ofResource = unchecked(reason)
      .allow("bedrock:NewThing")
      .by({ AWS: "111122223333" })
      .on(thing)
      .when("aws:PrincipalOrgID", "StringEquals", "o-1");
    const ofRole = unchecked(reason)
      .allow("sts:AssumeRole")
      .by({ Service: "lambda.amazonaws.com" })
      .when("sts:NewKey", "Bool", true);

    expect(toDocument("resource", ofResource).Statement).to.have.nested.property(
      "[0].Principal.AWS",
      "111122223333",
    );
    expect(toDocument("trust", ofRole).Statement).to.have.nested.property(
      "[0].Condition.Bool.sts:NewKey",
      "true",
    );
  });

  it("keeps its reason with the document", () => {
    const document = toDocument(unchecked(reason).deny("bedrock:NewThing").onEverything());

    expect(findNotes(JSON.stringify(document))![0]!.unchecked).to.equal(reason);
    expect(lint(document).map(({ check }) => check)).to.include("unknown-service");
    expect(lint(document, { notes: findNotes(JSON.stringify(document))! })).to.deep.equal([]);
  });

  it("decides as any other", () => {
    const policy = loadPolicy(toDocument(unchecked(reason).allow("bedrock:NewThing").on(thing)));
    const request = {
      principal: "arn:aws:iam::111122223333:role/r",
      action: "bedrock:NewThing",
      resource: thing,
      context: {},
    };

    expect(evaluate(request, { identity: [policy] }).result).to.equal("Allowed");
  });

  it("needs a reason", () => {
    for (const blank of ["", " \n"]) {
      expect(() => unchecked(blank)).to.throw(
        PolicyError,
        /unchecked\(…\) \(.*unchecked\.test\.ts:\d+\) needs a reason/,
      );
    }
    expect(() => unchecked(untyped(undefined))).to.throw(PolicyError, "needs a reason");
  });

  it("allows everything only with a reason for that too: it may be more than one thing that nobody knows", () => {
    expect(() => unchecked(reason).allow("bedrock:NewThing").onEverything()).to.throw(
      PolicyError,
      "bedrock:NewThing on every resource",
    );
    expect(
      toDocument(unchecked(reason).allow("bedrock:NewThing").onEverything("it knows no ARNs")).Statement,
    ).to.have.nested.property("[0].Resource", "*");
  });

  it("still meets the lint with a wildcard", () => {
    for (const action of ["*", "iam:*", "dynamodb:Put*"]) {
      const document = toDocument(unchecked(reason).allow(action).on(thing));
      const findings = lint(document, { notes: findNotes(JSON.stringify(document))! });

      expect(
        findings.map(({ check }) => check),
        action,
      ).to.include("wildcard-permissions");
    }
  });

  it("still meets the lint with a principal that is everyone", () => {
    expect(() => toDocument(unchecked(reason).allow("bedrock:NewThing").by("*").on(thing))).to.throw(
      PolicyError,
      "unchecked.test.ts",
    );
  });

  it("is refused with what no document can hold", () => {
    const start = unchecked(reason).allow("bedrock:NewThing");

    expect(() => unchecked(reason).allow("NewThing")).to.throw(PolicyError, "write service:Name");
    expect(() => unchecked(reason).allow("bedrock:New Thing")).to.throw(PolicyError, "write service:Name");
    expect(() => start.on(untyped([]))).to.throw(PolicyError, "names no ARN");
    expect(() => toDocument(start.on("thing"))).to.throw(PolicyError);
    expect(() => toDocument(start.on(thing).when("k", untyped("StringEqual"), "x"))).to.throw(PolicyError);
    expect(() => toDocument(start.on(output(thing)))).to.throw(PolicyError, "is an Output");
    expect(() => toDocument(untyped(start))).to.throw(PolicyError, "needs a Resource");
  });
});
