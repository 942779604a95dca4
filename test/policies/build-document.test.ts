import { expect } from "chai";
import { output, secret, type Output } from "@pulumi/pulumi";
import {
  evaluate,
  loadPolicy,
  policy,
  PolicyError,
  resourcePolicy,
  toDocument,
  trustPolicy,
  variable,
} from "../../policies";
import { dynamodb } from "../../policies/services/dynamodb";
import { kms } from "../../policies/services/kms";
import { lambda } from "../../policies/services/lambda";
import { s3 } from "../../policies/services/s3";
import { sqs } from "../../policies/services/sqs";
import { sts } from "../../policies/services/sts";
import { xray } from "../../policies/services/xray";

const table = "arn:aws:dynamodb:eu-west-1:111122223333:table/notes";
const queue = "arn:aws:sqs:eu-west-1:111122223333:orders";
const resolve = <T>(value: Output<T>): Promise<T> => new Promise((done) => value.apply(done));
/** What a wrong program would pass: the types refuse it, and at run time it must fail all the same. */
const untyped = (value: unknown): never => value as never;

describe("a built document", () => {
  it("is IAM's JSON", () => {
    const built = toDocument(
      dynamodb
        .allow("GetItem", "Query")
        .on({ table, index: `${table}/index/*` })
        .when("dynamodb:LeadingKeys", "ForAllValues:StringEquals", [
          variable("cognito-identity.amazonaws.com:sub"),
        ])
        .when("dynamodb:LeadingKeys", "Null", false),
      dynamodb.deny(dynamodb.matching("PartiQL*")).onEverything(),
    );

    expect(built).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["dynamodb:GetItem", "dynamodb:Query"],
          Resource: [table, `${table}/index/*`],
          Condition: {
            "ForAllValues:StringEquals": {
              "dynamodb:LeadingKeys": ["${cognito-identity.amazonaws.com:sub}"],
            },
            Null: { "dynamodb:LeadingKeys": "false" },
          },
        },
        { Effect: "Deny", Action: ["dynamodb:PartiQL*"], Resource: "*" },
      ],
    });
  });

  it("writes numbers, booleans and dates as texts", () => {
    const built = toDocument(
      sqs
        .allow("SendMessage")
        .on({ queue })
        .when("aws:MultiFactorAuthAge", "NumericLessThan", 300)
        .when("aws:SecureTransport", "Bool", true)
        .when("aws:CurrentTime", "DateLessThan", new Date(Date.UTC(2027, 0))),
    );

    expect(built.Statement)
      .to.have.nested.property("[0].Condition")
      .that.deep.equals({
        NumericLessThan: { "aws:MultiFactorAuthAge": "300" },
        Bool: { "aws:SecureTransport": "true" },
        DateLessThan: { "aws:CurrentTime": "2027-01-01T00:00:00.000Z" },
      });
  });

  it("waits for Outputs, promises and resources", async () => {
    const arn = output(Promise.resolve(table));
    const text = await resolve(
      policy(
        dynamodb
          .allow("GetItem")
          .on({ table: [arn, { arn: output(`${table}1`) }, Promise.resolve(`${table}2`)] })
          .when("aws:PrincipalAccount", "StringEquals", output("111122223333")),
      ),
    );

    expect(JSON.parse(text))
      .to.have.nested.property("Statement[0].Resource")
      .that.deep.equals([table, `${table}1`, `${table}2`]);
    expect(JSON.parse(text)).to.have.nested.property(
      "Statement[0].Condition.StringEquals.aws:PrincipalAccount",
      "111122223333",
    );
  });

  it("is secret if a part of it is", async () => {
    const isSecret = await (
      policy(dynamodb.allow("GetItem").on({ table: secret(table) })) as unknown as {
        isSecret: Promise<boolean>;
      }
    ).isSecret;

    expect(isSecret).to.equal(true);
  });

  it("names who, for a resource and for a role", async () => {
    const ofQueue = resourcePolicy(
      sqs
        .allow("SendMessage")
        .by({ Service: "sns.amazonaws.com" })
        .on({ queue })
        .when("aws:SourceArn", "ArnEquals", output("arn:aws:sns:eu-west-1:111122223333:t")),
    );
    const ofRole = trustPolicy(sts.allow("AssumeRole").by({ Service: "lambda.amazonaws.com" }));

    expect(JSON.parse(await resolve(ofQueue))).to.have.nested.property(
      "Statement[0].Principal.Service",
      "sns.amazonaws.com",
    );
    expect(JSON.parse(await resolve(ofRole)).Statement).to.deep.equal([
      { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: ["sts:AssumeRole"] },
    ]);
  });

  it("decides as it reads", () => {
    const loaded = loadPolicy(toDocument(dynamodb.allow("GetItem").on({ table })));
    const request = {
      principal: "arn:aws:iam::111122223333:role/r",
      action: "dynamodb:GetItem",
      resource: table,
      context: {},
    };

    expect(evaluate(request, { identity: [loaded] }).result).to.equal("Allowed");
  });

  it("does not change when more is said about one of its statements", () => {
    const read = dynamodb.allow("GetItem").on({ table });
    const narrowed = read.when("aws:SecureTransport", "Bool", true);

    expect(toDocument(read).Statement).to.not.have.nested.property("[0].Condition");
    expect(toDocument(narrowed).Statement).to.have.nested.property("[0].Condition");
  });
});

