import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { graph } from "../../../local/engine/graph";
import { deploy, statement, trusting } from "./deploy";
import { rejection } from "./rejection";

const CONFIDENTIAL = "correct horse battery staple";
const parameter = (args: object = {}, name = "key") =>
  new aws.ssm.Parameter(name, { type: "SecureString", value: CONFIDENTIAL, ...args });
const secret = (value: string = CONFIDENTIAL, args: aws.secretsmanager.SecretArgs = {}) => {
  const made = new aws.secretsmanager.Secret("token", args);
  new aws.secretsmanager.SecretVersion("token", { secretId: made.id, secretString: value });
  return made;
};
const only = <T>(values: Iterable<T>): T => [...values][0]!;

describe("values that a program stores", () => {
  describe("in Parameter Store", () => {
    it("are held under their names, with AWS's shapes", async () => {
      const { state } = await deploy(() => {
        parameter({ tags: { team: "a" } });
        parameter({ name: "/shop/url", type: "String", value: "https://shop.example" }, "url");
      });
      const url = state.parameters.get("/shop/url");
      const key = [...state.parameters.values()].find(({ name }) => name.startsWith("key"));

      expect(key).to.deep.include({ type: "SecureString", value: CONFIDENTIAL, tags: { team: "a" } });
      expect(key!.name).to.match(/^key-[0-9a-f]{7}$/);
      expect(key!.arn).to.equal(`arn:aws:ssm:us-east-1:000000000000:parameter/${key!.name}`);
      expect(url!.arn).to.equal("arn:aws:ssm:us-east-1:000000000000:parameter/shop/url");
    });

    it("have another version exactly when the value is another", async () => {
      const version = async (args: object) =>
        (await graph(() => parameter(args))).get("key").outputs["version"];
      const first = await version({});

      expect(first).to.be.a("number").above(0);
      expect(await version({ description: "other" })).to.equal(first);
      expect(await version({ value: "other" })).not.to.equal(first);
    });
  });

  describe("in Secrets Manager", () => {
    it("are the current version of their secret, with AWS's shapes", async () => {
      const { state } = await deploy(() => secret());
      const held = only(state.secrets.values());

      expect(held.arn).to.match(
        /^arn:aws:secretsmanager:us-east-1:000000000000:secret:token-[0-9a-f]{7}-[a-z0-9]{6}$/,
      );
      expect(held.current?.value).to.equal(CONFIDENTIAL);
      expect(held.current?.id).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    });

    it("have another version exactly when the value is another", async () => {
      const version = async (value: string) =>
        only((await deploy(() => secret(value))).state.secrets.values()).current!.id;

      expect(await version("a")).to.equal(await version("a"));
      expect(await version("a")).not.to.equal(await version("b"));
    });

    it("may have a resource policy, and a secret without a version has no value", async () => {
      const policy = statement({
        Principal: { AWS: "arn:aws:iam::000000000000:role/r" },
        Action: "secretsmanager:GetSecretValue",
        Resource: "*",
      });
      const { state } = await deploy(() => new aws.secretsmanager.Secret("token", { policy }));
      const held = only(state.secrets.values());

      expect(held.resourcePolicy?.statements).to.have.length(1);
      expect(held).not.to.have.property("current");
    });
  });

  it("are secret wherever the program reads them", async () => {
    const g = await graph(() => {
      const stored = parameter();
      const made = new aws.secretsmanager.Secret("token");
      const version = new aws.secretsmanager.SecretVersion("token", {
        secretId: made.id,
        secretString: CONFIDENTIAL,
      });
      return { stored: stored.value, versioned: version.secretString, name: stored.name };
    });

    expect(g.secretOutputs).to.have.members(["stored", "versioned"]);
  });

  describe("are refused with the resource's name, and never with the value, when", () => {
    const REFUSED: readonly [string, () => unknown, RegExp][] = [
      [
        "a name begins with AWS's own words",
        () => parameter({ name: "awsKey" }),
        /awsKey cannot name a parameter/,
      ],
      [
        "a logical name begins with them",
        () => parameter({}, "SSM-key"),
        /SSM-key-.* cannot name a parameter/,
      ],
      ["a path is AWS's own", () => parameter({ name: "/aws/key" }), /\/aws\/key cannot name a parameter/],
      ["a key of one's own is named", () => parameter({ keyId: "alias/mine" }), /keyId is not covered/],
      [
        "a value is too long",
        () => parameter({ value: "x".repeat(4_097) }),
        /value has 4097 bytes, and its tier takes 4096/,
      ],
      [
        "a value does not match",
        () => parameter({ allowedPattern: "^\\d+$" }),
        /value does not match allowedPattern/,
      ],
      [
        "a pattern is Java's alone",
        () => parameter({ allowedPattern: "(?>a)" }),
        /is not a regular expression that JavaScript knows/,
      ],
      [
        "a secure value is insecure",
        () => parameter({ value: undefined, insecureValue: "x" }),
        /a SecureString takes value/,
      ],
      ["there is no value", () => parameter({ value: undefined }), /type and value are needed/],
      [
        "a secret is not there",
        () => new aws.secretsmanager.SecretVersion("v", { secretId: "arn:none", secretString: "x" }),
        /secretId is arn:none, and the program makes no such secret/,
      ],
      [
        "a secret has two current versions",
        () => new aws.secretsmanager.SecretVersion("v", { secretId: secret().id, secretString: "x" }),
        /has a version already/,
      ],
      ["a secret is too long", () => secret("x".repeat(65_537)), /secretString has 65537 bytes/],
      [
        "a recovery window is AWS's error",
        () => secret("x", { recoveryWindowInDays: 3 }),
        /recoveryWindowInDays must be 0, or/,
      ],
      [
        "a secret is replicated",
        () => secret("x", { replicas: [{ region: "eu-west-1" }] }),
        /replicas is not covered/,
      ],
      [
        "a version has another label",
        () =>
          new aws.secretsmanager.SecretVersion("v", {
            secretId: "s",
            secretString: CONFIDENTIAL,
            versionStages: ["AWSPENDING"],
          }),
        /versionStages "AWSPENDING" is not covered/,
      ],
    ];
    for (const [what, make, message] of REFUSED) {
      it(what, async () => {
        const text = await rejection(deploy(() => void make()));

        expect(text)
          .to.match(message)
          .and.match(/^aws:(ssm|secretsmanager)\/\S+ "/);
        expect(text).not.to.contain(CONFIDENTIAL);
      });
    }
  });
});

describe("a function's code that is an ES module", () => {
  const fn = (files: Record<string, string>, handler = "index.handler") => {
    const role = new aws.iam.Role("r", { assumeRolePolicy: trusting("lambda.amazonaws.com") });
    const assets = Object.entries(files).map(([name, text]) => [name, new pulumi.asset.StringAsset(text)]);
    new aws.lambda.Function("f", {
      role: role.arn,
      handler,
      runtime: "nodejs22.x",
      code: new pulumi.asset.AssetArchive(Object.fromEntries(assets)),
    });
  };
  const MODULE = "export const handler = async () => 1;";
  const COMMON = "exports.handler = async () => 1;";

  const REFUSED: readonly [string, Record<string, string>, string?][] = [
    ["by its extension", { "index.mjs": MODULE }],
    ["by its package.json", { "index.js": MODULE, "package.json": '{"type":"module"}' }],
    [
      "by a package.json above it",
      { "lib/a.js": MODULE, "package.json": '{"type":"module"}' },
      "lib/a.handler",
    ],
  ];
  for (const [how, files, handler] of REFUSED) {
    it(`${how} is refused when it is deployed`, async () => {
      expect(await rejection(deploy(() => fn(files, handler)))).to.match(
        /^aws:lambda\/function:Function "f".*code: \S+\.m?js is an ES module, which the local cloud does not run: bundle/,
      );
    });
  }

  const TAKEN: readonly [string, Record<string, string>, string?][] = [
    ["a CommonJS file beside an ES module", { "index.js": COMMON, "index.mjs": MODULE }],
    ["a package.json that says commonjs", { "index.js": COMMON, "package.json": '{"type":"commonjs"}' }],
    [
      "a package.json nearer than that of a module",
      { "lib/a.js": COMMON, "lib/package.json": "{}", "package.json": '{"type":"module"}' },
      "lib/a.handler",
    ],
    ["a package.json that is none", { "index.js": COMMON, "package.json": "{" }],
  ];
  for (const [what, files, handler] of TAKEN) {
    it(`is not ${what}`, async () => {
      const { state } = await deploy(() => fn(files, handler));

      expect(state.functions.size).to.equal(1);
    });
  }
});
