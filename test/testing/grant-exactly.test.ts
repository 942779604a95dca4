import * as aws from "@pulumi/aws";
import { expect, use } from "chai";
import { policy, trustPolicy, type PolicyDocument } from "../../policies";
import { dynamodb } from "../../policies/services/dynamodb";
import { logs } from "../../policies/services/logs";
import { sts } from "../../policies/services/sts";
import { graph, iam, type ExpectedGrant, type Graph } from "../../testing";
import { failure } from "./thrown";

use(iam);

const TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/notes";
const own = { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["me", "us"] } };

const document: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: ["dynamodb:GetItem", "dynamodb:Query"],
      Resource: [TABLE, `${TABLE}/index/*`],
    },
    { Effect: "Allow", Action: "dynamodb:PutItem", Resource: TABLE, Condition: own },
    { Effect: "Deny", NotAction: ["dynamodb:Scan", "s3:*"], NotResource: TABLE },
  ],
};
const reads: ExpectedGrant = {
  allow: ["dynamodb:Query", "dynamodb:getitem"],
  on: [`${TABLE}/index/*`, TABLE],
};
const writes: ExpectedGrant = { allow: "dynamodb:PutItem", on: TABLE, when: own };
const denial: ExpectedGrant = { deny: { not: ["s3:*", "dynamodb:Scan"] }, on: { not: TABLE } };

describe("grantExactly", () => {
  it("holds for the same grants, however they are split, ordered and written", () => {
    expect(document).to.grantExactly([denial, reads, writes]);
    expect(JSON.stringify(document)).to.grantExactly([
      writes,
      { allow: "dynamodb:GetItem", on: TABLE },
      { allow: "dynamodb:GetItem", on: `${TABLE}/index/*` },
      { allow: "dynamodb:Query", on: [TABLE, `${TABLE}/index/*`] },
      denial,
    ]);
    expect([document, { Version: "2012-10-17", Statement: [] }]).to.grantExactly([denial, reads, writes]);
  });

  const cases: [string, ExpectedGrant[], string][] = [
    [
      "an action more",
      [reads, denial],
      `granted beyond what is expected:\n  Allow dynamodb:PutItem on ${TABLE} when ForAllValues:StringEquals dynamodb:LeadingKeys me or us`,
    ],
    [
      "an action less",
      [reads, writes, denial, { allow: "dynamodb:Scan", on: TABLE }],
      `expected, and not granted:\n  Allow dynamodb:Scan on ${TABLE}`,
    ],
    [
      "another condition",
      [reads, { allow: "dynamodb:PutItem", on: TABLE }, denial],
      `granted beyond what is expected:\n  Allow dynamodb:PutItem on ${TABLE} when ForAllValues:StringEquals dynamodb:LeadingKeys me or us\nexpected, and not granted:\n  Allow dynamodb:PutItem on ${TABLE}`,
    ],
    [
      "another resource",
      [{ ...reads, on: TABLE }, writes, denial],
      `granted beyond what is expected:\n  Allow dynamodb:GetItem on ${TABLE}/index/*\n  Allow dynamodb:Query on ${TABLE}/index/*`,
    ],
    [
      "a Deny that nobody expects",
      [reads, writes],
      `granted beyond what is expected:\n  Deny all but dynamodb:Scan, s3:* on all but ${TABLE}`,
    ],
    [
      "a pattern for the action that it covers",
      [{ ...reads, allow: ["dynamodb:GetItem", "dynamodb:Q*"] }, writes, denial],
      `granted beyond what is expected:\n  Allow dynamodb:Query on ${TABLE}\n  Allow dynamodb:Query on ${TABLE}/index/*\nexpected, and not granted:\n  Allow dynamodb:Q* on ${TABLE}/index/*\n  Allow dynamodb:Q* on ${TABLE}`,
    ],
  ];
  for (const [what, expected, message] of cases) {
    it(`fails for ${what}, and says which`, () => {
      expect(failure(() => expect(document).to.grantExactly(expected))).to.equal(message);
    });
  }

  it("tells principals apart in the policy of a resource or role", () => {
    const trust: PolicyDocument = {
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Principal: { Service: "lambda.amazonaws.com" },
        Action: "sts:AssumeRole",
      },
    };

    expect(trust).to.grantExactly([{ allow: "sts:AssumeRole", by: { Service: "lambda.amazonaws.com" } }]);
    expect(
      failure(() =>
        expect(trust).to.grantExactly([{ allow: "sts:AssumeRole", by: { Service: "ec2.amazonaws.com" } }]),
      ),
    ).to.equal(
      "granted beyond what is expected:\n  Allow sts:AssumeRole by Service lambda.amazonaws.com\nexpected, and not granted:\n  Allow sts:AssumeRole by Service ec2.amazonaws.com",
    );
  });

  describe("of a graph", () => {
    let made: Graph;
    before(async () => {
      made = await graph(() => {
        const table = new aws.dynamodb.Table("notes", {
          hashKey: "id",
          attributes: [{ name: "id", type: "S" }],
        });
        const role = new aws.iam.Role("writer", {
          assumeRolePolicy: trustPolicy(sts.allow("AssumeRole").by({ Service: "lambda.amazonaws.com" })),
          inlinePolicies: [{ name: "writing", policy: policy(dynamodb.allow("PutItem").on({ table })) }],
        });
        new aws.iam.RolePolicy("logging", {
          role: role.id,
          policy: policy(
            logs
              .allow("PutLogEvents")
              .on({ logStream: "arn:aws:logs:us-east-1:000000000000:log-group:a:log-stream:*" }),
          ),
        });
      });
    });

    const logging: ExpectedGrant = {
      allow: "logs:PutLogEvents",
      on: "arn:aws:logs:us-east-1:000000000000:log-group:a:log-stream:*",
    };

    it("adds up all policies of the role, and knows resources by name", () => {
      expect(made)
        .to.grantExactly([logging, { allow: "dynamodb:PutItem", on: "notes" }])
        .for("writer")
        .and.to.allow("dynamodb:PutItem")
        .on("notes")
        .for("writer");
    });

    it("shows what is too much", () => {
      expect(
        failure(() =>
          expect(made)
            .to.grantExactly([{ allow: "dynamodb:PutItem", on: made.get("notes") }])
            .for(made.get("writer")),
        ),
      ).to.contain("granted beyond what is expected:\n  Allow logs:PutLogEvents on arn:aws:logs");
    });
  });
});
