import { expect } from "chai";
import type { SdkCommand } from "../../../policies/access/access-model";
import { accessReport, type AccessReport } from "../../../policies/access/access-report";
import type { CodeCommands } from "../../../policies/access/read-functions";
import { readResources, type ResourceRecord } from "../../../policies/access/read-resources";
import {
  allow,
  API_ARN,
  AS_CALLER,
  deny,
  functionArn,
  functionWith,
  lambdaFunction,
  lambdaProxy,
  logStreams,
  managedPolicy,
  permission,
  policyArn,
  record,
  restApi,
  role,
  roleArn,
  rolePolicy,
  signedIn,
  table,
  tableArn,
} from "./records";

const command = (text: string): SdkCommand => {
  const [client = "", operation = ""] = text.split(".");
  return { client, operation };
};

function report(records: readonly ResourceRecord[], code: readonly string[] | string = []): AccessReport {
  const found: CodeCommands =
    typeof code === "string" ? { unknownBecause: code } : { commands: code.map(command) };
  return accessReport(readResources(records, { readCode: () => found }), { project: "p", stack: "dev" });
}

const unusedIn = (...args: Parameters<typeof report>): string[] =>
  report(...args).unused.flatMap(({ actions, resources }) =>
    actions.flatMap((action) => resources.map((resource) => `${action} on ${resource}`)),
  );
const missingIn = (...args: Parameters<typeof report>): string[] =>
  report(...args).missing.flatMap(({ actions, neededBy }) => `${actions.join(" or ")} for ${neededBy}`);

const notes = tableArn("notes");
const ofNotes = (...actions: string[]) => [table("notes"), ...functionWith("f", allow(actions, notes))];

describe("a function's grants", () => {
  const used: readonly (readonly [rule: string, code: string[], granted: string[]])[] = [
    ["by the command of the same name", ["DynamoDB.GetItem"], ["dynamodb:GetItem"]],
    [
      "by a transaction's parts",
      ["DynamoDB.TransactWriteItems"],
      ["dynamodb:PutItem", "dynamodb:ConditionCheckItem"],
    ],
    ["by reading in a transaction", ["DynamoDB.TransactGetItems"], ["dynamodb:GetItem"]],
    ["by PartiQL", ["DynamoDB.ExecuteStatement"], ["dynamodb:PartiQLSelect"]],
    ["by a pattern that covers a command", ["DynamoDB.GetItem"], ["dynamodb:Get*"]],
    [
      "by endpoint discovery, where it is granted",
      ["DynamoDB.GetItem", "DynamoDB.DescribeEndpoints"],
      ["dynamodb:GetItem", "dynamodb:DescribeEndpoints"],
    ],
    ["by another name than the command's", ["S3.ListObjectsV2"], ["s3:ListBucket"]],
    [
      "by a client with another name than its service",
      ["CloudWatchLogs.PutLogEvents", "SFN.StartExecution", "EventBridge.PutEvents"],
      ["logs:PutLogEvents", "states:StartExecution", "events:PutEvents"],
    ],
    ["in any case", ["DynamoDB.GetItem"], ["DynamoDB:getitem"]],
  ];
  for (const [rule, code, granted] of used) {
    it(`are used ${rule}`, () => {
      const records = functionWith("f", allow(granted, "*"));

      expect(unusedIn(records, code)).to.deep.equal([]);
      expect(missingIn(records, code)).to.deep.equal([]);
    });
  }

  it("are unused when no command needs them", () => {
    expect(unusedIn(ofNotes("dynamodb:GetItem", "dynamodb:PutItem"), ["DynamoDB.GetItem"])).to.deep.equal([
      "dynamodb:PutItem on ${notes.arn}",
    ]);
  });

  it("are used by Lambda itself where they are its own logs, and unused where they are others'", () => {
    const own = allow(["logs:CreateLogStream", "logs:PutLogEvents"], logStreams("f"));
    const others = allow("logs:PutLogEvents", logStreams("g"));

    expect(unusedIn(functionWith("f", own))).to.deep.equal([]);
    expect(unusedIn(functionWith("f", others))).to.deep.equal([`logs:PutLogEvents on ${logStreams("g")}`]);
  });

  it("are used by Lambda itself for tracing, networks and failed events, where the function has them", () => {
    const granted = [
      allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"]),
      allow("ec2:CreateNetworkInterface"),
      allow("sqs:SendMessage", "arn:aws:sqs:eu-west-1:000000000000:dead"),
    ];
    const settings = {
      tracingConfig: { mode: "Active" },
      vpcConfig: { subnetIds: ["subnet-1"] },
      deadLetterConfig: { targetArn: "arn:aws:sqs:eu-west-1:000000000000:dead" },
    };

    expect(unusedIn([role("f"), rolePolicy("f", ...granted), lambdaFunction("f", settings)])).to.deep.equal(
      [],
    );
    expect(unusedIn(functionWith("f", ...granted))).to.have.length(4);
  });

  it("make a log group only where the program makes none", () => {
    const group = "arn:aws:logs:eu-west-1:000000000000:log-group:/aws/lambda/f-1a2b3c4";
    const records = functionWith("f", allow("logs:CreateLogGroup", group));
    const made = record("aws:cloudwatch/logGroup:LogGroup", "f", { name: "/aws/lambda/f-1a2b3c4" });

    expect(unusedIn(records)).to.deep.equal([]);
    expect(unusedIn([...records, made])).to.have.length(1);
  });

  it("are used when one of the functions that share the role uses them", () => {
    const records = [
      role("f"),
      rolePolicy("f", allow("dynamodb:GetItem")),
      lambdaFunction("f"),
      lambdaFunction("g", { role: roleArn("f") }),
    ];

    expect(unusedIn(records, ["DynamoDB.GetItem"])).to.deep.equal([]);
  });

  it("cannot be told used or unused when the code cannot be read, and the report says so", () => {
    const found = report(ofNotes("dynamodb:GetItem"), "index.js has no source map");

    expect(found.unused).to.deep.equal([]);
    expect(found.unknown).to.deep.equal([{ of: "function f", because: "index.js has no source map" }]);
  });

  for (const unknown of ["Quantum.Entangle", "DynamoDB.GetItme", "?.GetItem"]) {
    it(`are not called unused beside the unknown command ${unknown}`, () => {
      const found = report(ofNotes("dynamodb:PutItem"), [unknown]);

      expect(found.unused).to.deep.equal([]);
      expect(found.unknown).to.have.length(1);
      expect(found.unknown[0]!.because).to.contain(unknown.split(".")[1]);
    });
  }
});

