import { expect } from "chai";
import { evaluate } from "../../../policies";
import { SESSION, DENIED, allow, identity } from "./decision-case";

describe("a hostile request", () => {
  const request = {
    principal: SESSION,
    action: "s3:GetObject",
    resource: "arn:aws:s3:::bucket/a",
    context: {},
  };

  it("cannot make a pattern with many wildcards back-track", () => {
    const policies = identity(
      allow({ Action: "s3:GetObject", Resource: `arn:aws:s3:::bucket/${"*a".repeat(50)}*b` }),
    );
    const started = process.hrtime.bigint();

    const decision = evaluate(
      { ...request, resource: `arn:aws:s3:::bucket/${"a".repeat(100_000)}` },
      policies,
    );

    expect(decision.result).to.equal(DENIED);
    expect(Number(process.hrtime.bigint() - started) / 1e6).to.be.below(200);
  });

  it("is refused if it carries one key twice in different case", () => {
    const policies = identity(allow({ Condition: { StringEquals: { "app:team": "blue" } } }));
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
