import { expect } from "chai";
import type { PolicyStatement } from "../../../policies/policy-document";
import {
  accessReport,
  type AccessReport,
  type ReportPrincipal,
} from "../../../policies/access/access-report";
import { formatMarkdown, formatTable } from "../../../policies/access/format-report";
import { readResources, type ResourceRecord } from "../../../policies/access/read-resources";
import {
  allow,
  API_ARN,
  deny,
  documentOf,
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
  accessReport(readResources(records), { project: "p", stack: "dev" });
const principalIn = (name: string, records: readonly ResourceRecord[]): ReportPrincipal =>
  reportOf(records).principals.find((one) => one.name === name)!;
const routesOf = (name: string, records: readonly ResourceRecord[]): string[] =>
  principalIn(name, records).routes.map(
    ({ method, path, sometimes }) => `${method} ${path}${sometimes ? " sometimes" : ""}`,
  );

const invoke = (route: string, condition?: PolicyStatement["Condition"]) =>
  allow("execute-api:Invoke", `${API_ARN}/v1/${route}`, condition);
const WHEN = { StringEquals: { "aws:RequestedRegion": "eu-west-1" } };

describe("the routes that somebody may call", () => {
  const api = restApi({
    "GET /pets": {},
    "GET /pets/{petId}": {},
    "GET /pets/{petId}/owner": {},
    "POST /pets": {},
  });
  const cases: readonly (readonly [rule: string, statements: PolicyStatement[], routes: string[]])[] = [
    ["are none without a grant", [], []],
    ["are those that a grant names", [invoke("GET/pets")], ["GET /pets"]],
    [
      "are also the deeper ones that a wildcard reaches",
      [invoke("GET/pets/*")],
      ["GET /pets/{petId}", "GET /pets/{petId}/owner"],
    ],
    [
      "are not those that a Deny takes out of a wildcard",
      [invoke("GET/pets/*"), deny("execute-api:Invoke", `${API_ARN}/v1/GET/pets/*/owner`)],
      ["GET /pets/{petId}"],
    ],
    ["are conditional where the grant is", [invoke("GET/pets", WHEN)], ["GET /pets sometimes"]],
    ["are conditional where a Deny is", [invoke("GET/pets"), deny("*", "*", WHEN)], ["GET /pets sometimes"]],
    [
      "are unconditional where one of two grants is",
      [invoke("GET/pets", WHEN), invoke("GET/pets")],
      ["GET /pets"],
    ],
    [
      "are conditional for a condition that holds when its key is absent",
      [invoke("GET/pets", { StringNotEquals: { "aws:RequestedRegion": "x" } })],
      ["GET /pets sometimes"],
    ],
    [
      "are conditional where a variable decides",
      [invoke("GET/pets/${aws:PrincipalTag/pet}")],
      ["GET /pets/{petId} sometimes", "GET /pets/{petId}/owner sometimes"],
    ],
    ["are none of another stage", [allow("execute-api:Invoke", `${API_ARN}/v2/GET/pets`)], []],
  ];
  for (const [rule, statements, routes] of cases) {
    it(rule, () => {
      expect(routesOf("role people", [...api, ...signedIn("people", ...statements)])).to.deep.equal(routes);
    });
  }

  it("are held back by the permissions boundary", () => {
    const records = [
      ...api,
      role("r", { permissionsBoundary: policyArn("b") }),
      rolePolicy("r", invoke("GET/pets")),
      managedPolicy("b", allow("s3:*")),
    ];

    expect(routesOf("role r", records)).to.deep.equal([]);
  });

  it("are held back by the API's own policy, and opened by it", () => {
    const denying = documentOf({
      Effect: "Deny",
      Principal: "*",
      Action: "execute-api:Invoke",
      Resource: "execute-api:/*",
    });
    const allowing = documentOf({
      Effect: "Allow",
      Principal: { AWS: roleArn("r") },
      Action: "execute-api:Invoke",
      Resource: "execute-api:/v1/GET/a",
    });
    const routes = { "GET /a": {} };

    expect(
      routesOf("role r", [
        ...restApi(routes, { policy: denying }),
        role("r"),
        rolePolicy("r", invoke("GET/a")),
      ]),
    ).to.deep.equal([]);
    expect(routesOf("role r", [...restApi(routes, { policy: allowing }), role("r")])).to.deep.equal([
      "GET /a",
    ]);
  });

  it("are told by method where a route takes any", () => {
    const records = [...restApi({ "ANY /a": {} }), ...signedIn("people", invoke("GET/a"), invoke("PUT/a"))];

    expect(routesOf("role people", records)).to.deep.equal(["GET /a", "PUT /a"]);
  });

  it("are open to everyone where no authorization is asked", () => {
    expect(routesOf("everyone", restApi({ "GET /a": { open: true }, "GET /b": {} }))).to.deep.equal([
      "GET /a",
    ]);
  });
});

describe("the principals of a report", () => {
  const trusting = (principal: PolicyStatement["Principal"]) => [
    role("r", { assumeRolePolicy: trustOf(principal) }),
  ];
  const cases: readonly (readonly [name: string, principal: PolicyStatement["Principal"]])[] = [
    ["everyone", "*"],
    ["everyone", { AWS: "*" }],
    ["service sns.amazonaws.com", { Service: "sns.amazonaws.com" }],
    ["provider cognito-identity.amazonaws.com", { Federated: "cognito-identity.amazonaws.com" }],
    ["account 111122223333", { AWS: "111122223333" }],
    ["account 111122223333", { AWS: "arn:aws:iam::111122223333:root" }],
    ["arn:aws:iam::111122223333:role/theirs", { AWS: "arn:aws:iam::111122223333:role/theirs" }],
    ["role r", { AWS: roleArn("r") }],
  ];
  for (const [name, principal] of cases) {
    it(`name ${JSON.stringify(principal)} as ${name}`, () => {
      const { statements } = principalIn(name, trusting(principal));

      expect(statements).to.deep.include({
        effect: "Allow",
        actions: ["sts:AssumeRole"],
        resources: ["${r.arn}"],
        kind: "trust",
        from: "trust policy of r, statement 1",
      });
    });
  }

  it("say who everyone leaves out", () => {
    const policy = documentOf({
      Effect: "Deny",
      NotPrincipal: { AWS: roleArn("r") },
      Action: "kms:*",
      Resource: "*",
    });
    const key = record(
      "aws:kms/key:Key",
      "k",
      { policy },
      { arn: "arn:aws:kms:eu-west-1:000000000000:key/1" },
    );

    expect(principalIn("everyone except role r", [role("r"), key]).statements).to.have.length(1);
  });

  it("are told apart by their parents where two have one logical name, else by what the cloud calls them", () => {
    const [own] = [role("r")];
    const other = JSON.parse(JSON.stringify(own).replaceAll("1a2b3c4", "9z8y7x6")) as ResourceRecord;
    const urn = (parent: string) => `urn:pulumi:dev::p::${parent}$aws:iam/role:Role::r`;
    const rolesOf = (...roles: ResourceRecord[]) =>
      reportOf(roles)
        .principals.map(({ name }) => name)
        .filter((name) => name.startsWith("role"));

    expect(rolesOf({ ...own!, urn: urn("a:b:Api") }, { ...other, urn: urn("a:b:Web") })).to.deep.equal([
      "role ${Api$Role r.arn}",
      "role ${Web$Role r.arn}",
    ]);
    expect(rolesOf(own!, other)).to.deep.equal([`role ${roleArn("r")}`, `role ${String(other.outputs.arn)}`]);
  });

  it("have their permissions boundary beside what they are granted", () => {
    const records = [
      role("r", { permissionsBoundary: policyArn("b") }),
      rolePolicy("r", allow("*")),
      managedPolicy("b", allow("s3:*")),
    ];

    expect(principalIn("role r", records).boundary!.map(({ actions }) => actions)).to.deep.equal([["s3:*"]]);
  });
});

describe("a report", () => {
  const statement = allow(["dynamodb:GetItem", "dynamodb:Query"], tableArn("notes"), {
    "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["${cognito-identity.amazonaws.com:sub}"] },
  });
  const records = [
    ...restApi({ "GET /a": {}, "OPTIONS /a": { open: true } }),
    table("notes"),
    ...signedIn("people", statement, invoke("GET/a")),
  ];

  it("is the same whatever the cloud calls things", () => {
    const renamed = JSON.parse(JSON.stringify(records).replaceAll("1a2b3c4", "9z8y7x6")) as ResourceRecord[];
    const { names, ...rest } = reportOf(records);

    expect(names["${notes.arn}"]).to.equal(tableArn("notes"));
    expect({ ...reportOf(renamed), names: undefined }).to.deep.equal({ ...rest, names: undefined });
  });

  it("leaves a name that the program chose as it is", () => {
    const named = record(
      "aws:dynamodb/table:Table",
      "notes",
      { name: "orders-2027" },
      { arn: "arn:aws:dynamodb:eu-west-1:000000000000:table/orders-2027" },
    );
    const found = principalIn("role r", [
      named,
      role("r"),
      rolePolicy("r", allow("s3:GetObject", "arn:aws:s3:::orders-2027/*")),
    ]);

    expect(found.statements[0]!.resources).to.deep.equal(["arn:aws:s3:::orders-2027/*"]);
  });

  it("replaces whole names only", () => {
    const found = principalIn("role r", [
      table("notes"),
      role("r"),
      rolePolicy("r", allow("dynamodb:GetItem", [`${tableArn("notes")}5`, `${tableArn("notes")}/index/*`])),
    ]);

    expect(found.statements[0]!.resources).to.deep.equal([`${tableArn("notes")}5`, "${notes.arn}/index/*"]);
  });

  it("is a table for terminals", () => {
    expect(formatTable(reportOf(records)).split("\n")).to.include.members([
      "Access in p, stack dev",
      "role people: signed-in people of people",
      "         Actions             Resources                     When",
      "  Allow  dynamodb:GetItem    ${notes.arn}                  dynamodb:LeadingKeys ForAllValues:StringEquals ${cognito-identity.amazonaws.com:sub}",
      "         dynamodb:Query",
      "  calls GET /a of api (v1)",
      "  calls OPTIONS of 1 path",
      "Privilege escalation paths",
      "  none",
    ]);
  });

  it("is Markdown for pull requests", () => {
    expect(formatMarkdown(reportOf(records)).split("\n")).to.include.members([
      "# Access in p, stack dev",
      "## role people: signed-in people of people",
      "| Allow | `dynamodb:GetItem`<br>`dynamodb:Query` | `${notes.arn}` | `dynamodb:LeadingKeys ForAllValues:StringEquals ${cognito-identity.amazonaws.com:sub}` |",
      "- calls GET /a of api (v1)",
      "## Grants that no code path uses",
      "- none",
    ]);
  });
});
