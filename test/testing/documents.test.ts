import { expect, use } from "chai";
import { explain, evaluate, loadPolicy, toDocument, type PolicyDocument } from "../../policies";
import { dynamodb } from "../../policies/services/dynamodb";
import { iam } from "../../testing";
import { failure, misuse, thrown } from "./thrown";

use(iam);

const TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/notes";
const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:jobs";
const KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const BUCKET = "arn:aws:s3:::reports";
const ROLE = "arn:aws:iam::111122223333:role/reader";
const PARTNER = "arn:aws:iam::999988887777:role/partner";

const statements = (...Statement: PolicyDocument["Statement"][]): PolicyDocument =>
  ({ Version: "2012-10-17", Statement: Statement.flat() }) as PolicyDocument;

const ownItems = toDocument(
  dynamodb
    .allow("GetItem", "Query")
    .on({ table: TABLE })
    .when("dynamodb:LeadingKeys", "ForAllValues:StringEquals", ["me"])
    .when("dynamodb:LeadingKeys", "Null", false),
);

describe("allow, of documents", () => {
  describe("takes an identity's document", () => {
    const forms = [
      ["an object", ownItems],
      ["JSON", JSON.stringify(ownItems)],
      ["loaded", loadPolicy(ownItems)],
      [
        "a list of documents",
        [statements({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }), ownItems],
      ],
      ["by place", { identity: ownItems }],
      ["by place, a list", { identity: [JSON.stringify(ownItems)] }],
    ] as const;
    for (const [form, document] of forms) {
      it(`as ${form}`, () => {
        expect(document)
          .to.allow("dynamodb:GetItem")
          .with({ "dynamodb:LeadingKeys": ["me"] })
          .on(TABLE);
        expect(document)
          .not.to.allow("dynamodb:GetItem")
          .with({ "dynamodb:LeadingKeys": ["you"] })
          .on(TABLE);
        expect(document).not.to.allow("dynamodb:PutItem").on(TABLE);
      });
    }
  });

  it("fails with the evaluator's explanation", () => {
    const message = failure(() =>
      expect(ownItems)
        .to.allow("dynamodb:GetItem")
        .with({ "dynamodb:LeadingKeys": ["you"] })
        .on(TABLE),
    );

    expect(message).to.match(
      /^Denied .* to dynamodb:GetItem on .*table\/notes: no identity-based policy allows it\./,
    );
    expect(message).to.contain("`dynamodb:LeadingKeys` were only me; the request asked for you");
  });

  it("fails, negated, with the statement that allows, and the line where it was written", () => {
    const message = failure(() =>
      expect(ownItems)
        .not.to.allow("dynamodb:Query")
        .with({ "dynamodb:LeadingKeys": ["me"] })
        .on(TABLE),
    );

    expect(message).to.match(
      /^Allowed .* by statement 1, Allow, of the identity-based policy at .*documents\.test\.ts:\d+\.$/,
    );
  });

  it("says exactly what explain says", () => {
    const asked = {
      principal: "arn:aws:iam::111122223333:role/who-holds-this-policy",
      action: "dynamodb:PutItem",
    };
    const decision = evaluate({ ...asked, resource: TABLE, context: {} }, { identity: [ownItems] });

    expect(failure(() => expect(loadPolicy(ownItems)).to.allow("dynamodb:PutItem").on(TABLE))).to.equal(
      explain(decision),
    );
  });

  it("begins with the test's own message", () => {
    expect(failure(() => expect(ownItems, "writing").to.allow("dynamodb:PutItem").on(TABLE))).to.match(
      /^writing: Denied/,
    );
  });

  it("has its place in the test on the error's stack", () => {
    for (const fail of [
      () => expect(ownItems).to.allow("dynamodb:PutItem").on(TABLE),
      () => expect(ownItems).to.allow("dynamodb:PutItem", { on: TABLE }),
      () => expect(ownItems).to.grantExactly([]),
    ]) {
      expect(
        thrown(fail)
          .stack!.split("\n")
          .find((line) => line.includes("    at ")),
      ).to.contain("documents.test.ts");
    }
  });

  it("takes all parts at once", () => {
    const context = { "dynamodb:LeadingKeys": ["me"] };

    expect(ownItems).to.allow("dynamodb:GetItem", { on: TABLE, with: context });
    expect(ownItems).not.to.allow("dynamodb:GetItem", { on: TABLE });
    expect(failure(() => expect(ownItems).to.allow("dynamodb:GetItem", { on: TABLE }))).to.match(/^Denied/);
  });

  it("goes on with and", () => {
    expect(ownItems).not.to.allow("dynamodb:PutItem").on(TABLE).and.not.to.allow("dynamodb:Scan").on(TABLE);
  });

  it("gives numbers, booleans and dates as IAM writes them", () => {
    const document = statements({
      Effect: "Allow",
      Action: "sns:Publish",
      Resource: "*",
      Condition: {
        Bool: { "aws:MultiFactorAuthPresent": "true" },
        NumericLessThan: { "aws:MultiFactorAuthAge": "60" },
        DateLessThan: { "aws:CurrentTime": "2030-01-01T00:00:00Z" },
      },
    });
    const topic = "arn:aws:sns:eu-west-1:111122223333:news";
    const context = { "aws:MultiFactorAuthPresent": true, "aws:MultiFactorAuthAge": 5 };

    expect(document)
      .to.allow("sns:Publish")
      .with(context)
      .with({ "aws:CurrentTime": new Date(0) })
      .on(topic);
    expect(document)
      .not.to.allow("sns:Publish")
      .with({ ...context, "AWS:currenttime": new Date("2031-01-01") })
      .on(topic);
  });

  describe("knows what AWS derives from principal and resource", () => {
    const only = (key: string, value: string): PolicyDocument =>
      statements({
        Effect: "Allow",
        Principal: "*",
        Action: "sqs:SendMessage",
        Resource: QUEUE,
        Condition: { StringEquals: { [key]: value } },
      });
    const cases: [string, string, string][] = [
      ["aws:PrincipalArn", ROLE, ROLE],
      ["aws:PrincipalArn", ROLE, "arn:aws:sts::111122223333:assumed-role/reader/session"],
      ["aws:PrincipalAccount", "111122223333", ROLE],
      ["aws:PrincipalType", "AssumedRole", ROLE],
      ["aws:PrincipalType", "User", "arn:aws:iam::111122223333:user/ann"],
      ["aws:username", "ann", "arn:aws:iam::111122223333:user/staff/ann"],
      ["aws:PrincipalType", "Anonymous", "anonymous"],
      ["aws:PrincipalIsAWSService", "true", "sns.amazonaws.com"],
      ["aws:PrincipalServiceName", "sns.amazonaws.com", "sns.amazonaws.com"],
      ["aws:ResourceAccount", "111122223333", ROLE],
    ];
    for (const [key, value, principal] of cases) {
      it(`${key} of ${principal}`, () => {
        expect(only(key, value)).to.allow("sqs:SendMessage").on(QUEUE).for(principal);
        expect(only(key, "other")).not.to.allow("sqs:SendMessage").on(QUEUE).for(principal);
      });
    }

    it("and lets the test say otherwise", () => {
      const document = only("aws:PrincipalArn", "arn:aws:iam::111122223333:role/path/reader");
      const session = "arn:aws:sts::111122223333:assumed-role/reader/session";
      const context = { "aws:principalarn": "arn:aws:iam::111122223333:role/path/reader" };

      expect(document).to.allow("sqs:SendMessage").with(context).on(QUEUE).for(session);
    });
  });
});

