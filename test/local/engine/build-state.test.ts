import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { zipSync } from "fflate";
import { expect } from "chai";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { evaluate } from "../../../policies";
import { DeploymentSnapshots } from "../../../local/engine/deployment-snapshots";
import { deploy, statement, trusting } from "./deploy";
import { openApiBody } from "./programs/sample/open-api-body";
import { removeTemporaryFolders, temporaryFolder } from "./temporary-project";

const text = (content: string) => new pulumi.asset.StringAsset(content);
const code = new pulumi.asset.AssetArchive({ "index.js": text("exports.handler = () => 1;") });
const role = (name = "role", args: Partial<aws.iam.RoleArgs> = {}) =>
  new aws.iam.Role(name, { assumeRolePolicy: trusting("lambda.amazonaws.com"), ...args });
const fn = (args: Partial<aws.lambda.FunctionArgs> = {}) =>
  new aws.lambda.Function("fn", {
    name: "fn",
    role: role().arn,
    handler: "index.handler",
    runtime: "nodejs22.x",
    code,
    ...args,
  });
const readPets = statement({
  Action: "dynamodb:GetItem",
  Resource: "arn:aws:dynamodb:us-east-1:000000000000:table/pets",
});
const only = <T>(values: Iterable<T>): T => [...values][0]!;

