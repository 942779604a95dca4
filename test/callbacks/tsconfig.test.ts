import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { findTsconfig, forgetTsconfigs } from "../../callbacks/bundle/tsconfig";
import { compilerOption, tsconfigChain } from "../../callbacks/bundle/tsconfig-chain";

const VARIABLES = [
  "PULUMI_NODEJS_TYPESCRIPT",
  "PULUMI_NODEJS_TSCONFIG_PATH",
  "TS_NODE_PROJECT",
  "TSX_TSCONFIG_PATH",
] as const;

describe("the tsconfig.json in force", () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "tsconfig-")));
  const kept = new Map(VARIABLES.map((variable) => [variable, process.env[variable]]));
  before(() => {
    mkdirSync(join(root, "infra", "src"), { recursive: true });
    for (const file of ["tsconfig.json", "other.json", "infra/tsconfig.json"])
      writeFileSync(join(root, file), "{}");
  });
  beforeEach(() => {
    forgetTsconfigs();
    for (const variable of VARIABLES) delete process.env[variable];
  });
  after(() => {
    forgetTsconfigs();
    for (const [variable, value] of kept) {
      if (value === undefined) delete process.env[variable];
      else process.env[variable] = value;
    }
    rmSync(root, { recursive: true });
  });

  const given: Record<string, readonly [Partial<Record<(typeof VARIABLES)[number], string>>, string]> = {
    "the nearest": [{}, "infra/tsconfig.json"],
    "that of ts-node": [{ TS_NODE_PROJECT: "other.json" }, "other.json"],
    "that of ts-node, by its folder": [{ TS_NODE_PROJECT: "." }, "tsconfig.json"],
    "that of tsx": [{ TSX_TSCONFIG_PATH: "other.json" }, "other.json"],
    "that of Pulumi": [
      { PULUMI_NODEJS_TYPESCRIPT: "true", PULUMI_NODEJS_TSCONFIG_PATH: "other.json" },
      "other.json",
    ],
    "the nearest where Pulumi's loader ignores that of ts-node": [
      { PULUMI_NODEJS_TYPESCRIPT: "true", TS_NODE_PROJECT: "other.json" },
      "infra/tsconfig.json",
    ],
    "the nearest where the one that is named is not there": [
      { TS_NODE_PROJECT: "absent.json" },
      "infra/tsconfig.json",
    ],
  };
  for (const [what, [environment, file]] of Object.entries(given)) {
    it(`is ${what}`, () => {
      for (const [variable, path] of Object.entries(environment))
        process.env[variable] = path === "true" ? path : join(root, path);

      expect(findTsconfig(join(root, "infra", "src"))).to.equal(join(root, file));
    });
  }
});

describe("an option of a tsconfig.json", () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "tsconfig-")));
  after(() => rmSync(root, { recursive: true }));
  const write = (name: string, config: string) => {
    writeFileSync(join(root, name), config);
    return join(root, name);
  };

  it("is its own, or else that of the last file which it extends and which has it", () => {
    write("first.json", '{ "compilerOptions": { "jsx": "react", "jsxFactory": "h", "target": "es5" } }');
    write("second.json", '{ "extends": "./first", "compilerOptions": { "jsxFactory": "second" /* "x" */ } }');
    const own = write(
      "own.json",
      '\uFEFF{\n// "//" is no comment\n"extends": ["./first.json", "./second.json",],\n"compilerOptions": { "target": "https://x", }, }',
    );

    expect(["target", "jsxFactory", "jsx", "strict"].map((name) => compilerOption(own, name))).to.deep.equal([
      "https://x",
      "second",
      "react",
      undefined,
    ]);
    expect([...tsconfigChain(own)].filter((file) => file.startsWith(root))).to.deep.equal(
      ["own.json", "first.json", "second.json", "first"].map((name) => join(root, name)),
    );
  });

  it("is absent where files extend each other, or cannot be read", () => {
    const one = write("one.json", '{ "extends": "./two" }');
    write("two.json", '{ "extends": ["./one", "./broken"] }');
    write("broken.json", "{");

    expect(compilerOption(one, "jsx")).to.equal(undefined);
    expect([...tsconfigChain(one)]).to.include(join(root, "broken.json"));
  });
});