describe("a command that no grant allows", () => {
  const GET = "dynamodb:GetItem for function f: GetItem of DynamoDB";
  const missing: readonly (readonly [rule: string, records: readonly ResourceRecord[]])[] = [
    ["is missing without a grant", functionWith("f", allow("dynamodb:PutItem"))],
    ["is missing where everything denies it", functionWith("f", allow("dynamodb:*"), deny("dynamodb:Get*"))],
    [
      "is missing where the granted resource is denied",
      functionWith("f", allow("dynamodb:GetItem", notes), deny("dynamodb:*", "arn:aws:dynamodb:*:*:table/*")),
    ],
    [
      "is missing where the boundary lacks it",
      [
        role("f", { permissionsBoundary: policyArn("b") }),
        rolePolicy("f", allow("dynamodb:*")),
        managedPolicy("b", allow("s3:*")),
        lambdaFunction("f"),
      ],
    ],
    [
      "is missing where all but it is granted",
      functionWith("f", { Effect: "Allow", NotAction: "dynamodb:*", Resource: "*" }),
    ],
  ];
  for (const [rule, records] of missing) {
    it(rule, () => {
      expect(missingIn(records, ["DynamoDB.GetItem"])).to.include(GET);
    });
  }

  const granted: readonly (readonly [rule: string, records: readonly ResourceRecord[]])[] = [
    [
      "under a condition",
      functionWith(
        "f",
        allow("dynamodb:GetItem", notes, { StringEquals: { "aws:RequestedRegion": "eu-west-1" } }),
      ),
    ],
    [
      "where another resource is denied",
      functionWith("f", allow("dynamodb:GetItem", notes), deny("dynamodb:*", tableArn("users"))),
    ],
    [
      "where a condition may deny it",
      functionWith(
        "f",
        allow("dynamodb:GetItem"),
        deny("*", "*", { Bool: { "aws:SecureTransport": "false" } }),
      ),
    ],
    [
      "by the table's own policy",
      [
        ...functionWith("f", allow("s3:GetObject")),
        table("notes"),
        record("aws:dynamodb/resourcePolicy:ResourcePolicy", "p", {
          resourceArn: notes,
          policy: {
            Version: "2012-10-17",
            Statement: [{ ...allow("dynamodb:GetItem", notes), Principal: { AWS: roleArn("f") } }],
          },
        }),
      ],
    ],
    [
      "perhaps by a policy that cannot be read",
      [
        role("f", { managedPolicyArns: ["arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess"] }),
        lambdaFunction("f"),
      ],
    ],
  ];
  for (const [rule, records] of granted) {
    it(`is not missing: it is granted ${rule}`, () => {
      expect(missingIn(records, ["DynamoDB.GetItem"])).to.deep.equal([]);
    });
  }

  it("is not asked for public operations of Cognito and STS", () => {
    const code = ["CognitoIdentity.GetId", "CognitoIdentityProvider.SignUp", "STS.GetCallerIdentity"];

    expect(missingIn(functionWith("f", allow("s3:GetObject")), code)).to.deep.equal([]);
  });

  it("needs one of a transaction's parts", () => {
    expect(missingIn(functionWith("f"), ["DynamoDB.TransactWriteItems"])).to.have.length(1);
  });
});

