import { output, secret as confidential, type Input } from "@pulumi/pulumi";
import { expect } from "chai";
import type { StoredCapture } from "../../callbacks";
import {
  defineRoutes,
  open,
  parameter,
  route,
  secret as stored,
  SecureServerlessApi,
} from "../../components";
import { StoredValues } from "../../components/stored-values";
import type { Scope } from "../../components/transform";
import { ok, type Reply } from "../../handler";
import { graph, type Graph } from "../../local/engine/graph";
import { policy } from "../../policies";

const PARAMETER = "aws:ssm/parameter:Parameter";
const SECRET = "aws:secretsmanager/secret:Secret";
const VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const CONFIDENTIAL = "correct horse battery staple";

const capture = (
  kind: StoredCapture["kind"],
  name: string,
  { value = CONFIDENTIAL as Input<string>, mark = {} } = {},
): StoredCapture => ({ kind, name, variable: `CAP_${name.toUpperCase().replace(".", "_")}`, value, mark });
const one = { id: "get-one", key: "GET /one" };
const two = { id: "get-two", key: "GET /two" };

/** What handlers of an API need, as the functions' inputs would have it. */
const needs = (captures: readonly (readonly [typeof one, StoredCapture])[], scope: Partial<Scope> = {}) =>
  graph(() => {
    const values = new StoredValues({ name: "shop", opts: {}, transform: {}, ...scope });
    return captures.map(([route, stored]) => {
      const { variables, statements } = values.needsOf(route, [stored]);
      return { variables, policy: policy(...statements) };
    });
  });
const outputsOf = (g: Graph): any[] => Object.values(g.outputs);
const failure = (run: Promise<unknown>): Promise<Error> =>
  run.then(
    () => expect.fail("accepted"),
    (error) => error,
  );

