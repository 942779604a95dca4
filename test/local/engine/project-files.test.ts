import { expect } from "chai";
import { DeploymentError } from "../../../local/deployment";
import { loadProject } from "../../../local/engine/project-files";
import { passphraseDecrypter } from "../../../local/engine/secrets";
import { removeTemporaryFolders, temporaryProject } from "./temporary-project";

/** From the Pulumi project's own tests. */
const SALT = "v1:ThS5UPxP9qc=:v1:UZYAXF+ylaJ0rGhv:9OTvBnOEDFgxs7btjzSu+LZ470vLpg==";
const PASSPHRASE = "TestConfigRoundtripComments";
const ENCRYPTED = "v1:T1ftqhY0hqr+EJK6:+jvd5PMecFx80tcavzuZY4tLatgIfoe/xR72GA==";

const YAML = "name: sample\nruntime: nodejs\nmain: index.ts\n";

function load(files: Readonly<Record<string, string>>, warnings: string[] = []) {
  const directory = temporaryProject({ "index.ts": "", ...files });
  return loadProject(directory, "dev", (_, message) => warnings.push(message));
}

describe("the project's files", () => {
  const environment = { ...process.env };
  afterEach(() => {
    removeTemporaryFolders();
    for (const name of ["PULUMI_CONFIG", "PULUMI_CONFIG_PASSPHRASE"]) {
      if (environment[name] === undefined) delete process.env[name];
    }
  });

  it("give configuration as text by full name; structured values as JSON", () => {
    const { config } = load({
      "Pulumi.dev.yaml": `config:\n  aws:region: eu-west-1\n  sample:count: 3\n  sample:on: true\n  origins: [a, b]\n  sample:date: 2026-01-01\n`,
    });

    expect(config).to.deep.equal({
      "aws:region": "eu-west-1",
      "sample:count": "3",
      "sample:on": "true",
      "sample:origins": '["a","b"]',
      "sample:date": "2026-01-01",
    });
  });

  it("give defaults of Pulumi.yaml, which the stack's values replace", () => {
    const { config } = load({
      "Pulumi.yaml": `${YAML}config:\n  plain: 1\n  typed: { type: string, default: a }\n  aws:region: { value: eu-west-1 }\n`,
      "Pulumi.dev.yaml": `config:\n  sample:typed: b\n`,
    });

    expect(config).to.deep.equal({ "sample:plain": "1", "sample:typed": "b", "aws:region": "eu-west-1" });
  });

  it("must give what Pulumi.yaml declares without a default", () => {
    expect(() => load({ "Pulumi.yaml": `${YAML}config:\n  size: { type: integer }\n` })).to.throw(
      DeploymentError,
      /Pulumi\.dev\.yaml: the stack dev has no value for sample:size/,
    );
  });

  it("give secrets decrypted, each with its whole key secret", () => {
    process.env.PULUMI_CONFIG_PASSPHRASE = PASSPHRASE;
    const { config, secretConfig } = load({
      "Pulumi.dev.yaml": `encryptionsalt: ${SALT}\nconfig:\n  sample:db: { user: me, password: { secure: "${ENCRYPTED}" } }\n  sample:open: x\n`,
    });

    expect(JSON.parse(config["sample:db"]!)).to.deep.equal({
      user: "me",
      password: passphraseDecrypter(SALT, PASSPHRASE)(ENCRYPTED),
    });
    expect(secretConfig).to.deep.equal(["sample:db"]);
  });

  it("are refused with a wrong passphrase, or none, naming the key", () => {
    const files = {
      "Pulumi.dev.yaml": `encryptionsalt: ${SALT}\nconfig:\n  sample:key: { secure: "${ENCRYPTED}" }\n`,
    };

    expect(() => load(files)).to.throw(/sample:key cannot be decrypted: set PULUMI_CONFIG_PASSPHRASE/);
    process.env.PULUMI_CONFIG_PASSPHRASE = "guess";
    expect(() => load(files)).to.throw(/sample:key cannot be decrypted: the passphrase is wrong/);
  });

  it("give a placeholder, and say so, for what only a service can decrypt", () => {
    const warnings: string[] = [];
    const { config, secretConfig } = load(
      {
        "Pulumi.dev.yaml": `secretsprovider: awskms://x\nencryptedkey: abc\nconfig:\n  sample:key: { secure: "v1:a:b" }\n`,
      },
      warnings,
    );

    expect(config["sample:key"]).to.equal("placeholder-for-sample:key");
    expect(secretConfig).to.deep.equal(["sample:key"]);
    expect(warnings[0]).to.contain("sample:key").and.contain("PULUMI_CONFIG=");
  });

  it("give way to PULUMI_CONFIG, and what it replaces stays secret", () => {
    process.env.PULUMI_CONFIG = JSON.stringify({ "sample:key": "mine" });
    const { config, secretConfig } = load({
      "Pulumi.dev.yaml": `encryptionsalt: ${SALT}\nconfig:\n  sample:key: { secure: "${ENCRYPTED}" }\n`,
    });

    expect(config).to.deep.equal({ "sample:key": "mine" });
    expect(secretConfig).to.deep.equal(["sample:key"]);
  });

  it("say which file is the program: main, else the package's entry, else the folder", () => {
    const entry = (files: Readonly<Record<string, string>>) =>
      load(files).main.replace(/^.*secure-serverless-api-[^/]*/, "");
    const yaml = { "Pulumi.yaml": "name: sample\nruntime: nodejs\n", "lib.js": "" };

    expect(entry({ ...yaml, "Pulumi.yaml": YAML, "package.json": `{"main":"lib.js"}` })).to.equal(
      "/index.ts",
    );
    expect(entry({ ...yaml, "package.json": `{"main":"lib.js"}` })).to.equal("/lib.js");
    expect(
      entry({ ...yaml, "package.json": `{"exports":{".":{"types":"./x.d.ts","default":"./lib.js"}}}` }),
    ).to.equal("/lib.js");
    expect(entry(yaml)).to.equal("");
  });

  const refused: readonly [string, Readonly<Record<string, string>>, RegExp][] = [
    [
      "another runtime",
      { "Pulumi.yaml": "name: x\nruntime: python\n" },
      /runtime is python; the local cloud runs nodejs/,
    ],
    ["no name", { "Pulumi.yaml": "runtime: nodejs\n" }, /name is missing/],
    [
      "a main that is not there",
      { "Pulumi.yaml": "name: x\nruntime: nodejs\nmain: gone.ts\n" },
      /main is gone\.ts/,
    ],
    ["YAML that does not parse", { "Pulumi.dev.yaml": "config: [" }, /Pulumi\.dev\.yaml: /],
    ["a config that is no mapping", { "Pulumi.dev.yaml": "config: [1]" }, /config: this must be a mapping/],
    [
      "an environment of Pulumi Cloud",
      { "Pulumi.dev.yaml": "environment: [prod]" },
      /put the values under config/,
    ],
    [
      "ES modules",
      { "Pulumi.yaml": "name: x\nruntime: nodejs\n", "package.json": `{"type":"module"}` },
      /ES module programs/,
    ],
  ];
  for (const [what, files, message] of refused) {
    it(`are refused with ${what}`, () => {
      expect(() => load(files)).to.throw(DeploymentError, message);
    });
  }

  it("are needed: a folder without Pulumi.yaml is refused", () => {
    expect(() => loadProject(__dirname, "dev", () => undefined)).to.throw(/there is no Pulumi\.yaml/);
  });
});
