import { Role } from "@pulumi/aws/iam";
import { output } from "@pulumi/pulumi";
import { expect } from "chai";
import { defineRoutes, getItem, iam, Identity, route, SecureServerlessApi } from "../../components";
import { ok } from "../../handler";
import { graph, type Graph } from "../../local/engine/graph";
import { shop } from "./fixtures/shop";

const ROLE = "aws:iam/role:Role";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const POLICY = "aws:iam/policy:Policy";
const FUNCTION = "aws:lambda/function:Function";
const PERMISSION = "aws:lambda/permission:Permission";
const REST_API = "aws:apigateway/restApi:RestApi";
const DEPLOYMENT = "aws:apigateway/deployment:Deployment";
const METHOD_SETTINGS = "aws:apigateway/methodSettings:MethodSettings";

const inputs = (g: Graph, name: string, type: string): any => g.get(name, type).inputs;
const document = (g: Graph, name: string, type: string): any => JSON.parse(inputs(g, name, type).policy);
const bodyOf = (g: Graph): any => JSON.parse(g.ofType(REST_API)[0]!.inputs["body"] as string);
const nothing = async () => ok({});
const item = getItem({
  table: { name: "items" },
  partitionKey: "userId",
  sortKey: "id",
  attributes: { id: "S" },
  absent: "no such item",
});

