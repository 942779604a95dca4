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

  it("gets messages that say what to give instead", () => {
    const decide = (more: object) => () => evaluate({ ...request, ...more }, { identity: [] });

    expect(decide({ principal: "ann" })).to.throw(
      '"ann" is no principal: give the ARN of a user, role, session or account root, a service such as sns.amazonaws.com, an identity provider, or "anonymous".',
    );
    expect(decide({ action: "s3:*" })).to.throw(
      '"s3:*" is no action that a request can have: give one such as dynamodb:GetItem.',
    );
    expect(decide({ resource: "bucket" })).to.throw(
      '"bucket" is no resource that a request can have: give an ARN of six parts, or "*" for an action that knows no resource.',
    );
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
      "arn:aws:sts::111122223333:assumed-role/reader/a/b",
      "arn:aws:sts::111122223333:assumed-role//a",
      "arn:aws:sts::111122223333:assumed-role/reader/",
      "arn:aws:sts::111122223333:other/reader/a",
      "arn:aws:iam::111122223333:root/x",
      "arn:aws:iam::111122223333:user",
      "arn:aws:iam::111122223333:user/",
      "arn:aws:iam::111122223333:group/staff",
      "arn:aws:iam::1111222233334:user/ann",
      "arn:aws:iam::x111122223333:user/ann",
      "xrn:aws:iam::111122223333:user/ann",
      "x sns.amazonaws.com",
      "sns.amazonaws.com.example",
      "Anonymous",
    ]) {
      expect(() => evaluate({ ...request, principal }, { identity: [] }), principal).to.throw(
        "is no principal",
      );
    }
  });
});
