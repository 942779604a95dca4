import { expect } from "chai";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { GLOBAL_KEYS } from "../../policies/global-keys";
import { lineOf, textOf, typeChecker } from "./type-checker";

const policies = join(__dirname, "..", "..", "policies");

/** One service as the service authorization reference has it. */
interface ReferenceService {
  readonly prefix: string;
  readonly actions: readonly {
    readonly name: string;
    readonly types: readonly string[];
    readonly keys: readonly string[];
  }[];
  readonly resources: readonly { readonly name: string; readonly shape: string }[];
}

interface Reference {
  readService(prefix: string): ReferenceService;
  exportName(prefix: string): string;
}

const load = <T>(file: string): Promise<T> =>
  import(pathToFileURL(join(policies, "generator", file)).href) as Promise<T>;

const committed = readdirSync(join(policies, "services"))
  .map((file) => file.replace(/\.ts$/, ""))
  .filter((prefix) => prefix !== "service-prefixes");

const HEAD = `
  import { policy, toDocument, unchecked } from "../../policies";
  import { dynamodb } from "../../policies/services/dynamodb";
  import { lambda } from "../../policies/services/lambda";
  import { s3 } from "../../policies/services/s3";
  declare const table: string;
`;
describe("what the compiler says of a wrong statement", function () {
  this.timeout(120_000);

  const cases: readonly (readonly [mistake: string, statement: string, ...words: string[]])[] = [
    [
      "a misspelt action",
      `dynamodb.allow("GetItme")`,
      "dynamodb has no action GetItme; closest:",
      `"GetItem"`,
    ],
    [
      "a misspelt key",
      `dynamodb.allow("GetItem").on({ table }).when("dynamodb:LeadingKey", "Null", true)`,
      "no chosen dynamodb action sends dynamodb:LeadingKey; closest:",
      `"dynamodb:LeadingKeys"`,
    ],
    [
      "a key of another service",
      `s3.allow("GetObject").on({ object: "arn:aws:s3:::b/*" }).when("dynamodb:LeadingKeys", "Null", true)`,
      "no chosen s3 action sends dynamodb:LeadingKeys",
    ],
    [
      "ForAllValues on a key that one action never sends",
      `dynamodb.allow("Query", "Scan").on({ table }).when("dynamodb:LeadingKeys", "ForAllValues:StringEquals", ["x"])`,
      "dynamodb:Scan never sends dynamodb:LeadingKeys, so ForAllValues would always hold",
      "give it its own statement",
    ],
    [
      "a key that one action never sends",
      `dynamodb.allow("GetItem", "PutItem").on({ table }).when("dynamodb:Select", "StringEquals", "COUNT")`,
      "dynamodb:PutItem never sends dynamodb:Select: give it its own statement",
    ],
    [
      "an operator of another family",
      `dynamodb.allow("GetItem").on({ table }).when("dynamodb:LeadingKeys", "NumericEquals", 1)`,
      "NumericEquals cannot test dynamodb:LeadingKeys",
      "ForAllValues:String",
      "ForAnyValue:String",
    ],
    [
      "a set operator on a key with one value",
      `dynamodb.allow("GetItem").on({ table }).when("dynamodb:Select", "ForAllValues:StringEquals", ["COUNT"])`,
      "ForAllValues:StringEquals cannot test dynamodb:Select: it has one value",
    ],
    [
      "an action without a resource",
      `s3.allow("GetObject", "ListBucket").on({ bucket: "arn:aws:s3:::b" })`,
      "s3:GetObject has no resource here; add one of:",
      `"object"`,
    ],
    [
      "an ARN for an action that knows none",
      `dynamodb.allow("ListTables").on({ table })`,
      "dynamodb:ListTables has no resource types",
      ".onEverything()",
    ],
    ["a misspelt resource type", `dynamodb.allow("GetItem").on({ tabel: table })`, "'tabel'", "'table'"],
    [
      "an ARN of another service",
      `lambda.allow("InvokeFunction").on({ function: "arn:aws:dynamodb:eu-west-1:123456789012:table/notes" })`,
      "not a lambda function: arn:aws:lambda:*:*:function:*",
    ],
    [
      "a misspelt variable",
      `dynamodb.allow("GetItem").on({ table }).when("aws:userid", "StringEquals", "\${cognito-identity.amazonaw.com:sub}")`,
      "${cognito-identity.amazonaw.com:sub} is not a policy variable; closest:",
      "cognito-identity.amazonaws.com:sub",
    ],
    [
      "a value of another kind",
      `dynamodb.allow("GetItem").on({ table }).when("aws:SecureTransport", "Bool", "yes")`,
      "Bool takes a boolean",
    ],
    [
      "a pattern that covers nothing",
      `dynamodb.allow(dynamodb.matching("Gett*"))`,
      "no dynamodb action matches Gett*",
    ],
    ["a statement about nothing", `policy(dynamodb.allow("GetItem"))`, "call_on_or_onEverything_first"],
    [
      "a statement about nothing, unchecked",
      `policy(unchecked("new").allow("a:B"))`,
      "call_on_or_onEverything_first",
    ],
    [
      "a warning that does not exist",
      `dynamodb.allow("GetItem").on({ table }).accepting("pass-rule", "meant")`,
      `"pass-rule"`,
    ],
    [
      "a trust statement in a session policy",
      `toDocument("session", dynamodb.allow("GetItem").by("*").on({ table }))`,
      `"resource"`,
      `"identity"`,
    ],
  ];
  const right = `policy(dynamodb.allow("GetItem").on({ table }));`;
  /** What is said about each statement, and about the right one at the end: all are checked as one program. */
  let errors: readonly string[];
  before(() => {
    const lines = [HEAD.replaceAll("\n", " "), ...cases.map(([, statement]) => `${statement};`), right];
    const { diagnostics } = typeChecker().check("mistakes", lines.join("\n"));
    errors = lines
      .map((_, line) =>
        diagnostics
          .filter((diagnostic) => lineOf(diagnostic) === line)
          .map(textOf)
          .join("\n"),
      )
      .slice(1);
  });

  for (const [index, [mistake, , ...words]] of cases.entries()) {
    it(`names ${mistake} and the remedy`, () => {
      for (const word of words) expect(errors[index]).to.contain(word);
    });
  }

  it("is nothing where nothing is wrong", () => {
    expect(errors).to.have.length(cases.length + 1);
    expect(errors.at(-1)).to.equal("");
  });
});