describe("allow, of one side of a request", () => {
  const queuePolicy = (principal: string): PolicyDocument =>
    statements({
      Effect: "Allow",
      Principal: { AWS: principal },
      Action: "sqs:SendMessage",
      Resource: QUEUE,
    });

  it("takes another account's own policies not to stand in the way", () => {
    expect(queuePolicy("999988887777")).to.allow("sqs:SendMessage").on(QUEUE).for(PARTNER);
    expect(queuePolicy("444455556666")).not.to.allow("sqs:SendMessage").on(QUEUE).for(PARTNER);
  });

  it("takes a principal of the same account to have no policies of its own", () => {
    expect(queuePolicy(ROLE)).to.allow("sqs:SendMessage").on(QUEUE).for(ROLE);
    expect(queuePolicy("111122223333")).not.to.allow("sqs:SendMessage").on(QUEUE).for(ROLE);
    expect({ identity: [], resource: queuePolicy("999988887777") })
      .not.to.allow("sqs:SendMessage")
      .on(QUEUE)
      .for(PARTNER);
  });

  it("takes a key's policy to let identity policies decide", () => {
    const document = statements({ Effect: "Allow", Action: "kms:Decrypt", Resource: KEY });

    expect(document).to.allow("kms:Decrypt").on(KEY);
    expect(document).not.to.allow("kms:Encrypt").on(KEY);
  });

  it("asks whose a bucket is before its policy is worth anything", () => {
    const document = statements({
      Effect: "Allow",
      Principal: { AWS: "999988887777" },
      Action: "s3:GetObject",
      Resource: `${BUCKET}/*`,
    });
    const asked = `${BUCKET}/2026.csv`;

    expect(document).to.allow("s3:GetObject").on(asked, { account: "111122223333" }).for(PARTNER);
    expect(misuse(() => expect(document).not.to.allow("s3:GetObject").on(asked).for(PARTNER))).to.contain(
      'on(arn, { account: "111122223333" })',
    );
  });

  it("reads a trust policy without a resource: it is the role's own", () => {
    const trust = statements({
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com", AWS: "999988887777" },
      Action: "sts:AssumeRole",
    });

    expect(trust).to.allow("sts:AssumeRole").for("lambda.amazonaws.com");
    expect(trust).to.allow("sts:AssumeRole").for(PARTNER);
    expect(trust).not.to.allow("sts:AssumeRole").for("ec2.amazonaws.com");
    expect({ trust }).not.to.allow("sts:AssumeRole").for("arn:aws:iam::444455556666:role/other");
  });

  it("lets boundary, session, endpoint and control policies only take away", () => {
    const allowed = statements({ Effect: "Allow", Action: "dynamodb:GetItem", Resource: "*" });
    const wide = statements({ Effect: "Allow", Action: "dynamodb:*", Resource: "*" });
    const endpoint = statements({
      Effect: "Allow",
      Principal: "*",
      Action: "dynamodb:GetItem",
      Resource: TABLE,
    });

    for (const limit of [{ boundary: allowed }, { session: allowed }, { serviceControl: [wide, allowed] }]) {
      expect({ identity: wide, ...limit })
        .to.allow("dynamodb:GetItem")
        .on(TABLE);
      expect({ identity: wide, ...limit })
        .not.to.allow("dynamodb:PutItem")
        .on(TABLE);
      expect(limit).to.allow("dynamodb:GetItem").on(TABLE);
      expect(limit).not.to.allow("dynamodb:PutItem").on(TABLE);
    }
    expect({ endpoint }).to.allow("dynamodb:GetItem").on(TABLE).for(ROLE);
    expect({ endpoint, identity: wide }).not.to.allow("dynamodb:PutItem").on(TABLE).for(ROLE);
  });

  it("finds the place of a loaded policy by its kind", () => {
    const boundary = loadPolicy(statements({ Effect: "Allow", Action: "dynamodb:GetItem", Resource: "*" }), {
      kind: "boundary",
    });

    expect(boundary).to.allow("dynamodb:GetItem").on(TABLE);
    expect(boundary).not.to.allow("dynamodb:PutItem").on(TABLE);
  });
});

