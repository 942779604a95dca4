import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { Queue } from "@pulumi/aws/sqs";
import { output, secret } from "@pulumi/pulumi";
import { expect } from "chai";
import { z } from "zod";
import { defineRoutes, getItem, iam, open, route, SecureServerlessApi } from "../../components";
import { ok } from "../../handler";
import { graph, type Graph, type GraphOptions } from "../../local/engine/graph";
import type { RegisteredResource } from "../../local/engine/registered-resource";

const auth = open("it is a test");
const nothing = async () => ok({});
const QUEUE = "arn:aws:sqs:eu-west-1:123456789012:failed";
const TOPIC = "arn:aws:sns:eu-west-1:123456789012:failed";
const LAYER = "arn:aws:lambda:eu-west-1:123456789012:layer:sharp:7";
const VPC = { subnetIds: ["subnet-0a1b2c3d"], securityGroupIds: ["sg-0a1b2c3d"] };

/** Takes every resource as it is: some of these settings are refused by the local cloud. */
const anything: NonNullable<GraphOptions["model"]> = {
  create: ({ name, inputs }: RegisteredResource) => ({
    id: name,
    outputs: { name, ...inputs, arn: `arn:aws:logs:eu-west-1:123456789012:log-group:${name}` },
  }),
  invoke: () => ({}),
};

const api = (definition: object, program: () => void = () => {}) =>
  graph(
    () => {
      program();
      void new SecureServerlessApi("a", {
        routes: defineRoutes(route("GET /x", { auth, handler: nothing, ...definition })),
        stages: { v1: {} },
      });
    },
    { model: anything },
  );
const inputsOf = (g: Graph): any => g.ofType("aws:lambda/function:Function")[0]!.inputs;
const statementsOf = (g: Graph): any[] =>
  JSON.parse(g.ofType("aws:iam/rolePolicy:RolePolicy")[0]!.inputs["policy"] as string).Statement.slice(1);
const failure = (run: () => Promise<unknown>): Promise<Error> =>
  run().then(
    () => expect.fail("accepted"),
    (error) => error,
  );

