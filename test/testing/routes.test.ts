import { expect, use } from "chai";
import { iam } from "../../testing";
import { failure, misuse } from "./thrown";

use(iam);

const API = "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3";
const STRANGER = "arn:aws:iam::444455556666:role/stranger";
const ROLE = "aws:iam/role:Role";

const statement = (more: object) =>
  JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", ...more } });
const trust = statement({
  Principal: { Federated: "cognito-identity.amazonaws.com" },
  Action: "sts:AssumeRoleWithWebIdentity",
});

const role = (name: string, resource: string, more: object = {}) => [
  {
    type: ROLE,
    name,
    id: name,
    inputs: { assumeRolePolicy: trust },
    outputs: { assumeRolePolicy: trust, name, arn: `arn:aws:iam::111122223333:role/${name}`, ...more },
  },
  {
    type: "aws:iam/rolePolicy:RolePolicy",
    name: `${name}-invoking`,
    inputs: { role: name, policy: statement({ Action: "execute-api:Invoke", Resource: resource }) },
    outputs: {},
  },
];

const iamAuth = { "x-amazon-apigateway-auth": { type: "AWS_IAM" } };
const api = (more: object = {}, stages = ["v1"]) => [
  {
    type: "aws:apigateway/restApi:RestApi",
    name: "app",
    id: "a1b2c3",
    inputs: {},
    outputs: {
      executionArn: API,
      arn: "arn:aws:apigateway:eu-west-1::/restapis/a1b2c3",
      id: "a1b2c3",
      body: JSON.stringify({
        openapi: "3.0.1",
        paths: {
          "/login": { post: { "x-amazon-apigateway-auth": { type: "NONE" } } },
          "/pets": { get: iamAuth, post: iamAuth },
          "/pets/{petId}": { get: iamAuth },
          "/files/{proxy+}": { "x-amazon-apigateway-any-method": iamAuth },
          "/custom": { get: { "x-amazon-apigateway-auth": { type: "CUSTOM" } } },
        },
      }),
      ...more,
    },
  },
  ...stages.map((stageName) => ({
    type: "aws:apigateway/stage:Stage",
    name: stageName,
    inputs: { restApi: "a1b2c3", stageName },
    outputs: { arn: `arn:aws:apigateway:eu-west-1::/restapis/a1b2c3/stages/${stageName}` },
  })),
];
const deployed = {
  resources: [...api(), ...role("reader", `${API}/v1/GET/pets*`), ...role("keeper", `${API}/v1/*/files/*`)],
};

describe("allow, of the routes of an API", () => {
  it("finds the ARN of a route", () => {
    expect(deployed).to.allow("execute-api:Invoke").on("GET /pets").for("reader");
    expect(deployed).to.allow("execute-api:Invoke").on("GET /pets/{petId}").for("reader");
    expect(deployed).not.to.allow("execute-api:Invoke").on("POST /pets").for("reader");
    expect(deployed).not.to.allow("execute-api:Invoke").on("GET /pets").for("keeper");
    expect(deployed).not.to.allow("execute-api:Invoke").on(`${API}/v2/GET/pets`).for("reader");
  });

  it("finds any method where the API takes any", () => {
    expect(deployed).to.allow("execute-api:Invoke").on("DELETE /files/{proxy+}").for("keeper");
    expect(deployed).not.to.allow("execute-api:Invoke").on("DELETE /files/{proxy+}").for("reader");
  });

  it("knows that an open route is open to everybody, and that no other is", () => {
    const message = failure(() =>
      expect(deployed).not.to.allow("execute-api:Invoke").on("POST /login").for("anonymous"),
    );

    expect(message).to.contain("of the resource-based policy POST /login (authorization NONE)");
    expect(deployed).to.allow("execute-api:Invoke").on("POST /login").for(STRANGER);
    for (const outsider of ["anonymous", STRANGER]) {
      expect(deployed).not.to.allow("execute-api:Invoke").on("GET /pets").for(outsider);
    }
  });

  it("knows the route behind an ARN, fixed paths before parameters", () => {
    const mixed = {
      resources: [
        ...role("reader", `${API}/v1/GET/pets*`),
        ...api({
          body: JSON.stringify({
            openapi: "3.0.1",
            paths: {
              "/pets/{petId}": { get: { "x-amazon-apigateway-auth": { type: "NONE" } } },
              "/pets/mine": { get: iamAuth },
              "/{proxy+}": { get: iamAuth },
            },
          }),
        }),
      ],
    };

    expect(mixed).to.allow("execute-api:Invoke").on(`${API}/v1/GET/pets/7`).for("anonymous");
    expect(mixed).not.to.allow("execute-api:Invoke").on(`${API}/v1/GET/pets/mine`).for("anonymous");
    expect(mixed).not.to.allow("execute-api:Invoke").on(`${API}/v1/GET/pets/7/photos`).for("anonymous");
    expect(mixed).not.to.allow("execute-api:Invoke").on(`${API}/v1/POST/pets/7`).for("anonymous");
  });

  it("finds the open route when all of them are asked about", () => {
    expect(
      failure(() => expect(deployed).not.to.allow("execute-api:Invoke").on("*").for("anonymous")),
    ).to.contain("by statement 1 of POST /login (authorization NONE)");
  });

  it("holds the API's own policy against everybody", () => {
    const policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: STRANGER },
          Action: "execute-api:Invoke",
          Resource: `${API}/v1/GET/pets`,
        },
        { Effect: "Deny", Principal: "*", Action: "execute-api:Invoke", Resource: `${API}/v1/POST/login` },
      ],
    });
    const guarded = { resources: [...api({ policy }), ...role("reader", `${API}/v1/GET/pets*`)] };

    expect(guarded).not.to.allow("execute-api:Invoke").on("POST /login").for("anonymous");
    expect(guarded).to.allow("execute-api:Invoke").on("GET /pets").for(STRANGER);
    expect(guarded).to.allow("execute-api:Invoke").on(`${API}/v1/GET/pets`).for(STRANGER);
    expect(guarded).not.to.allow("execute-api:Invoke").on("GET /pets/{petId}").for(STRANGER);
  });

  describe("is an error, not a result, for", () => {
    const twice = { resources: [...api({}, ["v1", "v2"]), ...role("reader", `${API}/*`)] };
    const cases: [string, () => unknown, RegExp][] = [
      [
        "a route that the API does not have",
        () => expect(deployed).not.to.allow("execute-api:Invoke").on("GET /pet").for("reader"),
        /^no stage serves the route GET \/pet; there are .*GET \/pets, /,
      ],
      [
        "a method that the API does not have",
        () => expect(deployed).not.to.allow("execute-api:Invoke").on("DELETE /pets").for("reader"),
        /^no stage serves the route DELETE \/pets/,
      ],
      [
        "a route of several stages",
        () => expect(twice).not.to.allow("execute-api:Invoke").on("GET /pets").for("reader"),
        /^GET \/pets is served as .*\/v1\/GET\/pets and .*\/v2\/GET\/pets: give one of these ARNs$/,
      ],
      [
        "a route whose caller IAM is not asked about",
        () => expect(deployed).not.to.allow("execute-api:Invoke").on("GET /custom").for("anonymous"),
        /is authorized by CUSTOM: IAM is not asked/,
      ],
      [
        "another action on a route",
        () => expect(deployed).not.to.allow("lambda:InvokeFunction").on("GET /pets").for("reader"),
        /is no resource of lambda:InvokeFunction/,
      ],
    ];
    for (const [what, run, message] of cases) it(what, () => expect(misuse(run)).to.match(message));
  });
});