describe("the state that a program makes", () => {
  afterEach(removeTemporaryFolders);

  describe("of roles", () => {
    it("holds inline, attached and embedded policies", async () => {
      const { state } = await deploy(() => {
        const one = role("role", { inlinePolicies: [{ name: "a", policy: readPets }], tags: { team: "a" } });
        new aws.iam.RolePolicy("inline", { role: one, policy: readPets });
        const managed = new aws.iam.Policy("managed", { policy: readPets });
        new aws.iam.RolePolicyAttachment("attached", { role: one.name, policyArn: managed.arn });
      });
      const made = only(state.roles.values());

      expect(made.policies).to.have.length(3);
      expect(made).to.deep.include({ maxSessionSeconds: 3600, tags: { team: "a" } });
    });

    it("holds the permissions boundary", async () => {
      const { state } = await deploy(() => {
        const boundary = new aws.iam.Policy("boundary", { policy: readPets });
        role("role", { permissionsBoundary: boundary.arn });
      });

      expect(only(state.roles.values()).permissionsBoundary?.statements).to.have.length(1);
    });
  });

  describe("of functions", () => {
    it("holds code from texts, folders and zip files alike", async () => {
      const folder = temporaryFolder();
      const zip = join(folder, "code.zip");
      writeFileSync(zip, zipSync({ "index.js": Buffer.from("zipped"), "lib/": new Uint8Array() }));
      writeFileSync(join(folder, "a.js"), "in a folder");
      const files = async (archive: pulumi.asset.Archive) =>
        Object.fromEntries(
          Object.entries((await deploy(() => fn({ code: archive }))).state.functions.get("fn")!.files).map(
            ([name, content]) => [name, content.toString()],
          ),
        );

      expect(await files(new pulumi.asset.FileArchive(zip))).to.deep.equal({ "index.js": "zipped" });
      expect((await files(new pulumi.asset.FileArchive(folder)))["a.js"]).to.equal("in a folder");
      const nested = new pulumi.asset.AssetArchive({
        "x.js": text("x"),
        lib: new pulumi.asset.FileArchive(zip),
        "a.js": new pulumi.asset.FileAsset(join(folder, "a.js")),
      });
      expect(await files(nested)).to.deep.equal({
        "x.js": "x",
        "lib/index.js": "zipped",
        "a.js": "in a folder",
      });
    });

    it("has another hash exactly when code or configuration changes", async () => {
      const hash = async (args: Partial<aws.lambda.FunctionArgs>) =>
        (await deploy(() => fn(args))).state.functions.get("fn")!.hash;
      const base = await hash({});

      expect(await hash({ description: "other" })).to.equal(base);
      expect(await hash({ memorySize: 256 })).not.to.equal(base);
      expect(await hash({ environment: { variables: { AB: "1" } } })).not.to.equal(base);
      expect(await hash({ code: new pulumi.asset.AssetArchive({ "index.js": text("2") }) })).not.to.equal(
        base,
      );
    });

    it("has Lambda's defaults, and no limit of its own unless it is reserved", async () => {
      const { state } = await deploy(() => fn({ reservedConcurrentExecutions: 0 }));
      const plain = (await deploy(() => fn())).state.functions.get("fn");

      expect(plain).to.include({ timeoutSeconds: 3, memoryMegabytes: 128, logGroup: "/aws/lambda/fn" });
      expect(plain).not.to.have.property("reservedConcurrency");
      expect(state.functions.get("fn")?.reservedConcurrency).to.equal(0);
    });

    it("is invoked by whom its permissions name, from where they say, and by nobody else", async () => {
      const source = "arn:aws:execute-api:us-east-1:000000000000:abc/*/GET/pets";
      const { state } = await deploy(
        () =>
          new aws.lambda.Permission("p", {
            function: fn(),
            action: "lambda:InvokeFunction",
            principal: "apigateway.amazonaws.com",
            sourceArn: source,
          }),
      );
      const { resourcePolicy, arn } = state.functions.get("fn")!;
      const decide = (principal: string, sourceArn: string) =>
        evaluate(
          {
            principal,
            action: "lambda:InvokeFunction",
            resource: arn,
            context: { "aws:SourceArn": sourceArn },
          },
          { identity: [], resource: resourcePolicy! },
        ).result;

      expect(decide("apigateway.amazonaws.com", source.replace("*", "v1"))).to.equal("Allowed");
      expect(decide("apigateway.amazonaws.com", source.replace("pets", "notes"))).to.equal(
        "ImplicitlyDenied",
      );
      expect(decide("sns.amazonaws.com", source)).to.equal("ImplicitlyDenied");
    });
  });

  describe("of tables", () => {
    it("holds keys and indexes", async () => {
      const { state } = await deploy(
        () =>
          new aws.dynamodb.Table("notes", {
            hashKey: "owner",
            rangeKey: "id",
            attributes: ["owner", "id", "at"].map((name) => ({ name, type: "S" })),
            localSecondaryIndexes: [{ name: "byTime", rangeKey: "at", projectionType: "KEYS_ONLY" }],
            globalSecondaryIndexes: [
              { name: "byId", hashKey: "id", projectionType: "INCLUDE", nonKeyAttributes: ["x"] },
            ],
            deletionProtectionEnabled: true,
          }),
      );

      expect(only(state.tables.values())).to.deep.include({
        hashKey: "owner",
        rangeKey: "id",
        deletionProtection: true,
        localSecondaryIndexes: [
          { name: "byTime", hashKey: "owner", rangeKey: "at", projectionType: "KEYS_ONLY" },
        ],
        globalSecondaryIndexes: [
          { name: "byId", hashKey: "id", projectionType: "INCLUDE", nonKeyAttributes: ["x"] },
        ],
      });
    });
  });

  describe("of identity pools", () => {
    it("holds the roles that are attached", async () => {
      const { state } = await deploy(() => {
        const pool = new aws.cognito.IdentityPool("p", {
          identityPoolName: "p",
          developerProviderName: "login.p",
        });
        const trust = statement({
          Principal: { Federated: "cognito-identity.amazonaws.com" },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: { "cognito-identity.amazonaws.com:aud": "us-east-1:x" },
            "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
          },
        });
        const one = role("signed-in", { name: "signed-in", assumeRolePolicy: trust });
        new aws.cognito.IdentityPoolRoleAttachment("a", {
          identityPoolId: pool.id,
          roles: { authenticated: one.arn },
        });
      });

      expect(only(state.identityPools.values())).to.include({
        developerProviderName: "login.p",
        allowUnauthenticatedIdentities: false,
        allowClassicFlow: false,
        authenticatedRoleArn: "arn:aws:iam::000000000000:role/signed-in",
      });
    });
  });

  describe("of APIs", () => {
    const withStage = (path: string, triggers: Record<string, string>) => () => {
      const body = openApiBody(
        "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:fn/invocations",
      );
      const api = new aws.apigateway.RestApi("api", { body: body.replace("/greeting", path) });
      const deployment = new aws.apigateway.Deployment("d", { restApi: api, triggers });
      const logGroup = new aws.cloudwatch.LogGroup("access", { name: "/access" });
      const stage = new aws.apigateway.Stage("s", {
        restApi: api,
        deployment,
        stageName: "v1",
        variables: { color: "red" },
        accessLogSettings: { destinationArn: logGroup.arn, format: "$context.requestId" },
      });
      const throttle = { throttlingRateLimit: 5, throttlingBurstLimit: 10 };
      new aws.apigateway.MethodSettings("m", {
        restApi: api,
        stageName: stage.stageName,
        methodPath: "pets~1{petId}/GET",
        settings: throttle,
      });
    };
    const paths = ({ state }: Awaited<ReturnType<typeof deploy>>) =>
      only(state.restApis.values())
        .stages.get("v1")!
        .definition.resources.filter(({ methods }) => methods.size > 0)
        .map(({ path }) => path);

    it("holds a stage with its variables, access log and throttles", async () => {
      const { state } = await deploy(withStage("/greeting", {}));
      const stage = only(state.restApis.values()).stages.get("v1")!;

      expect(stage.variables).to.deep.equal({ color: "red" });
      expect(stage.accessLog).to.deep.equal({ logGroup: "/access", format: "$context.requestId" });
      expect([...stage.throttles]).to.deep.equal([["pets/{petId}/GET", { ratePerSecond: 5, burst: 10 }]]);
    });

    it("holds the API's resource policy, beside the body or in it, completed to the API's ARN", async () => {
      const policy = statement({
        Principal: "*",
        Action: "execute-api:Invoke",
        Resource: "execute-api:/*/GET/greeting",
        Condition: { IpAddress: { "aws:SourceIp": "127.0.0.1" } },
      });
      const resources = async (args: aws.apigateway.RestApiArgs) => {
        const { state } = await deploy(() => {
          const restApi = new aws.apigateway.RestApi("api", args);
          const deployment = new aws.apigateway.Deployment("d", { restApi });
          new aws.apigateway.Stage("s", { restApi, deployment, stageName: "v1" });
        });
        const api = only(state.restApis.values());
        const { document } = api.stages.get("v1")!.definition.resourcePolicy!;
        return JSON.stringify(document).replaceAll(api.executionArn, "API");
      };
      const openApi = { openapi: "3.0.1", info: { title: "a", version: "1" }, paths: {} };
      const beside = await resources({ body: JSON.stringify(openApi), policy });
      const inside = await resources({
        body: JSON.stringify({ ...openApi, "x-amazon-apigateway-policy": JSON.parse(policy) }),
      });

      expect(beside).to.contain('"Resource":"API/*/GET/greeting"');
      expect(inside).to.equal(beside);
    });

    it("serves the snapshot of the deployment: a change without a trigger waits, and a warning says so", async () => {
      const snapshots = new DeploymentSnapshots();
      await deploy(withStage("/old", { v: "1" }), snapshots);
      const unchanged = await deploy(withStage("/new", { v: "1" }), snapshots);
      const changed = await deploy(withStage("/new", { v: "2" }), snapshots);

      expect(paths(unchanged)).to.deep.equal(["/old"]);
      expect(unchanged.warnings[0]).to.contain("none of the triggers of its deployment d");
      expect(paths(changed)).to.deep.equal(["/new"]);
      expect(changed.warnings).to.deep.equal([]);
    });

    it("serves it over a restart too, but not when the deployment had failed", async () => {
      const folder = join(temporaryFolder(), "deployments");
      const failed = new DeploymentSnapshots(folder);
      await deploy(withStage("/failed", { v: "1" }), failed);
      failed.discard();
      const first = new DeploymentSnapshots(folder);
      await deploy(withStage("/old", { v: "1" }), first);
      first.save();

      expect(
        paths(await deploy(withStage("/new", { v: "1" }), new DeploymentSnapshots(folder))),
      ).to.deep.equal(["/old"]);
    });
  });
});