describe("SecureServerlessApi", function () {
  this.timeout(60_000);
  let g: Graph;
  before(async () => {
    g = await graph(() => shop());
  });

  describe("a route's function", () => {
    it("has a role that may write its own log and do what the route allows, and nothing else", () => {
      const { Statement } = document(g, "shop-get-orders-_orderId", ROLE_POLICY);

      expect(Statement).to.have.length(2);
      expect(Statement[0]).to.deep.include({
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      });
      expect(JSON.stringify(Statement[0].Resource)).to.match(
        /log-group:\/aws\/lambda\/shop-get-orders-_orderId-[^:]+:log-stream:\*/,
      );
      expect(Statement[1]).to.deep.include({ Effect: "Allow", Action: ["dynamodb:GetItem"] });
      expect(JSON.stringify(Statement[1].Resource)).to.match(/:table\/orders-/);
    });

    it("has one role and one inline policy of its own", () => {
      const functions = g.ofType(FUNCTION);

      expect(functions).to.have.length(4);
      expect(new Set(functions.map(({ inputs }) => inputs["role"]))).to.have.length(4);
      expect(g.ofType(ROLE_POLICY)).to.have.length(4);
    });

    it("states runtime, architecture, memory and timeout, and logs to its own group", () => {
      expect(inputs(g, "shop-get-orders-_orderId", FUNCTION)).to.deep.include({
        runtime: "nodejs22.x",
        architectures: ["arm64"],
        memorySize: 256,
        timeout: 10,
        handler: "index.handler",
      });
      expect(inputs(g, "shop-get-orders-_orderId", FUNCTION).loggingConfig.logGroup).to.match(
        /^\/aws\/lambda\/shop-get-orders/,
      );
    });

    it("reads captured outputs from its environment, so that the code is the same in every stack", () => {
      const { environment, code } = inputs(g, "shop-get-orders-_orderId", FUNCTION);

      expect(environment.variables).to.deep.equal({
        CAP_ORDERS_NAME: JSON.stringify(g.get("orders").outputs["name"]),
        NODE_OPTIONS: "--enable-source-maps",
      });
      expect(JSON.stringify(code)).to.not.contain(g.get("orders").outputs["name"] as string);
    });

    it("may be invoked by API Gateway for its own route only", () => {
      expect(inputs(g, "shop-v1-get-orders-_orderId", PERMISSION)).to.deep.include({
        principal: "apigateway.amazonaws.com",
        action: "lambda:InvokeFunction",
        sourceArn: `${g.ofType(REST_API)[0]!.outputs["executionArn"] as string}/v1/GET/orders/*`,
      });
    });

    it("may not be invoked by API Gateway at all where callers invoke it with their own credentials", () => {
      expect(g.ofType(PERMISSION).map(({ name }) => name)).to.have.members([
        "shop-v1-get-health",
        "shop-v1-post-orders",
        "shop-v1-get-orders-_orderId",
      ]);
    });
  });

  describe("the signed-in role", () => {
    it("trusts only this pool's tokens of people who signed in", () => {
      const [statement] = JSON.parse(inputs(g, "shop-signed-in", ROLE).assumeRolePolicy).Statement;

      expect(statement).to.deep.equal({
        Effect: "Allow",
        Principal: { Federated: "cognito-identity.amazonaws.com" },
        Action: ["sts:AssumeRoleWithWebIdentity"],
        Condition: {
          StringEquals: {
            "cognito-identity.amazonaws.com:aud": g.get("shop", "aws:cognito/identityPool:IdentityPool").id,
          },
          "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
        },
      });
    });

    it("is granted exactly the iam() methods of this stage, and the one function that it calls itself", () => {
      const arn = g.ofType(REST_API)[0]!.outputs["executionArn"] as string;
      const { Statement } = document(g, "shop-signed-in", POLICY);

      expect(Statement).to.have.length(2);
      expect(Statement[0].Action).to.deep.equal(["execute-api:Invoke"]);
      expect(Statement[0].Resource).to.have.members(
        ["POST/orders", "GET/orders/*", "DELETE/orders/*", "GET/carts/*"].map(
          (pattern) => `${arn}/v1/${pattern}`,
        ),
      );
      expect(Statement[1]).to.deep.include({ Action: ["lambda:InvokeFunction"] });
      expect([Statement[1].Resource].flat()).to.deep.equal([
        g.get("shop-delete-orders-_orderId", FUNCTION).outputs["arn"],
      ]);
    });

    it("is denied a deeper route that its wildcard covers and another role owns", async () => {
      const guarded = await graph(() => {
        const admin = new Role("admin", {
          assumeRolePolicy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
            ],
          }),
        });
        new SecureServerlessApi("shop", {
          identity: { developerProvider: "login.shop", guests: false },
          routes: defineRoutes(
            route("GET /orders/{orderId}", { auth: iam(), handler: nothing }),
            route("GET /orders/{orderId}/audit", { auth: iam({ for: [admin] }), handler: nothing }),
          ),
          stages: { v1: {} },
        });
      });
      const arn = guarded.ofType(REST_API)[0]!.outputs["executionArn"] as string;

      expect(document(guarded, "shop-signed-in", POLICY).Statement[1]).to.deep.equal({
        Effect: "Deny",
        Action: ["execute-api:Invoke"],
        Resource: [`${arn}/v1/GET/orders/*/audit`, `${arn}/v1/GET/orders/*/audit/`],
      });
      expect(document(guarded, "shop-admin", POLICY).Statement[0].Resource).to.satisfy(
        (r: unknown) => [r].flat().join() === `${arn}/v1/GET/orders/*/audit`,
      );
    });
  });

  describe("a role that is granted many routes", () => {
    it("holds them in as many managed policies as their size needs", async () => {
      const many = await graph(
        () =>
          new SecureServerlessApi("many", {
            identity: { developerProvider: "login.many", guests: false },
            routes: defineRoutes(
              ...Array.from({ length: 120 }, (_, index) =>
                route(`GET /${"x".repeat(40)}${index}/{id}`, {
                  auth: iam({ credentials: "caller" }),
                  integration: item,
                }),
              ),
            ),
            stages: { v1: {} },
          }),
      );
      const documents = many.ofType(POLICY).map(({ inputs }) => inputs["policy"] as string);

      expect(documents.length).to.be.within(2, 4);
      expect(documents.every((text) => text.length <= 6_144)).to.equal(true);
      expect(
        documents.flatMap((text) => JSON.parse(text).Statement.flatMap((s: any) => s.Resource)),
      ).to.have.length(120);
      expect(many.ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment")).to.have.length(
        documents.length,
      );
    });
  });

  describe("the API", () => {
    it("has no method without authorization but open routes and preflights", () => {
      const unsigned = Object.entries<any>(bodyOf(g).paths).flatMap(([path, item]) =>
        Object.entries<any>(item).flatMap(([method, { security }]) =>
          security.length === 0 ? [`${method} ${path}`] : [],
        ),
      );

      expect(unsigned).to.have.members([
        "get /health",
        "options /health",
        "options /orders",
        "options /orders/{orderId}",
        "options /carts/{cartId}",
      ]);
    });

    it("attaches no resource policy: in one account an Allow there would open every IAM method", () => {
      expect(inputs(g, "shop", REST_API)).to.not.have.property("policy");
      expect(bodyOf(g)).to.not.have.property("x-amazon-apigateway-policy");
    });

    it("validates bodies by a closed draft 4 model", () => {
      const { components, paths } = bodyOf(g);

      expect(paths["/orders"].post.requestBody.content["application/json"].schema).to.deep.equal({
        $ref: "#/components/schemas/PostOrdersBody",
      });
      expect(components.schemas.PostOrdersBody).to.deep.equal({
        type: "object",
        properties: { item: { type: "string", minLength: 1 } },
        required: ["item"],
        additionalProperties: false,
      });
    });

    it("calls the backend of a caller route with the caller's credentials, and no other", () => {
      const { paths } = bodyOf(g);
      const credentials = (path: string, method: string) =>
        paths[path][method]["x-amazon-apigateway-integration"].credentials;

      expect(credentials("/orders/{orderId}", "delete")).to.equal("arn:aws:iam::*:user/*");
      expect(credentials("/carts/{cartId}", "get")).to.equal("arn:aws:iam::*:user/*");
      expect(credentials("/orders/{orderId}", "get")).to.equal(undefined);
    });

    it("lets the one configured origin read answers, errors and preflights", () => {
      const { paths, "x-amazon-apigateway-gateway-responses": errors } = bodyOf(g);
      const preflight =
        paths["/orders"].options["x-amazon-apigateway-integration"].responses.default.responseParameters;

      expect(
        errors.DEFAULT_4XX.responseParameters["gatewayresponse.header.Access-Control-Allow-Origin"],
      ).to.equal("'https://shop.example'");
      expect(preflight["method.response.header.Access-Control-Allow-Origin"]).to.equal(
        "'https://shop.example'",
      );
      expect(preflight["method.response.header.Access-Control-Allow-Methods"]).to.equal("'POST,OPTIONS'");
    });

    it("limits the stage, and each route that says so", () => {
      const limits = g
        .ofType(METHOD_SETTINGS)
        .map(({ inputs }: any) => [
          inputs.methodPath,
          inputs.settings.throttlingRateLimit,
          inputs.settings.throttlingBurstLimit,
        ]);

      expect(limits).to.have.deep.members([
        ["*/*", 10, 20],
        ["orders/POST", 2, 3],
      ]);
    });

    it("is traced, measured and logged, without headers, bodies or query strings", () => {
      const stage: any = g.ofType("aws:apigateway/stage:Stage")[0]!.inputs;

      expect(stage.xrayTracingEnabled).to.equal(true);
      expect(stage.accessLogSettings.format)
        .to.contain("$context.requestId")
        .and.not.match(/header|body|querystring|\$context\.path/);
    });

    it("touches no setting of the whole account", () => {
      expect(g.ofType("aws:apigateway/account:Account")).to.deep.equal([]);
    });
  });

  describe("the deployment", () => {
    const trigger = async (args: Parameters<typeof shop>[0]) =>
      (await graph(() => shop(args))).ofType(DEPLOYMENT)[0]!.inputs["triggers"];

    it("is the same for the same API, and another one exactly when the API changed", async () => {
      const again = await trigger({});
      const stageOnly = await trigger({
        stages: { v1: { throttle: { ratePerSecond: 1, burst: 1 }, tracing: false } },
        logs: { retentionDays: 1 },
      });
      const cors = await trigger({ allowedOrigins: ["https://other.example"] });

      expect(again).to.deep.equal(g.ofType(DEPLOYMENT)[0]!.inputs["triggers"]);
      expect(stageOnly).to.deep.equal(again);
      expect(cors).to.not.deep.equal(again);
    });
  });

  describe("two APIs", () => {
    it("of one program do not collide, and may share an identity whose role holds the grants of both", async () => {
      const both = await graph(() => {
        const identity = new Identity("people", { developerProvider: "login.people", guests: false });
        for (const name of ["one", "two"]) {
          new SecureServerlessApi(name, {
            identity,
            routes: defineRoutes(route("GET /x", { auth: iam(), handler: nothing })),
            stages: { v1: {} },
          });
        }
      });

      expect(both.ofType("aws:cognito/identityPool:IdentityPool")).to.have.length(1);
      expect(
        both.ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment").map(({ inputs }) => inputs["role"]),
      ).to.deep.equal(Array(2).fill(both.get("people-signed-in", ROLE).outputs["name"]));
    });
  });

  describe("a transform", () => {
    it("changes a child before it is registered", async () => {
      const changed = await graph(() =>
        shop({ transform: { function: (args) => ({ ...args, memorySize: 512 }) } }),
      );

      expect(changed.ofType(FUNCTION).map(({ inputs }) => inputs["memorySize"])).to.deep.equal([
        512, 512, 512, 512,
      ]);
    });

    const allow = (more: object) =>
      JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...more }] });
    const role = { AWS: "arn:aws:iam::000000000000:role/x" };
    const WIDENED: readonly [string, Parameters<typeof shop>[0], RegExp][] = [
      [
        "a role that everybody may assume",
        {
          transform: {
            role: (args) => ({
              ...args,
              assumeRolePolicy: allow({ Principal: "*", Action: "sts:AssumeRole" }),
            }),
          },
        },
        /shop/,
      ],
      [
        "a resource policy that lets a role past IAM",
        {
          transform: {
            restApi: (args) => ({
              ...args,
              policy: allow({
                Principal: role,
                Action: "execute-api:Invoke",
                Resource: "execute-api:/v1/GET/orders/7",
              }),
            }),
          },
        },
        /shop policy: an Allow covers GET \/orders\/\{orderId\}/,
      ],
      [
        "a resource policy for the same path with a slash at the end",
        {
          transform: {
            restApi: (args) => ({
              ...args,
              policy: allow({
                Principal: role,
                Action: "execute-api:Invoke",
                Resource: "execute-api:/v1/GET/orders/7/",
              }),
            }),
          },
        },
        /shop policy: an Allow covers GET \/orders\/\{orderId\}/,
      ],
      [
        "a resource policy for a path with a colon",
        {
          transform: {
            restApi: (args) => ({
              ...args,
              policy: allow({
                Principal: role,
                Action: "execute-api:Invoke",
                Resource: "execute-api:/v1/GET/orders/a:b",
              }),
            }),
          },
        },
        /shop policy: an Allow covers GET \/orders\/\{orderId\}/,
      ],
      [
        "a resource policy inside the OpenAPI body",
        {
          transform: {
            restApi: (args) => ({
              ...args,
              body: output(args.body).apply((text) =>
                JSON.stringify({
                  ...JSON.parse(text!),
                  "x-amazon-apigateway-policy": JSON.parse(
                    allow({ Principal: role, Action: "execute-api:Invoke", Resource: "execute-api:/*" }),
                  ),
                }),
              ),
            }),
          },
        },
        /shop policy: an Allow covers POST \/orders/,
      ],
      [
        "a resource policy that allows everything",
        {
          transform: {
            restApi: (args) => ({
              ...args,
              policy: allow({ Principal: role, Action: "execute-api:Invoke", Resource: "*" }),
            }),
          },
        },
        /shop policy: an Allow covers POST \/orders/,
      ],
    ];
    for (const [what, args, message] of WIDENED) {
      it(`cannot make ${what}: documents are checked after it`, async () => {
        const error: Error = await graph(() => shop(args)).then(
          () => expect.fail("accepted"),
          (e) => e,
        );

        expect(error.message).to.match(message);
      });
    }
  });

  describe("children", () => {
    it("belong to the component", () => {
      const component = g.get("shop", "secure-serverless-api:index:SecureServerlessApi");
      const children = g.resources.filter(
        ({ type }) => type.startsWith("aws:lambda/") || type.startsWith("aws:apigateway/"),
      );

      expect(children.length).to.be.greaterThan(8);
      expect(new Set(children.map(({ parent }) => parent))).to.deep.equal(new Set([component.urn]));
    });

    it("exist in a preview too", async () => {
      const preview = await graph(() => shop(), { preview: true });

      expect(preview.resources.map(({ type, name }) => `${type} ${name}`).sort()).to.deep.equal(
        g.resources.map(({ type, name }) => `${type} ${name}`).sort(),
      );
    });
  });
});