describe("a statement is refused at once, with the remedy,", () => {
  it("if it tests one key twice with one operator", () => {
    const statement = dynamodb
      .allow("GetItem")
      .on({ table })
      .when("aws:PrincipalAccount", "StringEquals", "1");

    expect(() => statement.when("aws:PrincipalAccount", "StringEquals", "2")).to.throw(
      PolicyError,
      "give it one list of values",
    );
    expect(() => statement.when("aws:PrincipalAccount", "StringNotEquals", "2")).to.not.throw();
  });

  it("if it allows everything without a reason, where an action accepts ARNs", () => {
    expect(() => dynamodb.allow("GetItem").onEverything()).to.throw(
      PolicyError,
      "dynamodb:GetItem on every resource",
    );
    expect(() => dynamodb.allow("GetItem").onEverything("  ")).to.throw(PolicyError, "write the reason");
    expect(() => dynamodb.allow(dynamodb.matching("Get*")).onEverything()).to.throw(
      PolicyError,
      "dynamodb:Get*",
    );
  });

  it("but not if it has a reason, denies, or no action accepts ARNs", () => {
    expect(
      toDocument(kms.allow("Decrypt").onEverything("keys are chosen by alias")).Statement,
    ).to.have.nested.property("[0].Resource", "*");
    expect(toDocument(dynamodb.deny("Scan").onEverything()).Statement).to.have.nested.property(
      "[0].Resource",
      "*",
    );
    expect(toDocument(xray.allow("PutTraceSegments").onEverything()).Statement).to.have.nested.property(
      "[0].Resource",
      "*",
    );
  });

  it("if it names a resource type that the service lacks", () => {
    expect(() => dynamodb.allow("GetItem").on(untyped({ queue }))).to.throw(PolicyError, "use one of");
    expect(() => dynamodb.allow("GetItem").on(untyped({ constructor: queue }))).to.throw(
      PolicyError,
      "use one of",
    );
  });

  it("if a resource type has an empty list of ARNs", () => {
    expect(() => dynamodb.allow("GetItem").on({ table: [] })).to.throw(PolicyError, "empty list for table");
  });

  it("if it names its principals twice", () => {
    const statement = sqs.allow("SendMessage").by({ Service: "sns.amazonaws.com" });

    expect(() => statement.by("*")).to.throw(PolicyError, "has a principal already");
  });
});

describe("a document is refused at once, with the remedy,", () => {
  it("if an action does not exist", () => {
    expect(() => policy(dynamodb.allow(untyped("GetItme")).on(untyped({ table })))).to.throw(
      PolicyError,
      "dynamodb has no action GetItme",
    );
  });

  it("if ForAllValues would hold for a request without the key, although an ARN is not known yet", () => {
    const unknown = new Promise<string>(() => {});
    const statement = dynamodb
      .allow("GetItem")
      .on({ table: unknown })
      .when("dynamodb:LeadingKeys", "ForAllValues:StringEquals", ["x"]);

    expect(() => policy(statement)).to.throw(PolicyError, '"Null": { "dynamodb:LeadingKeys": "false" }');
  });

  it("if an ARN does not fit its resource type", () => {
    const bucket: string = "arn:aws:s3:::bucket";

    expect(() => policy(s3.allow("GetObject").on({ object: bucket }))).to.throw(PolicyError, "is no object");
    expect(() => policy(s3.allow("ListBucket").on({ bucket: `${bucket}/key` as string }))).to.throw(
      PolicyError,
      "of type object, not bucket",
    );
    expect(() => policy(lambda.allow("InvokeFunction").on({ function: table as string }))).to.throw(
      PolicyError,
      "is no function",
    );
  });

  it("if a built statement says nothing about resources", () => {
    expect(() => policy(untyped(dynamodb.allow("GetItem")))).to.throw(PolicyError, "needs a Resource");
  });

  it("if it has no statement", () => {
    expect(() => policy()).to.throw(PolicyError, "needs a statement");
  });

  it("if it is given plain JSON", () => {
    expect(() => policy(untyped({ Effect: "Allow" }))).to.throw(PolicyError, "begins with a service");
  });

  it("if plain data is wanted and a value is an Output", () => {
    expect(() => toDocument(dynamodb.allow("GetItem").on({ table: output(table) }))).to.throw(
      PolicyError,
      "use policy(…)",
    );
  });
});

describe("an ARN that is an Output", () => {
  it("is checked when it is known, and fails the deployment", async () => {
    const wrong = policy(dynamodb.allow("GetItem").on({ table: output(queue) })) as unknown as {
      promise(): Promise<string>;
    };

    const failure = await wrong.promise().catch((error: unknown) => error);

    expect(failure).to.be.instanceOf(PolicyError);
    expect(String(failure)).to.include("is no table");
  });
});
