import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { graph } from "../../../local/engine/graph";
import { UNKNOWN } from "../../../local/engine/wire-values";
import { rejection } from "./rejection";

const TABLE = "aws:dynamodb/table:Table";
const users = (opts?: pulumi.CustomResourceOptions) =>
  new aws.dynamodb.Table("users", { hashKey: "id", attributes: [{ name: "id", type: "S" }] }, opts);
const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

class Store extends pulumi.ComponentResource {
  readonly table: aws.dynamodb.Table;
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("test:index:Store", name, {}, opts);
    this.table = users({ parent: this });
    this.registerOutputs({ tableName: this.table.name });
  }
}

describe("a program's graph", () => {
  it("has the URNs of Pulumi: the types of the parents, without the stack's", async () => {
    const { resources } = await graph(() => void new Store("store"), { project: "p", stack: "s" });

    expect(resources.map(({ urn }) => urn)).to.deep.equal([
      "urn:pulumi:s::p::pulumi:pulumi:Stack::p-s",
      "urn:pulumi:s::p::test:index:Store::store",
      `urn:pulumi:s::p::test:index:Store$${TABLE}::users`,
    ]);
  });

  it("knows parents and a component's outputs", async () => {
    const { get } = await graph(() => void new Store("store"));

    expect(get("users").parent).to.equal(get("store").urn);
    expect(get("store").outputs).to.deep.equal({ tableName: get("users").outputs.name });
  });

  it("knows dependencies, of the resource and of each input", async () => {
    const { get } = await graph(() => {
      const table = users();
      new aws.iam.Role("reader", { assumeRolePolicy: trust, description: table.arn }, { dependsOn: table });
    });

    expect(get("reader").dependencies).to.deep.equal([get("users").urn]);
    expect(get("reader").propertyDependencies.description).to.deep.equal([get("users").urn]);
    expect(get("reader").propertyDependencies.assumeRolePolicy).to.deep.equal([]);
  });

  it("knows the options", async () => {
    const { get } = await graph(() =>
      users({ protect: true, aliases: [{ name: "people" }], ignoreChanges: ["tags"], retainOnDelete: true }),
    );
    const { options } = get("users");

    expect(options).to.include({ protect: true, retainOnDelete: true });
    expect(options.ignoreChanges).to.deep.equal(["tags"]);
    expect(options.aliases[0]).to.have.nested.property("spec.name", "people");
  });

  it("knows where each resource was made", async () => {
    const { get } = await graph(() => users());

    expect(get("users").source?.file).to.equal("test/local/engine/graph.test.ts");
    expect(get("users").source?.line).to.equal(10);
  });

  it("keeps secrets: in inputs, in what is derived from them, in the stack's outputs", async () => {
    const { get, outputs, secretOutputs } = await graph(() => {
      const role = new aws.iam.Role("r", { assumeRolePolicy: trust, description: pulumi.secret("hush") });
      return { description: role.description, name: role.name, nested: { own: pulumi.secret(1) } };
    });

    expect(get("r").secrets).to.deep.equal(["description"]);
    expect(outputs.description).to.equal("hush");
    expect(secretOutputs).to.have.members(["description", "nested"]);
  });

  it("keeps the outputs that additionalSecretOutputs names", async () => {
    const { secretOutputs } = await graph(() => ({ arn: users({ additionalSecretOutputs: ["arn"] }).arn }));

    expect(secretOutputs).to.deep.equal(["arn"]);
  });

  it("gives the same names and ids every time, and others to another stack", async () => {
    const name = async (stack: string) => (await graph(users, { stack })).get("users").id;

    expect(await name("a"))
      .to.equal(await name("a"))
      .and.to.match(/^users-[0-9a-f]{7}$/);
    expect(await name("a")).not.to.equal(await name("b"));
  });

  it("is apart from others that are made at the same time", async () => {
    const [one, two] = await Promise.all([
      graph(() => ({ name: users().name }), { stack: "one" }),
      graph(async () => ({ stack: pulumi.getStack(), value: new pulumi.Config("p").require("key") }), {
        stack: "two",
        config: { "p:key": "v" },
      }),
    ]);

    expect(one.ofType(TABLE)).to.have.length(1);
    expect(two.ofType(TABLE)).to.have.length(0);
    expect(two.outputs).to.deep.equal({ stack: "two", value: "v" });
  });

  it("leaves what only a deployment can tell unknown in a preview", async () => {
    const program = () => {
      const table = users();
      new aws.iam.Role("r", { assumeRolePolicy: trust, description: table.arn });
    };
    const { get } = await graph(program, { preview: true });

    expect(get("r").inputs.description).to.equal(UNKNOWN);
    expect(get("users").id).to.equal("");
  });

  it("answers aws.getRegion, getCallerIdentity and getPartition", async () => {
    const { outputs } = await graph(
      () => ({
        region: aws.getRegionOutput().region,
        account: aws.getCallerIdentityOutput().accountId,
        partition: aws.getPartitionOutput().partition,
      }),
      { config: { "aws:region": "eu-north-1" } },
    );

    expect(outputs).to.deep.equal({ region: "eu-north-1", account: "000000000000", partition: "aws" });
  });

  it("adds the default tags of the provider, the resource's own first", async () => {
    const { get } = await graph(() => {
      const provider = new aws.Provider("p", {
        region: "us-east-1",
        defaultTags: { tags: { team: "a", app: "x" } },
      });
      return new aws.cloudwatch.LogGroup("logs", { tags: { app: "y" } }, { provider });
    });

    expect(get("logs").outputs.tagsAll).to.deep.equal({ team: "a", app: "y" });
  });

  it("holds the warnings that the program logged", async () => {
    const { messages } = await graph(() => void pulumi.log.warn("mind the gap"));

    expect(messages).to.deep.equal(["mind the gap"]);
  });

  describe("fails", () => {
    it("with what the program threw", async () => {
      const program = () => {
        throw new TypeError("no");
      };

      expect(await rejection(graph(program))).to.equal("no");
    });

    it("with what was thrown in an apply that nobody awaits", async () => {
      const program = () => {
        users().arn.apply(() => {
          throw new Error("in apply");
        });
      };

      expect(await rejection(graph(program))).to.equal("in apply");
    });

    it("with what was thrown in an apply that becomes an input", async () => {
      const program = () => {
        const description = users().arn.apply((): string => {
          throw new Error("in apply");
        });
        new aws.iam.Role("r", { assumeRolePolicy: trust, description });
      };

      expect(await rejection(graph(program))).to.equal('error serializing property "description": in apply');
    });

    it("with what was thrown in a timer", async () => {
      const program = () =>
        new Promise(() => {
          setTimeout(() => {
            throw new Error("late");
          }, 1);
        });

      expect(await rejection(graph(program))).to.equal("late");
    });

    it("when a resource is refused, although what depends on it waits for ever", async () => {
      const program = () => {
        const bucket = new aws.s3.Bucket("b");
        return new aws.iam.Role("r", { assumeRolePolicy: trust, description: bucket.arn });
      };

      expect(await rejection(graph(program))).to.match(
        /^aws:s3\/bucket:Bucket "b" \(test\/local\/engine\/graph\.test\.ts:\d+\): the local cloud does not cover this type/,
      );
    });

    it("when two resources have one URN", async () => {
      expect(await rejection(graph(() => [users(), users()]))).to.match(
        /Table "users" \(.*graph\.test\.ts:10\): there are two/,
      );
    });

    it("when a program reads or imports what exists elsewhere", async () => {
      expect(await rejection(graph(() => aws.dynamodb.Table.get("t", "table-1")))).to.contain(
        "existing resource (id table-1)",
      );
      expect(await rejection(graph(() => users({ import: "table-1" })))).to.contain(
        "remove the option import",
      );
      expect(await rejection(graph(() => new pulumi.StackReference("org/p/s")))).to.contain(
        'StackReference "org/p/s"',
      );
    });

    it("when a function of a provider is not covered, and names it", async () => {
      expect(await rejection(graph(() => ({ zones: aws.getAvailabilityZonesOutput().names })))).to.contain(
        "aws:index/getAvailabilityZones:getAvailabilityZones",
      );
    });

    it("alone: the failure of one does not reach another", async () => {
      const failing = rejection(graph(() => new aws.s3.Bucket("b")));
      const working = graph(users);

      expect(await failing).to.contain("s3/bucket");
      expect((await working).ofType(TABLE)).to.have.length(1);
    });
  });
});