describe("allow, of a bucket in a program that does not tell its account", () => {
  const policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { AWS: "444455556666" },
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::a/*",
    },
  });
  const resources = [
    {
      type: "aws:s3/bucket:Bucket",
      name: "a",
      inputs: {},
      outputs: { arn: "arn:aws:s3:::a", bucket: "a", id: "a" },
    },
    { type: "aws:s3/bucketPolicy:BucketPolicy", name: "p", inputs: { bucket: "a", policy }, outputs: {} },
  ];

  it("asks whose it is: within its own account, the same policy would let nobody in", () => {
    const ask = () => expect({ resources }).not.to.allow("s3:GetObject");

    expect(misuse(() => ask().on("arn:aws:s3:::a/b").for(STRANGER))).to.contain(
      "does not tell to which account",
    );
    expect({ resources })
      .to.allow("s3:GetObject")
      .on("arn:aws:s3:::a/b", { account: "111122223333" })
      .for(STRANGER);
    ask().on("arn:aws:s3:::a/b", { account: "444455556666" }).for("anonymous");
  });
});

describe("allow, of roles that carry tags or more policies", () => {
  const tagged = (tags: object) => {
    const [made] = role("reader", "*", { tags });
    const policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Action: "dynamodb:GetItem",
        Resource: "*",
        Condition: { StringEquals: { "aws:PrincipalTag/team": "red", "aws:ResourceTag/team": "red" } },
      },
    });
    const table = "arn:aws:dynamodb:eu-west-1:111122223333:table/notes";
    return {
      resources: [
        made!,
        { type: "aws:iam/rolePolicy:RolePolicy", name: "p", inputs: { role: "reader", policy }, outputs: {} },
        {
          type: "aws:dynamodb/table:Table",
          name: "notes",
          inputs: {},
          outputs: { arn: table, tagsAll: { team: "red" } },
        },
      ],
    };
  };

  it("knows the tags of the role and of the resource", () => {
    expect(tagged({ team: "red" }))
      .to.allow("dynamodb:GetItem")
      .on("notes")
      .for("reader");
    expect(tagged({ team: "blue" }))
      .not.to.allow("dynamodb:GetItem")
      .on("notes")
      .for("reader");
    expect(tagged({ team: "blue" }))
      .to.allow("dynamodb:GetItem")
      .with({ "aws:PrincipalTag/team": "red" })
      .on("notes")
      .for("reader");
  });

  it("decides nothing about a role with a policy that is not in the program", () => {
    const managed = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    const resources = [
      ...role("reader", `${API}/*`),
      {
        type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        name: "attached",
        inputs: { role: "reader", policyArn: managed },
        outputs: {},
      },
    ];

    for (const ask of [
      () => expect({ resources }).not.to.allow("s3:GetObject").on("arn:aws:s3:::a/b").for("reader"),
      () => expect({ resources }).to.grantExactly([]).for("reader"),
    ]) {
      expect(misuse(ask)).to.contain(`reader also has ${managed}, whose text the program does not hold`);
    }
  });
});
