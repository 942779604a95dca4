import { expect } from "chai";
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const root = join(__dirname, "..", "..", "..");
const generator = join(root, "policies", "generator");
const run = (folder: string, ...options: string[]) =>
  spawnSync(process.execPath, [join(folder, "policies", "generator", "main.mjs"), ...options], {
    cwd: folder,
    encoding: "utf8",
  });

interface Service {
  findActions(name: string): readonly { readonly name: string }[];
}

describe("the generated services", () => {
  it("are what the installed service authorization reference gives", () => {
    const { status, stderr } = run(root, "--check");

    expect(stderr).to.equal("");
    expect(status).to.equal(0);
  });

  it("each export one service, which knows its actions", () => {
    for (const file of readdirSync(join(root, "policies", "services"))) {
      if (file === "service-prefixes.ts") continue;
      const exported = Object.values(
        require(join(root, "policies", "services", file)) as Record<string, Service>,
      );

      expect(exported, file).to.have.length(1);
      expect(exported[0]!.findActions("*"), file).to.not.have.length(0);
    }
  });
});

describe("npm run generate:policies", () => {
  let folder: string;
  let services: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "secure-serverless-api-"));
    services = join(folder, "policies", "services");
    cpSync(generator, join(folder, "policies", "generator"), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    expect(run(folder, "sqs").status).to.equal(0);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("adds the services it is given to those that are there, and writes all of them anew", () => {
    writeFileSync(join(services, "sqs.ts"), "edited by hand");

    expect(run(folder, "kms", "sns").status).to.equal(0);
    expect(readdirSync(services)).to.have.members(["kms.ts", "service-prefixes.ts", "sns.ts", "sqs.ts"]);
    expect(readFileSync(join(services, "sqs.ts"), "utf8")).to.equal(
      readFileSync(join(root, "policies", "services", "sqs.ts"), "utf8"),
    );
  });

  it("--check fails where a committed file is not what the reference gives, and changes nothing", () => {
    expect(run(folder, "--check").status).to.equal(0);
    writeFileSync(join(services, "sqs.ts"), "edited by hand");

    const { status, stderr } = run(folder, "--check");

    expect(status).to.equal(1);
    expect(stderr).to.contain("sqs.ts").and.contain("npm run generate:policies");
    expect(readFileSync(join(services, "sqs.ts"), "utf8")).to.equal("edited by hand");
  });

  it("--committed leaves in dist/ what is compiled from committed services", () => {
    const compiled = join(folder, "dist", "policies", "services");
    mkdirSync(compiled, { recursive: true });
    for (const name of ["sqs", "ec2", "service-prefixes"])
      for (const extension of ["js", "d.ts"]) writeFileSync(join(compiled, `${name}.${extension}`), "");

    expect(run(folder, "--committed").status).to.equal(0);
    expect(readdirSync(compiled)).to.have.members([
      "service-prefixes.d.ts",
      "service-prefixes.js",
      "sqs.d.ts",
      "sqs.js",
    ]);
  });

  it("refuses what is no service and no option, with nothing written", () => {
    for (const [wrong, reason] of [
      [["no-such-service"], "no-such-service is no service"],
      [["--chekc"], "--chekc is no option"],
      [["--check", "--all"], "give one option"],
      [["--all", "ec2"], "give one option"],
    ] as const) {
      const { status, stderr } = run(folder, ...wrong);

      expect(status, wrong.join()).to.equal(1);
      expect(stderr).to.contain(reason);
    }
    expect(readdirSync(services)).to.have.length(2);
    expect(existsSync(join(folder, "dist"))).to.equal(false);
  });
});

describe("a service of the package that is not committed", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "secure-serverless-api-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const load = (file: string) => import(pathToFileURL(join(generator, file)).href);

  it("is compiled beside the others, with its types, from no file", async function () {
    this.timeout(30_000);
    const { compileServices } = (await load("compile-services.mjs")) as {
      compileServices(modules: ReadonlyMap<string, string>, config: string): string[];
    };
    const { emitService } = (await load("emit-service.mjs")) as {
      emitService(prefix: string, builder: string): string;
    };
    const config = join(folder, "tsconfig.json");
    writeFileSync(
      config,
      JSON.stringify({ extends: join(root, "tsconfig.build.json"), compilerOptions: { outDir: folder } }),
    );
    const pathOf = (name: string) => join(root, "policies", "services", `${name}.ts`);

    const written = compileServices(
      new Map([[pathOf("ec2-messages"), emitService("ec2messages", "../service")]]),
      config,
    );

    const compiled = join(folder, "policies", "services", "ec2-messages");
    expect(written).to.have.members([`${compiled}.js`, `${compiled}.d.ts`]);
    expect(existsSync(pathOf("ec2-messages"))).to.equal(false);
    expect(readFileSync(`${compiled}.d.ts`, "utf8")).to.contain("Service<Ec2messages>");
    writeFileSync(
      join(folder, "policies", "service.js"),
      `module.exports = require(${JSON.stringify(join(root, "policies", "service"))});`,
    );
    const { ec2messages } = require(compiled) as { ec2messages: Service };
    expect(ec2messages.findActions("SendReply")).to.have.length(1);
  });

  it("is not compiled when it is wrong, and nothing is written", async function () {
    this.timeout(30_000);
    const { compileServices } = (await load("compile-services.mjs")) as {
      compileServices(modules: ReadonlyMap<string, string>, config: string): string[];
    };
    const config = join(folder, "tsconfig.json");
    writeFileSync(
      config,
      JSON.stringify({ extends: join(root, "tsconfig.build.json"), compilerOptions: { outDir: folder } }),
    );
    const wrong = new Map([
      [join(root, "policies", "services", "wrong.ts"), "export const one: string = 1;\n"],
    ]);

    expect(() => compileServices(wrong, config)).to.throw("wrong.ts");
    expect(readdirSync(folder)).to.deep.equal(["tsconfig.json"]);
  });
});
