import { expect } from "chai";
import { PolicyError } from "../../../policies";
import { readResources, type ResourceRecord } from "../../../policies/access/read-resources";
import {
  allow,
  API_ARN,
  documentOf,
  functionArn,
  lambdaFunction,
  managedPolicy,
  permission,
  policyArn,
  record,
  restApi,
  role,
  roleArn,
  rolePolicy,
  table,
  tableArn,
} from "./records";

const READ = allow("dynamodb:GetItem", tableArn("notes"));

const documentsOf = (records: readonly ResourceRecord[], name = "reader"): readonly string[] =>
  readResources(records)
    .principals.find((principal) => principal.name === name)!
    .identity.map(({ text }) => text);

describe("the access model's principals", () => {
  const user = record(
    "aws:iam/user:User",
    "reader",
    {},
    { arn: "arn:aws:iam::000000000000:user/r", name: "r" },
  );
  const group = record(
    "aws:iam/group:Group",
    "readers",
    {},
    { arn: "arn:aws:iam::000000000000:group/g", name: "g" },
  );
  const policy = documentOf(READ);

  const ways: readonly (readonly [rule: string, records: readonly ResourceRecord[]])[] = [
    ["a role's inline policy", [role("reader"), rolePolicy("reader", READ)]],
    [
      "an inline policy given as an object",
      [
        role("reader"),
        record("aws:iam/rolePolicy:RolePolicy", "p", {
          role: "reader-1a2b3c4",
          policy: JSON.parse(policy) as unknown,
        }),
      ],
    ],
    ["a policy written into the role", [role("reader", { inlinePolicies: [{ name: "p", policy }] })]],
    [
      "a managed policy by attachment",
      [
        role("reader"),
        managedPolicy("p", READ),
        record("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", {
          role: "reader-1a2b3c4",
          policyArn: policyArn("p"),
        }),
      ],
    ],
    [
      "a managed policy by ARN in the role",
      [role("reader", { managedPolicyArns: [policyArn("p")] }), managedPolicy("p", READ)],
    ],
    [
      "an attachment that owns all of a policy",
      [
        role("reader"),
        managedPolicy("p", READ),
        record("aws:iam/policyAttachment:PolicyAttachment", "a", {
          roles: ["reader-1a2b3c4"],
          policyArn: policyArn("p"),
        }),
      ],
    ],
    [
      "an attachment that owns all of a role",
      [
        role("reader"),
        managedPolicy("p", READ),
        record("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "a", {
          roleName: "reader-1a2b3c4",
          policyArns: [policyArn("p")],
        }),
      ],
    ],
    ["a user's inline policy", [user, record("aws:iam/userPolicy:UserPolicy", "p", { user: "r", policy })]],
    [
      "a policy of a user's group",
      [
        user,
        group,
        record("aws:iam/groupPolicy:GroupPolicy", "p", { group: "g", policy }),
        record("aws:iam/groupMembership:GroupMembership", "m", { group: "g", users: ["r"] }),
      ],
    ],
    [
      "a policy of a group that the user joins",
      [
        user,
        group,
        record("aws:iam/groupPolicy:GroupPolicy", "p", { group: "g", policy }),
        record("aws:iam/userGroupMembership:UserGroupMembership", "m", { user: "r", groups: ["g"] }),
      ],
    ],
  ];
  for (const [rule, records] of ways) {
    it(`are granted what ${rule} says`, () => {
      expect(documentsOf(records)).to.deep.equal([policy]);
    });
  }

  it("are the same for any order of the records", () => {
    const records = [
      ...restApi({ "GET /pets": {} }),
      role("reader"),
      rolePolicy("reader", READ),
      table("notes"),
    ];

    expect(readResources([...records].reverse())).to.deep.equal(readResources(records));
  });

  it("hold a policy of AWS as one that cannot be read", () => {
    const arn = "arn:aws:iam::aws:policy/AdministratorAccess";
    const [principal] = readResources([role("reader", { managedPolicyArns: [arn] })]).principals;

    expect(principal).to.deep.include({ identity: [], unknownPolicies: [arn] });
  });

  it("have the permissions boundary that the program makes", () => {
    const [principal] = readResources([
      role("reader", { permissionsBoundary: policyArn("p") }),
      managedPolicy("p", READ),
    ]).principals;

    expect(principal!.boundary).to.deep.equal({ name: "p", text: policy });
  });

  it("are told what they are for", () => {
    const uses = readResources([
      role("reader"),
      lambdaFunction("reader"),
      record("aws:apigateway/account:Account", "gateway", { cloudwatchRoleArn: roleArn("reader") }),
      record("aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment", "people", {
        roles: { authenticated: roleArn("reader"), unauthenticated: roleArn("reader") },
      }),
    ]).principals[0]!.uses;

    expect(uses.map(({ kind, of }) => `${kind} ${of}`)).to.have.members([
      "function reader",
      "gateway-logs gateway",
      "signed-in people",
      "guest people",
    ]);
  });
});

