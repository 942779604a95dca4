import { expect } from "chai";
import { PolicyError } from "../../../policies";
import type { PolicyStatement } from "../../../policies/policy-document";
import { accessReport, type AccessReport } from "../../../policies/access/access-report";
import { compareReports, parseReport } from "../../../policies/access/compare-reports";
import { formatJson } from "../../../policies/access/format-report";
import { readResources, type ResourceRecord } from "../../../policies/access/read-resources";
import {
  allow,
  API_ARN,
  deny,
  documentOf,
  functionWith,
  managedPolicy,
  policyArn,
  record,
  restApi,
  role,
  roleArn,
  rolePolicy,
  signedIn,
  table,
  tableArn,
  trustOf,
} from "./records";

const reportOf = (records: readonly ResourceRecord[]): AccessReport =>
  parseReport(formatJson(accessReport(readResources(records), { project: "p", stack: "dev" })));

const notes = tableArn("notes");
const anyTable = "arn:aws:dynamodb:eu-west-1:000000000000:table/*";
const granted = (...statements: PolicyStatement[]) => [
  table("notes"),
  table("users"),
  role("r"),
  rolePolicy("r", ...statements),
];
const when = (operator: string, key: string, values: string | string[]) =>
  granted(allow("dynamodb:Query", notes, { [operator]: { [key]: values } }));
const KEYS = "dynamodb:LeadingKeys";
const limited = (...statements: PolicyStatement[]) => [
  role("r", { permissionsBoundary: policyArn("b") }),
  managedPolicy("b", ...statements),
  rolePolicy("r", allow("*")),
];
const bucketPolicy = (...statements: PolicyStatement[]) => [
  record("aws:s3/bucket:Bucket", "data", {}, { arn: "arn:aws:s3:::data-1a2b3c4", id: "data-1a2b3c4" }),
  record("aws:s3/bucketPolicy:BucketPolicy", "data", {
    bucket: "data-1a2b3c4",
    policy: documentOf(...statements),
  }),
];
const by = (Principal: PolicyStatement["Principal"], statement: PolicyStatement): PolicyStatement => ({
  ...statement,
  Principal: Principal!,
});
const read = allow("s3:GetObject", "arn:aws:s3:::data-1a2b3c4/*");

type Change = readonly [rule: string, before: readonly ResourceRecord[], after: readonly ResourceRecord[]];