describe("the generated modules", function () {
  this.timeout(120_000);

  it("take every action with every resource type of the reference", async () => {
    const { readService } = await load<Reference>("read-reference.mjs");
    const { exportName } = await load<Reference>("emit-service.mjs");
    const services = committed.map(readService);
    const imports = services.map(
      ({ prefix }) => `import { ${exportName(prefix)} } from "../../policies/services/${prefix}";`,
    );
    const statements = services.flatMap((service) => statementsOf(service, exportName(service.prefix)));

    const { diagnostics } = typeChecker().check("everything", [...imports, ...statements].join("\n"));

    expect(diagnostics.map(textOf)).to.deep.equal([]);
    expect(statements.length).to.be.greaterThan(150);
  });
});

/** Actions that accept the same resource types, in one statement for each type. */
function statementsOf({ actions, resources }: ReferenceService, name: string): string[] {
  const groups = new Map<string, string[]>();
  for (const action of actions) {
    const types = action.types.join(" ");
    groups.set(types, [...(groups.get(types) ?? []), JSON.stringify(action.name)]);
  }
  const shapes = new Map(resources.map((resource) => [resource.name, resource.shape.replaceAll("*", "x")]));
  return [...groups].flatMap(([types, names]) => {
    const arns = types.split(" ").map((type) => `${type}: "arn:aws:${shapes.get(type)!}"`);
    const start = `${name}.allow(${names.join(", ")})`;
    return types === "" ? [`${start}.onEverything("reason");`] : [`${start}.on({ ${arns.join(", ")} });`];
  });
}

describe("the compiler's work", function () {
  this.timeout(120_000);

  it("stays small: fifty statements with a condition each take at most 70,000 instantiations", async () => {
    const { readService } = await load<Reference>("read-reference.mjs");
    const { exportName } = await load<Reference>("emit-service.mjs");
    const prefixes = ["dynamodb", "s3", "kms", "lambda", "sqs"];
    const imports = prefixes.map(
      (prefix) => `import { ${exportName(prefix)} } from "../../policies/services/${prefix}";`,
    );
    const statements = prefixes.flatMap((prefix) =>
      readService(prefix)
        .actions.filter(({ types }) => types.length > 0)
        .slice(0, 10)
        .map(({ name, types, keys }, index) => {
          const key = keys.find((candidate) => !candidate.includes("${")) ?? CONDITIONS[index]!;
          return `${exportName(prefix)}.allow("${name}").on({ ${types[0]!}: arn }).when("${key}", "Null", false);`;
        }),
    );
    expect(statements).to.have.length(50);
    const text = [...imports, "declare const arn: string;", ...statements].join("\n");

    const { diagnostics, instantiations } = typeChecker().check("fifty", text);

    expect(diagnostics.map(textOf)).to.deep.equal([]);
    expect(instantiations).to.be.within(1, 70_000);
  });
});

const CONDITIONS = Object.keys(GLOBAL_KEYS)
  .filter((key) => key.startsWith("aws:"))
  .slice(0, 10);

describe("an editor offers", function () {
  this.timeout(120_000);

  const read = `dynamodb.allow("GetItem", "Query").on({ table })`;
  const offered = (statement: string): readonly string[] =>
    typeChecker().complete("cursor", HEAD + statement);

  it("the actions of the service, and further ones beside the first", async () => {
    const { readService } = await load<Reference>("read-reference.mjs");
    const actions = readService("dynamodb").actions.map(({ name }) => name);

    expect(offered(`dynamodb.allow("|")`)).to.have.members(actions);
    expect(offered(`dynamodb.allow("GetItem", "|")`)).to.have.members(actions);
  });

  it("the resource types of the chosen actions", () => {
    expect(offered(`dynamodb.allow("Query").on({ | })`)).to.have.members(["index", "table"]);
    expect(offered(`dynamodb.allow("GetItem").on({ | })`)).to.have.members(["table"]);
  });

  it("the keys that a chosen action sends, and the global ones", async () => {
    const { readService } = await load<Reference>("read-reference.mjs");
    const sent = readService("dynamodb")
      .actions.filter(({ name }) => name === "GetItem" || name === "Query")
      .flatMap(({ keys }) => keys);

    expect(sent).to.include("dynamodb:LeadingKeys");
    expect(offered(`${read}.when("|")`)).to.have.members([...new Set(sent), ...Object.keys(GLOBAL_KEYS)]);
  });

  it("the operators that can test the key", () => {
    const texts = ["Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"];
    const operators = ["ForAllValues:", "ForAnyValue:"].flatMap((set) =>
      texts.flatMap((text) => [`${set}String${text}`, `${set}String${text}IfExists`]),
    );

    expect(offered(`${read}.when("dynamodb:LeadingKeys", "|")`)).to.have.members(["Null", ...operators]);
  });
});