describe("captures that are stored outside of the function's configuration", () => {
  it("a parameter is an encrypted one, and exactly it may be read", async () => {
    const g = await needs([[one, capture("parameter", "api.key")]]);
    const [made] = g.ofType(PARAMETER);
    const [needed] = outputsOf(g);

    expect(made!.name).to.equal("shop-api-key");
    expect(made!.inputs).to.deep.include({ type: "SecureString", value: CONFIDENTIAL });
    expect(made!.secrets).to.include("value");
    expect(needed.variables).to.deep.equal({
      CAP_API_KEY: made!.outputs["name"],
      CAP_API_KEY__VERSION: String(made!.outputs["version"]),
    });
    expect(JSON.parse(needed.policy).Statement).to.deep.equal([
      { Effect: "Allow", Action: ["ssm:GetParameter"], Resource: [made!.outputs["arn"]] },
    ]);
  });

  it("a secret is in Secrets Manager, and exactly it may be read", async () => {
    const g = await needs([[one, capture("secret", "token")]]);
    const [made] = g.ofType(SECRET);
    const [version] = g.ofType(VERSION);
    const [needed] = outputsOf(g);

    expect(version!.inputs).to.deep.include({ secretId: made!.id, secretString: CONFIDENTIAL });
    expect(version!.secrets).to.include("secretString");
    expect(needed.variables).to.deep.equal({
      CAP_TOKEN: made!.outputs["arn"],
      CAP_TOKEN__VERSION: version!.outputs["versionId"],
    });
    expect(JSON.parse(needed.policy).Statement).to.deep.equal([
      { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: [made!.outputs["arn"]] },
    ]);
  });

  it("the value is nowhere but in its store", async () => {
    const g = await needs([
      [one, capture("secret", "token", { value: confidential(CONFIDENTIAL) })],
      [one, capture("parameter", "key", { value: output(CONFIDENTIAL) })],
    ]);

    expect(JSON.stringify(g.outputs)).not.to.contain(CONFIDENTIAL);
    expect(g.resources.filter(({ inputs }) => JSON.stringify(inputs).includes(CONFIDENTIAL))).to.have.length(
      2,
    );
  });

  it("another value makes another configuration, so that no environment goes on with the old one", async () => {
    const variables = async (value: string) =>
      outputsOf(await needs([[one, capture("secret", "token", { value })]]))[0].variables;
    const [first, second] = [await variables("a"), await variables("b")];

    expect(second.CAP_TOKEN).to.equal(first.CAP_TOKEN);
    expect(second.CAP_TOKEN__VERSION).not.to.equal(first.CAP_TOKEN__VERSION);
  });

  it("what several handlers capture is stored once", async () => {
    const mark = {};
    const g = await needs([
      [one, capture("secret", "token", { mark })],
      [two, capture("secret", "settings.token", { mark })],
    ]);
    const [first, second] = outputsOf(g);

    expect(g.ofType(SECRET)).to.have.length(1);
    expect(second.variables.CAP_SETTINGS_TOKEN).to.equal(first.variables.CAP_TOKEN);
    expect(second.policy).to.equal(first.policy);
  });

  it("different values under one name are stored apart, and neither handler may read the other's", async () => {
    const g = await needs([
      [one, capture("parameter", "key", { value: "first" })],
      [two, capture("parameter", "key", { value: "second" })],
    ]);
    const [first, second] = outputsOf(g);

    expect(g.ofType(PARAMETER).map(({ name }) => name)).to.deep.equal(["shop-key", "shop-key-get-two"]);
    expect(second.policy).not.to.equal(first.policy);
  });

  it("a transform changes what is made before it is registered", async () => {
    const g = await needs([[one, capture("secret", "token")]], {
      transform: { secret: (args) => ({ ...args, recoveryWindowInDays: 7 }) },
    });

    expect(g.ofType(SECRET)[0]!.inputs).to.deep.equal({ recoveryWindowInDays: 7 });
  });

  describe("of an API's handlers", () => {
    const token = stored(confidential("the token of the supplier"));
    const key = parameter("the key of the supplier");
    const program = (options = {}) =>
      graph(
        () =>
          void new SecureServerlessApi("shop", {
            routes: defineRoutes(
              route("GET /one", {
                auth: open("it is a test"),
                handler: async () => ok((await token.get()).length + (await key.get()).length),
              }),
              route("GET /two", {
                auth: open("it is a test"),
                handler: async () => ok((await key.get()).length),
              }),
              route("GET /three", { auth: open("it is a test"), handler: async () => ok({}) }),
            ),
            stages: { v1: {} },
          }),
        options,
      );

    it("are in no zip and no configuration, and each role reads its own", async () => {
      const g = await program();
      const functions = g.ofType("aws:lambda/function:Function");
      const policyOf = (name: string): string =>
        g.get(name, "aws:iam/rolePolicy:RolePolicy").inputs["policy"] as string;

      expect(functions).to.have.length(3);
      expect(JSON.stringify(functions.map(({ inputs }) => inputs))).not.to.match(/of the supplier/);
      expect(policyOf("shop-get-one"))
        .to.match(/ssm:GetParameter/)
        .and.match(/secretsmanager:GetSecretValue/);
      expect(policyOf("shop-get-two"))
        .to.match(/ssm:GetParameter/)
        .and.not.match(/secretsmanager/);
      expect(policyOf("shop-get-three")).not.to.match(/ssm|secretsmanager/);
    });

    it("are there before the functions that fetch them", async () => {
      const g = await program();
      const { dependencies } = g.get("shop-get-one", "aws:lambda/function:Function");
      const version = g.ofType(VERSION)[0]!;

      expect(dependencies).to.include.members([version.urn, g.ofType(PARAMETER)[0]!.urn]);
    });

    it("exist in a preview too", async () => {
      const names = ({ resources }: Graph) => resources.map(({ type, name }) => `${type} ${name}`).sort();

      expect(names(await program({ preview: true }))).to.deep.equal(names(await program()));
    });

    it("are errors before any resource is registered where AWS keeps the name, or the value is known to be too long", async () => {
      const registered: string[] = [];
      const model = {
        create: ({ type }: { type: string }) => (registered.push(type), { id: "x", outputs: {} }),
      } as never;
      const long = parameter("x".repeat(8_193));
      const api = (name: string, handler: () => Promise<Reply>) =>
        failure(
          graph(
            () =>
              void new SecureServerlessApi(name, {
                routes: defineRoutes(route("GET /x", { auth: open("it is a test"), handler })),
                stages: { v1: {} },
              }),
            { model },
          ),
        );
      const named = await api("aws-shop", async () => ok(await key.get()));
      const tooLong = await api("shop", async () => ok(await long.get()));

      expect(named.message).to.match(
        /^GET \/x: parameter\(\) keeps 'key' .* and aws-shop begins as AWS's own/,
      );
      expect(tooLong.message).to.match(/^GET \/x: parameter\(\) keeps 'long', which has 8193 bytes/);
      expect(registered).to.deep.equal([]);
    });
  });

  describe("are refused with the route and the capture, and never with the value, when", () => {
    const REFUSED: readonly [string, StoredCapture, RegExp][] = [
      [
        "a parameter is too long",
        capture("parameter", "key", { value: "x".repeat(8_193) }),
        /^GET \/one: parameter\(\) keeps 'key', which has 8193 bytes; it takes 1 to 8192\. Use secret\(\)/,
      ],
      [
        "a secret that is known late is too long",
        capture("secret", "key", { value: output("x".repeat(65_537)) }),
        /GET \/one: secret\(\) keeps 'key', which has 65537 bytes; it takes 1 to 65536$/,
      ],
      ["there is no value", capture("secret", "key", { value: "" }), /'key', which has 0 bytes/],
    ];
    for (const [what, stored, message] of REFUSED) {
      it(what, async () => {
        const { message: said } = await failure(needs([[one, stored]]));

        expect(said).to.match(message).and.not.to.match(/xxx/);
      });
    }
  });
});