/** What the second of each pair allows, the first does not. */
const widenings: readonly Change[] = [
  [
    "a further action",
    granted(allow("dynamodb:GetItem", notes)),
    granted(allow(["dynamodb:GetItem", "dynamodb:PutItem"], notes)),
  ],
  [
    "a further resource",
    granted(allow("dynamodb:GetItem", notes)),
    granted(allow("dynamodb:GetItem", [notes, tableArn("users")])),
  ],
  [
    "a wildcard for an action's name",
    granted(allow("dynamodb:GetItem", notes)),
    granted(allow("dynamodb:Get*", notes)),
  ],
  [
    "a wildcard for a resource's name",
    granted(allow("dynamodb:GetItem", notes)),
    granted(allow("dynamodb:GetItem", anyTable)),
  ],
  [
    "everything for a wildcard",
    granted(allow("dynamodb:GetItem", anyTable)),
    granted(allow("dynamodb:GetItem", "*")),
  ],
  [
    "all but some actions for one",
    granted(allow("dynamodb:GetItem")),
    granted({ Effect: "Allow", NotAction: "s3:*", Resource: "*" }),
  ],
  [
    "fewer exceptions",
    granted({ Effect: "Allow", NotAction: ["s3:*", "iam:*"], Resource: "*" }),
    granted({ Effect: "Allow", NotAction: "s3:*", Resource: "*" }),
  ],
  [
    "fewer excepted resources",
    granted({ Effect: "Allow", Action: "s3:GetObject", NotResource: ["arn:aws:s3:::a", "arn:aws:s3:::b"] }),
    granted({ Effect: "Allow", Action: "s3:GetObject", NotResource: "arn:aws:s3:::a" }),
  ],
  [
    "a condition less",
    when("StringEquals", "aws:RequestedRegion", "eu-west-1"),
    granted(allow("dynamodb:Query", notes)),
  ],
  [
    "a further value of a condition",
    when("StringEquals", "aws:RequestedRegion", "eu-west-1"),
    when("StringEquals", "aws:RequestedRegion", ["eu-west-1", "us-east-1"]),
  ],
  [
    "a wildcard in a condition's value",
    when("StringLike", "aws:PrincipalTag/team", "red"),
    when("StringLike", "aws:PrincipalTag/team", "r*"),
  ],
  [
    "another value of a condition",
    when("StringEquals", "aws:RequestedRegion", "eu-west-1"),
    when("StringEquals", "aws:RequestedRegion", "us-east-1"),
  ],
  [
    "a value less that a condition rules out",
    when("StringNotEquals", "aws:RequestedRegion", ["eu-west-1", "us-east-1"]),
    when("StringNotEquals", "aws:RequestedRegion", "eu-west-1"),
  ],
  [
    "a condition that an absent key passes",
    when("StringEquals", "aws:RequestedRegion", "eu-west-1"),
    when("StringEqualsIfExists", "aws:RequestedRegion", "eu-west-1"),
  ],
  [
    "a set operator that an empty set passes",
    when("ForAnyValue:StringEquals", KEYS, "a"),
    when("ForAllValues:StringEquals", KEYS, "a"),
  ],
  [
    "the presence of a key no longer asked for",
    granted(
      allow("dynamodb:Query", notes, {
        "ForAllValues:StringEquals": { [KEYS]: "a" },
        Null: { [KEYS]: "false" },
      }),
    ),
    when("ForAllValues:StringEquals", KEYS, "a"),
  ],
  [
    "a wider range of addresses",
    when("IpAddress", "aws:SourceIp", "203.0.113.0/25"),
    when("IpAddress", "aws:SourceIp", "203.0.113.0/24"),
  ],
  [
    "a higher limit",
    when("NumericLessThan", "s3:max-keys", "10"),
    when("NumericLessThan", "s3:max-keys", "100"),
  ],
  [
    "a later date",
    when("DateLessThan", "aws:CurrentTime", "2027-01-01T00:00:00Z"),
    when("DateLessThan", "aws:CurrentTime", "2028-01-01T00:00:00Z"),
  ],
  [
    "a boolean the other way round",
    when("Bool", "aws:SecureTransport", "true"),
    when("Bool", "aws:SecureTransport", "false"),
  ],
  [
    "an explicit denial less",
    granted(allow("dynamodb:*", notes), deny("dynamodb:DeleteTable")),
    granted(allow("dynamodb:*", notes)),
  ],
  [
    "a denial of fewer actions",
    granted(allow("dynamodb:*"), deny("dynamodb:Delete*")),
    granted(allow("dynamodb:*"), deny("dynamodb:DeleteTable")),
  ],
  [
    "a denial under a condition",
    granted(allow("dynamodb:*"), deny("dynamodb:Scan")),
    granted(allow("dynamodb:*"), deny("dynamodb:Scan", "*", { Bool: { "aws:SecureTransport": "false" } })),
  ],
  [
    "a new principal",
    granted(allow("dynamodb:GetItem")),
    [...granted(allow("dynamodb:GetItem")), role("s"), rolePolicy("s", allow("dynamodb:GetItem"))],
  ],
  ["a permissions boundary less", limited(allow("s3:*")), [role("r"), rolePolicy("r", allow("*"))]],
  ["a wider permissions boundary", limited(allow("s3:*")), limited(allow(["s3:*", "iam:*"]))],
  ["a denial less in the permissions boundary", limited(allow("*"), deny("iam:*")), limited(allow("*"))],
  [
    "a policy that cannot be read",
    [role("r")],
    [role("r", { managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] })],
  ],
  [
    "a role that trusts somebody else too",
    [role("r", { assumeRolePolicy: trustOf({ Service: "lambda.amazonaws.com" }) })],
    [role("r", { assumeRolePolicy: trustOf({ Service: ["lambda.amazonaws.com", "ec2.amazonaws.com"] }) })],
  ],
  ["a bucket for everyone", bucketPolicy(by({ AWS: "111122223333" }, read)), bucketPolicy(by("*", read))],
  [
    "a bucket that no longer denies everyone else",
    bucketPolicy(
      by("*", deny("s3:*", "arn:aws:s3:::data-1a2b3c4/*", { Bool: { "aws:SecureTransport": "false" } })),
    ),
    bucketPolicy(),
  ],
  [
    "a grant by the resource that the boundary of the role does not hold back",
    [role("r"), rolePolicy("r", read), ...bucketPolicy()],
    [role("r"), ...bucketPolicy(by({ AWS: roleArn("r") }, read))],
  ],
  ["a route that is open now", restApi({ "GET /a": {} }), restApi({ "GET /a": { open: true } })],
  [
    "a further route",
    [
      ...restApi({ "GET /a": {}, "GET /b": {} }),
      ...signedIn("p", allow("execute-api:Invoke", `${API_ARN}/v1/GET/a`)),
    ],
    [
      ...restApi({ "GET /a": {}, "GET /b": {} }),
      ...signedIn("p", allow("execute-api:Invoke", `${API_ARN}/v1/GET/*`)),
    ],
  ],
  [
    "a further stage",
    restApi({ "GET /a": { open: true } }),
    [
      ...restApi({ "GET /a": { open: true } }),
      record("aws:apigateway/stage:Stage", "api-v2", { restApi: "api1234567", stageName: "v2" }),
    ],
  ],
];