describe('not.allow on "*"', () => {
  const on = '"*"';
  const cases: [string, object, boolean][] = [
    [
      "nothing names the action",
      statements({ Effect: "Allow", Action: "s3:PutObject", Resource: "*" }),
      true,
    ],
    [
      "one resource is granted",
      statements({ Effect: "Allow", Action: "s3:GetObject", Resource: `${BUCKET}/a` }),
      false,
    ],
    [
      "all but one resource are granted",
      statements({ Effect: "Allow", Action: "s3:Get*", NotResource: `${BUCKET}/a` }),
      false,
    ],
    [
      "it is granted under a condition that this request does not meet",
      statements({
        Effect: "Allow",
        Action: "s3:GetObject",
        Resource: "*",
        Condition: { StringEquals: { "aws:PrincipalTag/team": "a" } },
      }),
      false,
    ],
    [
      "a Deny holds for every resource",
      statements(
        { Effect: "Allow", Action: "s3:*", Resource: "*" },
        { Effect: "Deny", Action: "s3:GetObject", Resource: "*" },
      ),
      true,
    ],
    [
      "a Deny spares some resource",
      statements(
        { Effect: "Allow", Action: "s3:*", Resource: "*" },
        { Effect: "Deny", Action: "s3:GetObject", NotResource: `${BUCKET}/a` },
      ),
      false,
    ],
    [
      "a Deny holds under a condition that this request does not meet",
      statements(
        { Effect: "Allow", Action: "s3:*", Resource: "*" },
        {
          Effect: "Deny",
          Action: "s3:GetObject",
          Resource: "*",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ),
      false,
    ],
    [
      "a Deny holds only while a key is absent",
      statements(
        { Effect: "Allow", Action: "s3:*", Resource: "*" },
        {
          Effect: "Deny",
          Action: "s3:GetObject",
          Resource: "*",
          Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-0a1b2c3d" } },
        },
      ),
      false,
    ],
    [
      "the boundary does not name it",
      {
        identity: statements({ Effect: "Allow", Action: "s3:*", Resource: "*" }),
        boundary: statements({ Effect: "Allow", Action: "s3:PutObject", Resource: "*" }),
      },
      true,
    ],
    [
      "a lone boundary names it",
      { boundary: statements({ Effect: "Allow", Action: "s3:GetObject", Resource: `${BUCKET}/a` }) },
      false,
    ],
  ];
  for (const [what, subject, holds] of cases) {
    it(`${holds ? "holds" : "fails"} on ${on} when ${what}`, () => {
      const assert = () => expect(subject).not.to.allow("s3:GetObject").on("*");

      if (holds) assert();
      else expect(failure(assert)).to.match(/may s3:GetObject on .*, by statement 1/);
    });
  }

  it("looks at a resource's policy too", () => {
    const policy = statements({
      Effect: "Allow",
      Principal: { AWS: ROLE },
      Action: "sqs:SendMessage",
      Resource: QUEUE,
    });

    expect(failure(() => expect(policy).not.to.allow("sqs:SendMessage").on("*").for(ROLE))).to.contain(QUEUE);
    expect(policy).not.to.allow("sqs:SendMessage").on("*").for("arn:aws:iam::111122223333:role/writer");
  });

  it("knows that a boundary does not hold back what a resource grants to a user itself", () => {
    const user = "arn:aws:iam::111122223333:user/ann";
    const nothing = statements({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });
    const set = (principal: string) => ({
      identity: [],
      boundary: nothing,
      resource: statements({
        Effect: "Allow",
        Principal: { AWS: principal },
        Action: "sqs:SendMessage",
        Resource: QUEUE,
      }),
    });

    expect(set(user)).to.allow("sqs:SendMessage").on(QUEUE).for(user);
    expect(failure(() => expect(set(user)).not.to.allow("sqs:SendMessage").on("*").for(user))).to.contain(
      QUEUE,
    );
    expect(set(ROLE)).not.to.allow("sqs:SendMessage").on("*").for(ROLE);
  });

  it("leaves to the identity's policies what names the account as a whole", () => {
    const delegates = (account: string): PolicyDocument =>
      statements({ Effect: "Allow", Principal: { AWS: account }, Action: "kms:*", Resource: "*" });
    const other = statements({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });

    expect({ identity: other, resource: delegates("111122223333") })
      .not.to.allow("kms:Decrypt")
      .on("*")
      .for(ROLE);
    expect({ identity: other, resource: delegates("999988887777") })
      .not.to.allow("kms:Decrypt")
      .on("*")
      .for(PARTNER);
    for (const possible of [delegates("999988887777"), { resource: delegates("999988887777") }]) {
      expect(failure(() => expect(possible).not.to.allow("kms:Decrypt").on("*").for(PARTNER))).to.contain(
        "may kms:Decrypt",
      );
    }
  });

  it("asks an action that knows no resource as AWS does", () => {
    const document = statements({ Effect: "Allow", Action: "dynamodb:ListTables", Resource: "*" });

    expect(document).to.allow("dynamodb:ListTables").on("*");
    expect(failure(() => expect(document).not.to.allow("dynamodb:ListTables").on("*"))).to.match(/^Allowed/);
  });
});
