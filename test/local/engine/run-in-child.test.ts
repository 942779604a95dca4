import { readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect } from "chai";
import type { Deployment } from "../../../local/deployment";
import { ProgramFailure, startProgramChild } from "../../../local/engine/run-in-child";
import { rejection } from "./rejection";
import {
  loadTypeScriptInChildren,
  removeTemporaryFolders,
  temporaryFolder,
  temporaryProject,
} from "./temporary-project";

const REQUEST = { stack: "dev", seed: "seed", endpoint: "http://127.0.0.1:4510", nowMs: 0 };

interface Run {
  readonly dataFolder?: string;
  readonly log?: (line: string) => void;
}

async function run(
  directory: string,
  { dataFolder = temporaryFolder(), log = () => undefined }: Run = {},
): Promise<Deployment> {
  const child = startProgramChild({ directory, dataFolder, log });
  try {
    return (await child.run(REQUEST)).deployment;
  } finally {
    await child.stop();
  }
}

const program = (text: string) => run(temporaryProject({ "index.ts": text }));

describe("a program in its own process", function () {
  this.timeout(60_000);
  before(loadTypeScriptInChildren);
  afterEach(removeTemporaryFolders);

  it("ends as a deployment: resources, outputs without secrets, and files to watch", async () => {
    const deployment = await run(join(__dirname, "programs/sample"));

    expect(deployment).to.include({
      project: "sample",
      stack: "dev",
      region: "eu-west-1",
      accountId: "000000000000",
    });
    expect(deployment.outputs).to.have.all.keys("url", "tableName");
    expect(deployment.outputs.url).to.equal("http://127.0.0.1:4510/v1");
    expect(deployment.secretOutputs).to.deep.equal(["key"]);
    const table = deployment.resources.find(({ name }) => name === "visits");
    expect(table?.source).to.deep.equal({ file: "index.ts", line: 11 });
    expect(deployment.files.map((file) => file.slice(deployment.directory.length + 1))).to.have.members([
      "Pulumi.yaml",
      "Pulumi.dev.yaml",
      "tsconfig.json",
      "package.json",
      "index.ts",
      "open-api-body.ts",
    ]);
  });

  it("runs in the project's folder, with none of the developer's AWS settings", async () => {
    process.env.AWS_ACCESS_KEY_ID = "AKIAIOSFODNN7EXAMPLE";
    process.env.PULUMI_ACCESS_TOKEN = "pul-x";
    try {
      const directory = temporaryProject({
        "index.ts": `export const names = Object.keys(process.env); export const folder = process.cwd();
          export const profile = process.env.AWS_CONFIG_FILE;`,
      });
      const { outputs } = await run(directory);

      expect(outputs.names).not.to.include.members(["AWS_ACCESS_KEY_ID"]);
      expect(outputs.names).not.to.include.members(["PULUMI_ACCESS_TOKEN"]);
      expect(outputs).to.include({ folder: directory, profile: "/dev/null" });
    } finally {
      delete process.env.AWS_ACCESS_KEY_ID;
      delete process.env.PULUMI_ACCESS_TOKEN;
    }
  });

  it("may export an async function", async () => {
    const { outputs } = await program(
      `module.exports = async () => ({ answer: await Promise.resolve(42) });`,
    );

    expect(outputs).to.deep.equal({ answer: 42 });
  });

  it("may use Pulumi's own serializer, whose parts are loaded late", async () => {
    const { outputs } = await program(`import { runtime } from "@pulumi/pulumi";
      export const text = runtime.serializeFunction(() => 42).then(({ text }) => text);`);

    expect(outputs.text).to.contain("42");
  });

  it("passes on what the program prints and logs", async () => {
    const lines: string[] = [];
    const directory = temporaryProject({
      "index.ts": `import { log } from "@pulumi/pulumi"; console.log("printed"); log.warn("logged");`,
    });
    await run(directory, { log: (line) => lines.push(line) });

    expect(lines).to.include.members(["printed", "warning: logged"]);
  });

  it("gives two APIs that share a stage name a URL each", async () => {
    const { outputs } = await program(`
      import { Deployment, RestApi, Stage } from "@pulumi/aws/apigateway";
      const stage = (name: string, stageName: string) => {
        const restApi = new RestApi(name, { body: "{}" });
        return new Stage(name, { restApi, deployment: new Deployment(name, { restApi }), stageName });
      };
      const [a, b, c] = [stage("a", "v1"), stage("b", "v1"), stage("c", "v2")];
      export const urls = [a.invokeUrl, b.invokeUrl, c.invokeUrl];
      export const ids = [a.restApi, b.restApi];`);

    const [a, b] = outputs.ids as string[];
    const endpoint = "http://127.0.0.1:4510";
    expect(outputs.urls).to.deep.equal([
      `${endpoint}/_api/${a}/v1`,
      `${endpoint}/_api/${b}/v1`,
      `${endpoint}/v2`,
    ]);
  });

  describe("compiles TypeScript", () => {
    it("once: a file that has not changed is taken as it was compiled before", async () => {
      const dataFolder = temporaryFolder();
      const directory = temporaryProject({ "index.ts": `export const value: number = 1;` });
      await run(directory, { dataFolder });
      const folder = join(dataFolder, "modules", "compiled");
      const [file] = readdirSync(folder).map((name) => join(folder, name));
      utimesSync(file!, 1, 1);

      await run(directory, { dataFolder });
      expect(statSync(file!).mtimeMs).to.equal(1000);

      writeFileSync(join(directory, "index.ts"), `export const value: number = 2;`);
      expect((await run(directory, { dataFolder })).outputs).to.deep.equal({ value: 2 });
      expect(readdirSync(folder)).to.have.length(1);
      expect(readFileSync(file!, "utf8")).not.to.contain("value = 1");
    });
  });

  describe("fails", () => {
    const failures: readonly { title: string; text: string; message: RegExp }[] = [
      {
        title: "with the line of the error, in TypeScript",
        text: `interface X { y: number }\n\n\nfunction fail(): X {\n  throw new Error("out of petunias");\n}\nfail();`,
        message: /^index\.ts:5: out of petunias$/,
      },
      {
        title: "when a resource waits for ever, with its line",
        text: `import { LogGroup } from "@pulumi/aws/cloudwatch";\n\nnew LogGroup("logs", { name: new Promise<string>(() => {}) });`,
        message:
          /^aws:cloudwatch\/logGroup:LogGroup "logs" \(index\.ts:3\): the program waits for something that never happens/,
      },
      {
        title: "when it waits for ever itself",
        text: `export = async () => { await new Promise(() => {}); };`,
        message: /^the program waits for something that never happens/,
      },
      {
        title: "when it ends its process",
        text: `process.exit(3);`,
        message: /^the program ended its own process \(exit code 3\) before it was done$/,
      },
    ];
    for (const { title, text, message } of failures) {
      it(title, async () => {
        expect(await rejection(program(text))).to.match(message);
      });
    }

    it("naming the files that it asked for, so that an edit of any is noticed", async () => {
      const directory = temporaryProject({
        "index.ts": `import "./broken";`,
        "broken.ts": `import "./missing";`,
      });
      const failure = await run(directory).catch((error: unknown) => error);

      expect(failure).to.be.instanceOf(ProgramFailure);
      expect((failure as ProgramFailure).files.map((file) => relative(directory, file))).to.include.members([
        "Pulumi.yaml",
        "index.ts",
        "broken.ts",
        "missing.ts",
      ]);
    });
  });
});