describe("grants of signed-in people", () => {
  const invoke = (route: string) => allow("execute-api:Invoke", `${API_ARN}/v1/${route}`);
  const query = {
    type: "aws",
    httpMethod: "POST",
    uri: "arn:aws:apigateway:eu-west-1:dynamodb:action/Query",
    credentials: AS_CALLER,
    requestTemplates: { "application/json": '{ "TableName": "notes-1a2b3c4" }' },
  };

  it("are used by routes that exist", () => {
    expect(
      unusedIn([...restApi({ "GET /pets/{petId}": {} }), ...signedIn("people", invoke("GET/pets/*"))]),
    ).to.deep.equal([]);
  });

  it("are unused for a route that is gone, also beside one that is there", () => {
    const both = allow("execute-api:Invoke", [`${API_ARN}/v1/GET/pets`, `${API_ARN}/v1/GET/gone`]);

    expect(unusedIn([...restApi({ "GET /pets": {} }), ...signedIn("people", both)])).to.deep.equal([
      "execute-api:Invoke on ${api.executionArn}/v1/GET/gone",
    ]);
  });

  it("are used by a backend that is called as the caller", () => {
    const records = [
      ...restApi({
        "POST /notes": { integration: lambdaProxy("f", AS_CALLER) },
        "GET /notes": { integration: query },
      }),
      ...functionWith("f"),
      table("notes"),
      ...signedIn(
        "people",
        invoke("*/notes"),
        allow("lambda:InvokeFunction", functionArn("f")),
        allow("dynamodb:Query", notes),
      ),
    ];
    const found = report(records);

    expect([found.unused, found.missing, found.unknown]).to.deep.equal([[], [], []]);
  });

  it("are missing where a route may be called and its backend may not", () => {
    const records = [
      ...restApi({ "GET /notes": { integration: query } }),
      table("notes"),
      ...signedIn("people", invoke("*/notes"), allow("dynamodb:Query", tableArn("users"))),
    ];

    expect(missingIn(records)).to.deep.equal(["dynamodb:Query for GET /notes"]);
  });

  it("are not missing for a route that these people may not call", () => {
    const records = [
      ...restApi({ "GET /notes": { integration: query } }),
      table("notes"),
      ...signedIn("people", allow("s3:GetObject")),
    ];

    expect(missingIn(records)).to.deep.equal([]);
  });

  it("are left to clients where no route uses them, and the report says so", () => {
    const found = report([
      ...restApi({ "GET /pets": {} }),
      ...signedIn("people", allow("dynamodb:Query", notes)),
    ]);

    expect(found.unused).to.deep.equal([]);
    expect(found.unknown[0]).to.deep.include({ of: "role people" });
    expect(found.unknown[0]!.because).to.match(/no route uses dynamodb:Query/);
  });
});

describe("API Gateway's permissions", () => {
  const api = restApi({ "GET /a": { integration: lambdaProxy("f") } });
  const fn = functionWith("f", allow("logs:PutLogEvents", logStreams("f")));

  it("are used by the route that calls the function", () => {
    const found = report([...api, ...fn, permission("f", "GET /a")]);

    expect([found.unused, found.missing]).to.deep.equal([[], []]);
  });

  it("are unused for another route, which the function then lacks", () => {
    const found = report([...api, ...fn, permission("f", "GET /b")]);

    expect(found.unused.map(({ principal }) => principal)).to.deep.equal([
      "service apigateway.amazonaws.com",
    ]);
    expect(found.missing.map(({ neededBy }) => neededBy)).to.deep.equal(["GET /a in v1"]);
  });

  it("are used by the role that an integration names", () => {
    const records = [
      ...restApi({ "GET /a": { integration: lambdaProxy("f", roleArn("caller")) } }),
      ...fn,
      role("caller"),
      rolePolicy("caller", allow(["lambda:InvokeFunction", "s3:GetObject"], functionArn("f"))),
    ];

    expect(report(records).unused.map(({ actions }) => actions)).to.deep.equal([["s3:GetObject"]]);
  });
});

describe("a role that nothing in the program uses", () => {
  it("is said to be unknown, and none of its grants is called unused", () => {
    const found = report([role("other"), rolePolicy("other", allow("s3:GetObject"))]);

    expect(found.unused).to.deep.equal([]);
    expect(found.unknown.map(({ of }) => of)).to.deep.equal(["role other"]);
  });
});