describe("the access model's resources", () => {
  const statement = { ...READ, Principal: "*" as const };
  const ways: readonly (readonly [rule: string, records: readonly ResourceRecord[]])[] = [
    [
      "a policy of their own",
      [record("aws:kms/key:Key", "data", { policy: documentOf(statement) }, { arn: "arn:k" })],
    ],
    [
      "a bucket's policy",
      [
        record("aws:s3/bucket:Bucket", "data", {}, { arn: "arn:b", id: "b1" }),
        record("aws:s3/bucketPolicy:BucketPolicy", "p", { bucket: "b1", policy: documentOf(statement) }),
      ],
    ],
    [
      "a key's policy by its id",
      [
        record("aws:kms/key:Key", "data", {}, { arn: "arn:k", keyId: "k1" }),
        record("aws:kms/keyPolicy:KeyPolicy", "p", { keyId: "k1", policy: documentOf(statement) }),
      ],
    ],
    [
      "a topic's policy",
      [
        record("aws:sns/topic:Topic", "data", {}, { arn: "arn:t" }),
        record("aws:sns/topicPolicy:TopicPolicy", "p", { arn: "arn:t", policy: documentOf(statement) }),
      ],
    ],
    [
      "a queue's policy",
      [
        record("aws:sqs/queue:Queue", "data", {}, { arn: "arn:q", url: "https://q" }),
        record("aws:sqs/queuePolicy:QueuePolicy", "p", {
          queueUrl: "https://q",
          policy: documentOf(statement),
        }),
      ],
    ],
    [
      "a secret's policy",
      [
        record("aws:secretsmanager/secret:Secret", "data", {}, { arn: "arn:s" }),
        record("aws:secretsmanager/secretPolicy:SecretPolicy", "p", {
          secretArn: "arn:s",
          policy: documentOf(statement),
        }),
      ],
    ],
    [
      "a table's policy",
      [
        table("data"),
        record("aws:dynamodb/resourcePolicy:ResourcePolicy", "p", {
          resourceArn: tableArn("data"),
          policy: documentOf(statement),
        }),
      ],
    ],
  ];
  for (const [rule, records] of ways) {
    it(`have ${rule}`, () => {
      const resource = readResources(records).resources.find(({ name }) => name === "data");

      expect(JSON.parse(resource!.policy!.text)).to.deep.include({ Statement: [statement] });
    });
  }

  it("have one document for all permissions of a function", () => {
    const { resources } = readResources([role("f"), lambdaFunction("f"), permission("f", "GET /a")]);

    const fn = resources.find(({ arn }) => arn === functionArn("f"));
    expect(JSON.parse(fn!.policy!.text)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "apigateway.amazonaws.com" },
          Action: "lambda:InvokeFunction",
          Resource: functionArn("f"),
          Condition: { ArnLike: { "AWS:SourceArn": `${API_ARN}/v1/GET/a` } },
        },
      ],
    });
  });

  it("complete what an API's policy leaves out of its ARN", () => {
    const policy = documentOf({
      Effect: "Deny",
      Principal: "*",
      Action: "execute-api:Invoke",
      Resource: "execute-api:/*",
    });
    const [api] = readResources(restApi({}, { policy })).resources;

    expect(api!.policy!.text).to.contain(`"Resource":"${API_ARN}/*"`);
  });
});

describe("the access model refuses", () => {
  const refusals: readonly (readonly [rule: string, records: readonly ResourceRecord[], message: RegExp])[] =
    [
      [
        "an IAM resource type that it does not know",
        [record("aws:iam/brandNew:BrandNew", "x", {})],
        /aws:iam\/brandNew:BrandNew "x".*not known/,
      ],
      [
        "a policy of a role that the program does not make",
        [rolePolicy("nobody", READ)],
        /makes no role nobody-1a2b3c4/,
      ],
      [
        "a boundary that it cannot read",
        [role("r", { permissionsBoundary: "arn:aws:iam::aws:policy/PowerUserAccess" })],
        /cannot be read/,
      ],
      [
        "a permission of a function that the program does not make",
        [permission("f", "GET /a")],
        /does not make/,
      ],
      ["a role without an ARN", [record("aws:iam/role:Role", "r", { assumeRolePolicy: "{}" })], /has no arn/],
      ["routes that are made one by one", [record("aws:apigateway/method:Method", "m", {})], /OpenAPI body/],
      ["an HTTP API", [record("aws:apigatewayv2/api:Api", "a", {})], /OpenAPI body/],
      [
        "a security scheme that it does not know",
        restApi({ "GET /a": {} }).map((one) => ({
          ...one,
          outputs: { ...one.outputs, body: String(one.outputs.body).replace("awsSigv4", "magic") },
          inputs: {},
        })),
        /GET \/a: its security scheme is not known/,
      ],
    ];
  for (const [rule, records, message] of refusals) {
    it(rule, () => {
      expect(() => readResources(records)).to.throw(PolicyError, message);
    });
  }
});