describe("comparing access reports", () => {
  for (const [rule, before, after] of widenings) {
    it(`calls ${rule} wider, and the way back narrower`, () => {
      const forth = compareReports(reportOf(before), reportOf(after));
      const back = compareReports(reportOf(after), reportOf(before));

      expect(forth.widens, "widens").not.to.deep.equal([]);
      expect(back.narrows, "narrows on the way back").to.deep.equal(forth.widens);
    });
  }

  const narrowing: readonly Change[] = widenings
    .filter(
      ([rule]) =>
        !/another value|other way round|by the resource|route that is open|for everyone|an empty set/.test(
          rule,
        ),
    )
    .map(([rule, before, after]) => [rule, after, before]);
  for (const [rule, before, after] of narrowing) {
    it(`widens nothing by taking back ${rule}`, () => {
      expect(compareReports(reportOf(before), reportOf(after)).widens).to.deep.equal([]);
    });
  }

  const same: readonly Change[] = [
    ["nothing changes", granted(allow("dynamodb:GetItem", notes)), granted(allow("dynamodb:GetItem", notes))],
    [
      "one statement becomes two",
      granted(allow(["dynamodb:GetItem", "dynamodb:Query"], notes)),
      granted(allow("dynamodb:Query", notes), allow("dynamodb:GetItem", notes)),
    ],
    [
      "an action changes its case",
      granted(allow("dynamodb:GetItem", notes)),
      granted(allow("DynamoDB:getitem", notes)),
    ],
    [
      "a list changes its order",
      when("StringEquals", "aws:RequestedRegion", ["a", "b"]),
      when("StringEquals", "aws:RequestedRegion", ["b", "a"]),
    ],
    [
      "a condition's key changes its case",
      when("StringEquals", "aws:requestedregion", "a"),
      when("StringEquals", "aws:RequestedRegion", "a"),
    ],
    [
      "an inline policy becomes a managed one",
      [role("r"), rolePolicy("r", read)],
      [role("r", { managedPolicyArns: [policyArn("m")] }), managedPolicy("m", read)],
    ],
    [
      "a name is also covered by a wildcard beside it",
      granted(allow(["dynamodb:Get*", "dynamodb:GetItem"], notes)),
      granted(allow("dynamodb:Get*", notes)),
    ],
    [
      "the cloud chooses another name",
      [table("notes"), ...functionWith("r", allow("dynamodb:GetItem", notes))],
      renamed([table("notes"), ...functionWith("r", allow("dynamodb:GetItem", notes))]),
    ],
  ];
  for (const [rule, before, after] of same) {
    it(`finds no difference where ${rule}`, () => {
      expect(compareReports(reportOf(before), reportOf(after))).to.deep.equal({ widens: [], narrows: [] });
    });
  }

  it("says who may do what now, and where", () => {
    const before = reportOf(granted(allow("dynamodb:GetItem", notes)));
    const after = reportOf(
      granted(allow("dynamodb:PutItem", notes, { Bool: { "aws:SecureTransport": "true" } })),
    );

    expect(compareReports(before, after)).to.deep.equal({
      widens: ["role r may dynamodb:PutItem on ${notes.arn} when aws:SecureTransport Bool true"],
      narrows: ["role r may dynamodb:GetItem on ${notes.arn}"],
    });
  });

  it("names an escalation path that a change opens", () => {
    const { widens } = compareReports(
      reportOf([role("r")]),
      reportOf([role("r"), rolePolicy("r", allow("iam:PutRolePolicy"))]),
    );

    expect(widens.filter((line) => line.includes("escalate"))).to.deep.equal([
      "role r can escalate (put-inline-policy): an inline policy can grant a principal everything",
    ]);
  });

  const wrong: readonly (readonly [rule: string, text: string])[] = [
    ["what is no JSON", "# Access"],
    ["null", "null"],
    ["another JSON", '{"principals":[]}'],
    [
      "a report of another version",
      '{"format":2,"principals":[],"escalations":[],"unused":[],"missing":[],"unknown":[],"names":{}}',
    ],
  ];
  for (const [rule, text] of wrong) {
    it(`refuses ${rule}`, () => {
      expect(() => parseReport(text)).to.throw(PolicyError);
    });
  }
});

/** The same resources with other random parts. */
function renamed(records: readonly ResourceRecord[]): ResourceRecord[] {
  return JSON.parse(JSON.stringify(records).replaceAll("1a2b3c4", "9z8y7x6")) as ResourceRecord[];
}
