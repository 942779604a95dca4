import { join } from "node:path";
import { expect } from "chai";
import { graph, type Graph } from "../../local/engine/graph";
import { loadProject } from "../../local/engine/project-files";

const root = join(__dirname, "..", "..");

/** Runs this repository's own program as one of its stacks. */
async function program(stack: string, changes: Record<string, string> = {}): Promise<Graph> {
  const { config } = loadProject(root, stack, () => {});
  return graph(
    () => {
      const main = join(root, "index.ts");
      for (const file of [main, join(root, "stack-configuration.ts")]) delete require.cache[file];
      return require(main) as unknown;
    },
    { project: "notes-and-pets", stack, directory: root, config: { ...config, ...changes } },
  );
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource?: string | string[];
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** Every IAM statement that the program registers, with the resource that holds it. */
function statements(g: Graph): (Statement & { readonly holder: string })[] {
  return g.resources.flatMap(({ name, inputs }) =>
    ["policy", "assumeRolePolicy"].flatMap((property) => {
      const text = inputs[property];
      if (typeof text !== "string") return [];
      return (JSON.parse(text).Statement as Statement[]).map((statement) => ({ ...statement, holder: name }));
    }),
  );
}

const list = (value: string | string[] | undefined): string[] => (value === undefined ? [] : [value].flat());

for (const stack of ["dev", "prod"]) {
  describe(`the program as stack ${stack}`, function () {
    this.timeout(60_000);
    let g: Graph;
    before(async () => {
      g = await program(stack);
    });

    it("has no wildcard action", () => {
      expect(
        statements(g)
          .flatMap(({ Action }) => list(Action))
          .filter((action) => action.includes("*")),
      ).to.deep.equal([]);
    });

    it("uses no managed policy of AWS", () => {
      expect(JSON.stringify(g.resources.map(({ inputs }) => inputs))).to.not.contain(
        "arn:aws:iam::aws:policy",
      );
    });

    it("grants everything in one place only, where the code gives the reason: listing log groups", () => {
      const onEverything = statements(g).filter(
        ({ Effect, Resource }) => Effect === "Allow" && list(Resource).includes("*"),
      );

      expect(onEverything.map(({ holder, Action }) => [holder, Action])).to.deep.equal(
        stack === "dev" ? [["gateway-logs", ["logs:DescribeLogGroups"]]] : [],
      );
    });

    it("has no method without authorization but its open routes and preflights", () => {
      const body = JSON.parse(g.ofType("aws:apigateway/restApi:RestApi")[0]!.inputs["body"] as string);
      const unsigned = Object.entries<any>(body.paths).flatMap(([path, item]) =>
        Object.entries<any>(item).flatMap(([method, { security }]) =>
          method !== "options" && security.length === 0 ? [`${method} ${path}`] : [],
        ),
      );

      expect(unsigned).to.have.members(["post /users", "post /login"]);
    });

    it("limits a person's own access to the notes table by owner, attributes and selection", () => {
      const own = statements(g).filter(
        ({ holder, Action }) =>
          holder.startsWith("notes-and-pets-signed-in") &&
          list(Action).some((a) => a.startsWith("dynamodb:")),
      );

      expect(own.map(({ Action }) => list(Action).join())).to.deep.equal([
        "dynamodb:GetItem,dynamodb:Query",
        "dynamodb:DeleteItem",
      ]);
      for (const { Condition } of own) {
        expect(Condition!["ForAllValues:StringEquals"]!["dynamodb:LeadingKeys"]).to.deep.equal([
          "${cognito-identity.amazonaws.com:sub}",
        ]);
        expect(Condition!["Null"]!["dynamodb:LeadingKeys"]).to.equal("false");
      }
    });

    it("gives registration and login the core and the time that scrypt needs", () => {
      for (const name of ["notes-and-pets-post-users", "notes-and-pets-post-login"]) {
        expect(g.get(name, "aws:lambda/function:Function").inputs).to.include({
          memorySize: 1769,
          timeout: 15,
        });
      }
    });

    it("encrypts its tables, on demand", () => {
      for (const { inputs } of g.ofType("aws:dynamodb/table:Table")) {
        expect(inputs).to.deep.include({
          billingMode: "PAY_PER_REQUEST",
          serverSideEncryption: { enabled: true },
        });
      }
    });

    it("has the outputs that clients need", () => {
      expect(g.outputs).to.have.all.keys(
        "url",
        "identityPoolId",
        "region",
        "usersTable",
        "petsTable",
        "notesTable",
        "functionNames",
      );
      expect(g.outputs["url"]).to.match(/\/v1$/);
      expect(g.outputs["functionNames"]).to.have.all.keys(
        "POST /users",
        "POST /login",
        "POST /pets",
        "GET /pets",
        "GET /pets/{petId}",
        "POST /notes",
      );
    });
  });
}

describe("the stacks", function () {
  this.timeout(60_000);

  it("differ in configuration only: prod protects its data and leaves the account alone", async () => {
    const [dev, prod] = [await program("dev"), await program("prod")];
    const names = (g: Graph) =>
      g.resources
        .filter(({ type }) => type !== "pulumi:pulumi:Stack")
        .map(({ type, name }) => `${type} ${name}`);

    expect(names(dev).filter((name) => !names(prod).includes(name))).to.deep.equal([
      "aws:iam/role:Role gateway-logs",
      "aws:iam/rolePolicy:RolePolicy gateway-logs",
      "aws:apigateway/account:Account gateway",
    ]);
    expect(names(prod).filter((name) => !names(dev).includes(name))).to.deep.equal([]);
    expect(prod.get("notes").options.protect).to.equal(true);
    expect(prod.get("notes").inputs).to.deep.include({
      deletionProtectionEnabled: true,
      pointInTimeRecovery: { enabled: true },
    });
    expect(dev.get("gateway").options.retainOnDelete).to.equal(true);
    expect(dev.get("notes-and-pets-v1", "aws:apigateway/stage:Stage").dependencies).to.include(
      dev.get("gateway").urn,
    );
  });

  const WRONG: readonly [string, Record<string, string>, RegExp][] = [
    [
      "a missing key",
      { "notes-and-pets:logRetentionDays": undefined as never },
      /Pulumi\.dev\.yaml:\n {2}notes-and-pets:logRetentionDays: /,
    ],
    [
      "a wrong value",
      { "notes-and-pets:tokenDurationHours": "48" },
      /notes-and-pets:tokenDurationHours: .*24/,
    ],
    [
      "a key nobody knows",
      { "notes-and-pets:data": '{"deletionProtection":true,"pointInTimeRecovery":true,"encrypt":true}' },
      /notes-and-pets:data: .*encrypt/,
    ],
  ];
  for (const [what, changes, message] of WRONG) {
    it(`are refused with ${what}, naming the key and the file`, async () => {
      const error: Error = await program("dev", changes).then(
        () => expect.fail("accepted"),
        (e) => e,
      );

      expect(error.message).to.match(message);
    });
  }
});