describe("a route's settings of its function", function () {
  this.timeout(60_000);

  describe("become the function's, under AWS's names", () => {
    const CASES: readonly [what: string, settings: object, expected: object][] = [
      ["architecture", { architecture: "x86_64" }, { architectures: ["x86_64"] }],
      ["memorySize and timeout", { memorySize: 512, timeout: 3 }, { memorySize: 512, timeout: 3 }],
      ["ephemeralStorage", { ephemeralStorage: 1024 }, { ephemeralStorage: { size: 1024 } }],
      ["reservedConcurrency", { reservedConcurrency: 5 }, { reservedConcurrentExecutions: 5 }],
      [
        "reservedConcurrency 0, which switches it off",
        { reservedConcurrency: 0 },
        { reservedConcurrentExecutions: 0 },
      ],
      ["layers", { layers: [output(LAYER)] }, { layers: [LAYER] }],
      ["a dead-letter queue", { deadLetter: { queue: QUEUE } }, { deadLetterConfig: { targetArn: QUEUE } }],
      [
        "a dead-letter topic",
        { deadLetter: { topic: output(TOPIC) } },
        { deadLetterConfig: { targetArn: TOPIC } },
      ],
      [
        "vpc",
        { vpc: { ...VPC, ipv6AllowedForDualStack: true } },
        { vpcConfig: { ...VPC, ipv6AllowedForDualStack: true } },
      ],
    ];
    for (const [what, settings, expected] of CASES) {
      it(what, async () => {
        expect(inputsOf(await api(settings))).to.deep.include(expected);
      });
    }

    it("and nothing that is not said", async () => {
      expect(inputsOf(await api({}))).to.have.all.keys(
        "architectures",
        "code",
        "description",
        "environment",
        "handler",
        "loggingConfig",
        "memorySize",
        "role",
        "runtime",
        "timeout",
      );
    });
  });

  describe("reach the role exactly", () => {
    it("a dead letter may be sent to its own target, and nowhere else", async () => {
      expect(statementsOf(await api({ deadLetter: { queue: QUEUE } }))).to.deep.equal([
        { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [QUEUE] },
      ]);
      expect(statementsOf(await api({ deadLetter: { topic: TOPIC } }))).to.deep.equal([
        { Effect: "Allow", Action: ["sns:Publish"], Resource: [TOPIC] },
      ]);
    });

    it("a queue may be given as the resource", async () => {
      const model = {
        ...anything,
        create: (resource: RegisteredResource) =>
          resource.type === "aws:sqs/queue:Queue"
            ? { id: "q", outputs: { arn: QUEUE } }
            : anything.create(resource),
      };
      const g = await graph(
        () =>
          new SecureServerlessApi("a", {
            routes: defineRoutes(
              route("GET /x", { auth, handler: nothing, deadLetter: { queue: new Queue("failed") } }),
            ),
            stages: { v1: {} },
          }),
        { model },
      );

      expect(statementsOf(g)).to.deep.equal([
        { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [QUEUE] },
      ]);
    });

    it("a network interface may be put into these subnets by Lambda, and never by the function's code", async () => {
      const g = await api({ vpc: VPC });
      const [create, change, describeAll, deny] = statementsOf(g);
      const interfaces = "arn:aws:ec2:*:*:network-interface/*";

      expect(create).to.deep.equal({
        Effect: "Allow",
        Action: ["ec2:CreateNetworkInterface"],
        Resource: [
          interfaces,
          "arn:aws:ec2:*:*:subnet/subnet-0a1b2c3d",
          "arn:aws:ec2:*:*:security-group/sg-0a1b2c3d",
        ],
      });
      expect(change).to.deep.equal({
        Effect: "Allow",
        Action: [
          "ec2:DeleteNetworkInterface",
          "ec2:AssignPrivateIpAddresses",
          "ec2:UnassignPrivateIpAddresses",
        ],
        Resource: [interfaces],
      });
      expect(describeAll).to.deep.equal({
        Effect: "Allow",
        Action: ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
        Resource: "*",
      });
      expect(deny).to.deep.include({ Effect: "Deny", Resource: "*" });
      expect(deny.Action).to.have.members([...create.Action, ...change.Action, ...describeAll.Action]);
      expect(deny.Condition).to.deep.equal({ Null: { "lambda:SourceFunctionArn": "false" } });
      expect(g.messages).to.deep.equal([]);
    });
  });

  describe("environment", () => {
    const variables = async (environment: object) =>
      inputsOf(await api({ environment })).environment.variables;

    it("reaches the function beside its captures, with source maps on", async () => {
      expect(await variables({ STAGE_NAME: "test" })).to.deep.equal({
        STAGE_NAME: "test",
        NODE_OPTIONS: "--enable-source-maps",
      });
    });

    it("keeps the author's NODE_OPTIONS, and what they say of source maps", async () => {
      const options = async (own: unknown) => (await variables({ NODE_OPTIONS: own })).NODE_OPTIONS;

      expect(await options("--max-http-header-size=32000")).to.equal(
        "--max-http-header-size=32000 --enable-source-maps",
      );
      expect(await options(output("--trace-warnings"))).to.equal("--trace-warnings --enable-source-maps");
      expect(await options("--enable-source-maps")).to.equal("--enable-source-maps");
      expect(await options("--no-enable-source-maps")).to.equal("--no-enable-source-maps");
    });

    it("keeps a secret to itself: the other variables are none", async () => {
      const g = await api({ environment: { TOKEN: secret("confidential"), PLAIN: "plain" } });
      const [fn] = g.ofType("aws:lambda/function:Function");

      expect(fn!.secrets).to.deep.equal(["environment.variables.TOKEN"]);
    });

    it("is known variable by variable in a preview", async () => {
      const g = await graph(
        () =>
          new SecureServerlessApi("a", {
            routes: defineRoutes(
              route("GET /x", { auth, handler: nothing, environment: { PLAIN: "plain" } }),
            ),
            stages: { v1: {} },
          }),
        { model: anything, preview: true },
      );

      expect(inputsOf(g).environment.variables).to.deep.include({ PLAIN: "plain" });
    });

    it("over 4 kB is an error that names route, size and the largest, and never a value", async () => {
      const large = { SMALL: "x", LARGE: "z".repeat(4_000), LARGER: "y".repeat(5_000) };
      const known = await failure(() => api({ environment: large }));
      const later = await failure(() => api({ environment: { ...large, LARGER: secret(large.LARGER) } }));

      for (const { message } of [known, later]) {
        expect(message).to.match(
          /GET \/x: the function's environment has 9\d{3} bytes, and Lambda takes 4096; the largest are LARGER \(5000 bytes\), LARGE \(4000 bytes\)/,
        );
        expect(message)
          .to.match(/parameter\(\) or secret\(\)/)
          .and.not.to.match(/yyy|zzz/);
      }
    });

    it("counts what captures add, as soon as it is known", async () => {
      const large = output("c".repeat(4_100));
      const { message } = await failure(() => api({ handler: async () => ok(large.get()) }));

      expect(message).to.match(/GET \/x: .* 4096; the largest are CAP_LARGE \(4102 bytes\)/);
    });
  });

  describe("external", () => {
    const client = new STSClient({});
    const whoAmI = async () => ok(await client.send(new GetCallerIdentityCommand({})));
    const code = async (settings: object): Promise<string> =>
      inputsOf(await api({ handler: whoAmI, ...settings })).code.assets["index.js"].text;

    it("leaves packages to be found beside the function", async () => {
      const bundled = await code({});
      const left = await code({ external: ["@aws-sdk/*"] });

      expect(left).to.contain('require("@aws-sdk/client-sts")');
      expect(bundled).to.not.contain('require("@aws-sdk/client-sts")');
      expect(left.length).to.be.below(bundled.length / 4);
    });

    it("is a route's own: another route of the same API keeps its packages", async () => {
      const g = await graph(
        () =>
          void new SecureServerlessApi("a", {
            routes: defineRoutes(
              route("GET /x", { auth, handler: whoAmI, external: ["@aws-sdk/client-sts"] }),
              route("GET /y", { auth, handler: whoAmI }),
            ),
            stages: { v1: {} },
          }),
        { model: anything },
      );
      const [x, y] = g
        .ofType("aws:lambda/function:Function")
        .map(({ inputs }: any) => inputs.code.assets["index.js"].text as string);

      expect(x).to.contain('require("@aws-sdk/client-sts")');
      expect(y).to.not.contain('require("@aws-sdk/client-sts")');
    });
  });

  it("packages that may lack something are told of with a warning, once for all routes that have them", async () => {
    const folder = mkdtempSync(join(tmpdir(), "settings-"));
    try {
      mkdirSync(join(folder, "node_modules", "some"), { recursive: true });
      writeFileSync(
        join(folder, "node_modules", "some", "index.js"),
        "exports.load = (name) =>\n  require(name);",
      );
      const entry = join(folder, "entry.ts");
      writeFileSync(entry, 'import { load } from "some";\nexport const handler = async () => typeof load;\n');
      const handler = { entry };
      const { messages } = await graph(
        () =>
          void new SecureServerlessApi("a", {
            routes: defineRoutes(route("GET /x", { auth, handler }), route("GET /y", { auth, handler })),
            stages: { v1: {} },
          }),
        { model: anything },
      );

      expect(messages).to.have.length(1);
      expect(messages[0]).to.match(
        /^GET \/x and 1 more: the package 'some' can require a module by a name .*some\/index\.js:2\).*'external'/,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("a validator is generated: a bundle that would take zod is an error with the route", async () => {
    const { message } = await failure(() =>
      api({ handler: async () => ok(z.string().safeParse(1).success) }),
    );

    expect(message).to.match(/^GET \/x: the callback .*'zod'/);
  });

  describe("include", () => {
    it("puts files and folders into the zip under their own paths", async () => {
      const g = await api({
        include: ["test/components/fixtures/assets", "./test/components/fixtures/shop.ts"],
      });

      expect(Object.keys(inputsOf(g).code.assets)).to.have.members([
        "index.js",
        "index.js.map",
        "test/components/fixtures/assets",
        "test/components/fixtures/shop.ts",
      ]);
    });

    it("lets a handler read what is in the zip, and nothing else of the project", async () => {
      const handler = async () => ok(readFileSync("test/components/fixtures/shop.ts", "utf8"));
      const { message } = await failure(() => api({ handler }));

      expect(message).to.match(/GET \/x: .*give.* include: \["test\/components\/fixtures\/shop\.ts"\]/i);
      await api({ handler, include: ["test/components/fixtures"] });
    });
  });

  describe("that AWS would refuse are errors before any resource is registered", () => {
    const WRONG: readonly [what: string, settings: object, message: RegExp][] = [
      [
        "a misspelt setting",
        { memroySize: 512 },
        /GET \/x: "memroySize" is not a setting of a route; use auth, /,
      ],
      ["AWS's other name", { memory: 512 }, /"memory" is not a setting of a route; write memorySize/],
      ["a setting that Object has", { toString: 1 }, /"toString" is not a setting/],
      ["an architecture", { architecture: "arm" }, /GET \/x: architecture is "arm"; use "arm64" or "x86_64"/],
      ["memory", { memorySize: 64 }, /GET \/x: memorySize is 64; use a whole number from 128 to 10240/],
      ["memory as a text", { memorySize: "512" }, /memorySize is "512"; use a whole number/],
      ["a timeout beyond API Gateway's", { timeout: 30 }, /timeout is 30; use a whole number from 1 to 29/],
      [
        "ephemeral storage",
        { ephemeralStorage: 100 },
        /ephemeralStorage is 100; use a whole number from 512 to 10240/,
      ],
      ["concurrency", { reservedConcurrency: -1 }, /reservedConcurrency is -1; use a whole number from 0/],
      [
        "a variable's name",
        { environment: { "1A": "x" } },
        /GET \/x: environment\.1A cannot name a variable/,
      ],
      ["a reserved variable", { environment: { AWS_REGION: "x" } }, /environment\.AWS_REGION is reserved/],
      [
        "a capture's variable",
        { environment: { CAP_X: "x" } },
        /environment\.CAP_X: names that begin with CAP_/,
      ],
      [
        "a variable that is no text",
        { environment: { PORT: 80 } },
        /environment\.PORT is of type number; turn it into a text/,
      ],
      ["too many layers", { layers: Array(6).fill(LAYER) }, /layers has 6 entries, and Lambda takes 5/],
      ["layers that are no list", { layers: LAYER }, /layers is not a list/],
      [
        "a layer without a version",
        { layers: [LAYER.slice(0, -2)] },
        /layers\[0\] is ".*sharp"; use the ARN of a layer's version/,
      ],
      ["a layer whose ARN is known late", { layers: [output("sharp")] }, /layers\[0\] is "sharp"/],
      ["an external path", { external: ["./x"] }, /external names "\.\/x"; use a package's name/],
      [
        "an included path outside of the project",
        { include: ["../x"] },
        /include names "\.\.\/x"; use the path of a file or folder inside/,
      ],
      ["an absolute included path", { include: ["/etc/passwd"] }, /include names "\/etc\/passwd"/],
      ["an included path that climbs", { include: ["test/../../x"] }, /include names "test\/\.\.\/\.\.\/x"/],
      ["the project itself", { include: ["."] }, /include names "\."/],
      [
        "an included file that is not there",
        { include: ["no-such-file"] },
        /include names no-such-file, and .* does not exist/,
      ],
      [
        "the bundle's own name",
        { include: ["./index.js"] },
        /include names index\.js, which is the function's own code/,
      ],
      [
        "a dead letter of two kinds",
        { deadLetter: { queue: QUEUE, topic: TOPIC } },
        /deadLetter needs one of/,
      ],
      ["a dead letter that is a text", { deadLetter: QUEUE }, /deadLetter needs one of/],
      [
        "a topic as a queue",
        { deadLetter: { queue: TOPIC } },
        /deadLetter\.queue is "arn:aws:sns:.*"; use the queue or its ARN/,
      ],
      [
        "all queues",
        { deadLetter: { queue: "arn:aws:sqs:eu-west-1:123456789012:*" } },
        /deadLetter\.queue is/,
      ],
      ["a FIFO queue", { deadLetter: { queue: `${QUEUE}.fifo` } }, /Lambda takes no FIFO queue/],
      [
        "a VPC without subnets",
        { vpc: { ...VPC, subnetIds: [] } },
        /vpc\.subnetIds needs a list of 1 to 16 ids/,
      ],
      [
        "a VPC without groups",
        { vpc: { subnetIds: VPC.subnetIds } },
        /vpc\.securityGroupIds needs a list of 1 to 5 ids/,
      ],
      ["all subnets", { vpc: { ...VPC, subnetIds: ["*"] } }, /vpc\.subnetIds\[0\] is "\*"; use an id/],
      ["a VPC's unknown setting", { vpc: { ...VPC, vpcId: "vpc-1" } }, /vpc\.vpcId is not a setting/],
    ];
    for (const [what, settings, message] of WRONG) {
      it(what, async () => {
        const { message: said } = await failure(() => api(settings));

        expect(said).to.match(message);
      });
    }

    it("a function's setting where there is no function", async () => {
      const item = getItem({
        table: { name: "t" },
        partitionKey: "u",
        sortKey: "id",
        attributes: { id: "S" },
        absent: "none",
      });
      const { message } = await failure(() =>
        api({
          auth: iam({ credentials: "caller" }),
          handler: undefined,
          integration: item,
          memorySize: 128,
        }),
      );

      expect(message).to.match(/GET \/x: memorySize is a function's, and a direct integration has none/);
    });
  });
});
