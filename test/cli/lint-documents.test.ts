import { expect } from "chai";
import { findStackDocuments } from "../../cli/lint-documents";
import type { DeployedResource } from "../../local/deployment";

const TEXT = '{"Version":"2012-10-17","Statement":[]}';
const WITH_PRINCIPAL = '{"Statement":[{"Principal" : "*"}]}';
const resource = (type: string, inputs: Record<string, unknown>, outputs = {}): DeployedResource => ({
  urn: `urn:${type}`,
  type,
  name: "it",
  id: "it",
  inputs,
  outputs,
  secrets: [],
});
const found = (...resources: DeployedResource[]) =>
  findStackDocuments(resources).map(({ property, kind, storedAs }) =>
    [property, kind, storedAs].filter((part) => part !== undefined).join(" "),
  );

describe("the policy documents of a stack", () => {
  const TYPES: readonly [type: string, inputs: Record<string, unknown>, found: string[]][] = [
    [
      "aws:iam/role:Role",
      {
        assumeRolePolicy: TEXT,
        inlinePolicies: [{ name: "a" }, { name: "b", policy: TEXT }],
        permissionsBoundary: "arn:x",
      },
      ["assumeRolePolicy trust", "inlinePolicies[1].policy identity role"],
    ],
    ["aws:iam/rolePolicy:RolePolicy", { policy: TEXT, role: "r" }, ["policy identity role"]],
    ["aws:iam/userPolicy:UserPolicy", { policy: TEXT }, ["policy identity user"]],
    ["aws:iam/groupPolicy:GroupPolicy", { policy: TEXT }, ["policy identity group"]],
    ["aws:iam/policy:Policy", { policy: { Statement: [] } }, ["policy identity managed"]],
    ["aws:ec2/vpcEndpoint:VpcEndpoint", { policy: TEXT }, ["policy endpoint"]],
    ["aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy", { policyDocument: TEXT }, ["policyDocument endpoint"]],
    ["aws:organizations/policy:Policy", { content: TEXT }, ["content serviceControl"]],
    ["aws:s3/bucketPolicy:BucketPolicy", { policy: WITH_PRINCIPAL }, ["policy resource"]],
    ["aws:dynamodb/table:Table", { name: "t", lifecyclePolicy: '{"rules":[]}' }, []],
    [
      "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy",
      { inlinePolicy: TEXT },
      ["inlinePolicy identity"],
    ],
    [
      "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy",
      { accessPolicy: WITH_PRINCIPAL },
      ["accessPolicy resource"],
    ],
    ["aws:apigateway/restApi:RestApi", { body: "{}", policy: WITH_PRINCIPAL }, ["policy resource"]],
    [
      "aws:apigateway/restApi:RestApi",
      { body: JSON.stringify({ "x-amazon-apigateway-policy": JSON.parse(WITH_PRINCIPAL) }) },
      ["body resource"],
    ],
    ["aws:apigateway/restApi:RestApi", { body: "openapi: 3.0.1" }, []],
    ["aws:apigateway/restApi:RestApi", {}, []],
  ];
  for (const [type, inputs, documents] of TYPES) {
    it(`${type} with ${Object.keys(inputs).join(", ") || "nothing"}: ${documents.join(", ") || "none"}`, () => {
      expect(found(resource(type, inputs))).to.deep.equal(documents);
    });
  }

  it("tell a boundary by the role that has it", () => {
    expect(
      found(
        resource("aws:iam/policy:Policy", { policy: TEXT }, { arn: "arn:b" }),
        resource("aws:iam/role:Role", { permissionsBoundary: "arn:b" }),
      ),
    ).to.deep.equal(["policy boundary"]);
  });

  it("hold the statement that Lambda makes of a permission", () => {
    const [permission] = findStackDocuments([
      resource("aws:lambda/permission:Permission", {
        function: "f",
        action: "lambda:InvokeFunction",
        principal: "sns.amazonaws.com",
        sourceArn: "arn:aws:sns:eu-west-1:111122223333:t",
      }),
    ]);

    expect(permission).to.deep.include({ property: "permission", kind: "resource" });
    expect(JSON.parse(permission!.text).Statement).to.deep.equal([
      {
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: "lambda:InvokeFunction",
        Resource: "arn:*:lambda:*:*:function:f",
        Condition: { ArnLike: { "AWS:SourceArn": "arn:aws:sns:eu-west-1:111122223333:t" } },
      },
    ]);
  });
});
