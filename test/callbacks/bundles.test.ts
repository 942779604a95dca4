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
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { InvokeWithResponseStreamCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { secret, type Output } from "@pulumi/pulumi";
import { expect } from "chai";
import { analyzeCallback, bundleCallback, bundleCallbacks, CACHE_VARIABLE, zipFiles } from "../../callbacks";
import { COMPILE_CACHE_VARIABLE } from "../../callbacks/kept-results";
import { handlers } from "./fixtures/handlers";
import { pets, users, type Box } from "./fixtures/resources";
import { FIXTURES } from "./load-compiled";
import { promiseOf, runBundles, valuesOf } from "./run-bundles";

const ROOT = join(__dirname, "..", "..");
const lambda = new LambdaClient({ region: "eu-west-1" });
const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));

const readPet = (box: Box) => async (event: { id: string }) =>
  (await documents.send(new GetCommand({ TableName: box.name.get(), Key: { id: event.id } }))).Item;

describe("a bundle", () => {
  it("answers through its wrapper, which imports the callback and further texts by their specifiers", async () => {
    const analyzed = analyzeCallback(async (event: { name: string }) => event.name, { name: "GET /name" });
    const [bundle] = await bundleCallbacks([
      {
        analyzed,
        wrap: (callback) => ({
          contents: `import { handler as callback } from ${JSON.stringify(callback)}; import check from "check:";
            import { greet } from "./greeting"; export const handler = async (event: unknown) => check(greet(await callback(event)));`,
          resolveDir: FIXTURES,
        }),
        modules: { "check:": "module.exports = (text) => `${text}!`;" },
      },
    ]);

    expect(bundle!.handler).to.equal("index.handler");
    expect(await runBundles([bundle!], { name: "Ann" })).to.deep.equal([{ answer: "hello Ann!" }]);
  });

  it("shows the author's file and line in stack traces", async () => {
    const bundle = await bundleCallback(
      async (event: { fail: boolean }) => {
        if (event.fail) throw new Error("failed on purpose"); // thrown here
        return 1;
      },
      { name: "GET /" },
    );
    const line =
      readFileSync(__filename, "utf8")
        .split("\n")
        .findIndex((text) => text.endsWith("// thrown here")) + 1;

    const [result] = await runBundles([bundle], { fail: true });

    expect(result).to.have.property("error", "failed on purpose");
    expect((result as { stack: string }).stack).to.contain(`test/callbacks/bundles.test.ts:${line}:`);
  });

  it("names environment variables after the captured path, and two of one name apart", async () => {
    const capture =
      (deps: { usersName: Output<string>; users: { name: Output<string> }; again: Output<string> }) =>
      async () => [deps.usersName.get(), deps.users.name.get(), deps.again.get()];
    const { environment } = analyzeCallback(capture({ usersName: pets.name, users, again: users.name }), {
      name: "GET /",
    });

    expect(await valuesOf(environment)).to.deep.equal({
      CAP_DEPS_USERS_NAME: '"pets-physical"',
      CAP_DEPS_USERS_NAME_2: '"users-physical"',
    });
  });

  it("holds no secret, and leaves it secret in the environment", async () => {
    const password = secret("hunter2-very-secret");
    const { files, environment } = await bundleCallback(async () => password.get().length, { name: "GET /" });

    expect(Object.values(files).join()).not.to.contain("hunter2");
    expect(
      await (environment["CAP_PASSWORD"] as unknown as { isSecret: Promise<boolean> }).isSecret,
    ).to.equal(true);
    expect(await promiseOf(environment["CAP_PASSWORD"]!)).to.equal('"hunter2-very-secret"');
  });

  it("fails at run time, saying so, for an Output that is used otherwise than by get() where nobody can see it", async () => {
    const pass = (box: Box) => {
      const held = new WeakMap<object, Output<string>>();
      const use = (key: object): unknown => held.get(key)!.apply((name) => name);
      return async () => {
        const key = {};
        held.set(key, box.name);
        return use(key);
      };
    };

    const [result] = await runBundles([await bundleCallback(pass(users), { name: "GET /" })], {});

    expect((result as { error: string }).error).to.match(
      /Output\.apply works only while the program is deployed.*get\(\).*CAP_BOX_NAME/,
    );
  });

  it("takes at most 80 kB as a zip with the AWS SDK in it, and nothing of Pulumi", async () => {
    const bundle = await bundleCallback(readPet(users), { name: "GET /pets/{id}" });

    expect(zipFiles(bundle.files).length).to.be.lessThan(80_000);
    expect(bundle.files["index.js"]).not.to.match(/pulumi/i);
  });

  it("takes credentials from the environment alone", async () => {
    const bundle = await bundleCallback(
      async () => {
        const { accessKeyId, secretAccessKey, sessionToken } = await documents.config.credentials();
        return { accessKeyId, secretAccessKey, sessionToken };
      },
      { name: "GET /" },
    );

    expect(await runBundles([bundle], {})).to.deep.equal([
      { answer: { accessKeyId: "A", secretAccessKey: "S" } },
    ]);
  });

  it("has event streams where a client has operations with them, and only there", async () => {
    const streaming = async () => lambda.send(new InvokeWithResponseStreamCommand({ FunctionName: "f" }));
    const [without, withStreams] = await Promise.all([
      bundleCallback(readPet(users), { name: "GET /pets" }),
      bundleCallback(streaming, { name: "GET /stream" }),
    ]);

    expect(without.files["index.js"]).to.contain("bundled without event streams");
    expect(withStreams.files["index.js"]).not.to.contain("bundled without event streams");
    expect(withStreams.files["index.js"]).to.contain(":event-type");
  });

  it("is text that the engine keeps one byte per character", async () => {
    const { files } = await bundleCallback(async () => "ä … 😀", { name: "GET /" });

    // eslint-disable-next-line no-control-regex
    expect(files["index.js"]).to.match(/^[\x00-\x7f]*$/);
  });

  it("leaves out what is external", async () => {
    const bundle = await bundleCallback(readPet(users), { name: "GET /", external: ["@aws-sdk/*"] });

    expect(bundle.files["index.js"]!.length).to.be.lessThan(5_000);
    expect(bundle.files["index.js"]).to.contain('require("@aws-sdk/lib-dynamodb")');
  });

  it("zips to the same bytes, whatever the order of its files and the clock", () => {
    expect(Buffer.from(zipFiles({ a: "1", b: "2" })).equals(zipFiles({ b: "2", a: "1" }))).to.equal(true);
  });
});

/** Runs a program that bundles handlers of the fixtures in a process of its own, which must end by itself. */
function bundleElsewhere(
  fixtures: string,
  options: { cache?: string; compileCache?: string; end?: "exit" } = {},
): { bundles: unknown; milliseconds: number; loadedBy: string[] } {
  const program = `
    require(${JSON.stringify(join(ROOT, "test", "register.js"))});
    const loadedBy = [];
    const { Module } = require("node:module");
    const load = Module._load;
    Module._load = function (request, parent) {
      if (/^(typescript|esbuild|node:worker_threads)$/.test(request) && parent.filename.includes("/callbacks/")) loadedBy.push(request);
      return load.apply(this, arguments);
    };
    const { analyzeCallback, bundleCallbacks } = require(${JSON.stringify(join(ROOT, "callbacks"))});
    const { handlers } = require(${JSON.stringify(join(fixtures, "handlers"))});
    const start = process.hrtime.bigint();
    Promise.all(Object.entries(handlers).map(([name, handler]) => bundleCallbacks([{ analyzed: analyzeCallback(handler, { name }) }]))).then((bundles) => {
      const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
      process.stdout.write(JSON.stringify({ bundles: bundles.map(([{ files }]) => files), milliseconds, loadedBy }));
      ${options.end === "exit" ? "process.exit(0);" : ""}
    });`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["-e", program], {
    cwd: fixtures,
    encoding: "utf8",
    maxBuffer: 1e8,
    env: {
      ...process.env,
      [CACHE_VARIABLE]: options.cache ?? "",
      [COMPILE_CACHE_VARIABLE]: options.compileCache ?? "",
    },
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as ReturnType<typeof bundleElsewhere>;
}

/** A copy of the fixtures in another folder, as on another machine. */
function copyOfFixtures(): { fixtures: string; remove(): void } {
  const root = mkdtempSync(join(tmpdir(), "elsewhere-"));
  const fixtures = join(root, "test", "callbacks", "fixtures");
  cpSync(FIXTURES, fixtures, { recursive: true });
  cpSync(join(ROOT, "package.json"), join(root, "package.json"));
  cpSync(join(ROOT, "tsconfig.json"), join(root, "tsconfig.json"));
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
  return { fixtures, remove: () => rmSync(root, { recursive: true }) };
}

const DAY_MS = 24 * 60 * 60 * 1_000;

function writeOfSize(file: string, bytes: number, ageMs: number): void {
  writeFileSync(file, "");
  truncateSync(file, bytes);
  const written = new Date(Date.now() - ageMs);
  utimesSync(file, written, written);
}

describe("bundles", () => {
  describe("kept between runs", function () {
    this.timeout(20_000);
    let copy: ReturnType<typeof copyOfFixtures>;
    let cache: string;
    let first: ReturnType<typeof bundleElsewhere>;
    const again = () => bundleElsewhere(copy.fixtures, { cache });

    before(() => {
      copy = copyOfFixtures();
      cache = join(copy.fixtures, "..", "cache");
      mkdirSync(cache);
      first = bundleElsewhere(copy.fixtures, { cache, end: "exit" });
    });
    after(() => copy.remove());

    it("are the same, byte for byte, in another process and another folder", async () => {
      const here = await bundleCallbacks(
        Object.entries(handlers).map(([name, handler]) => ({ analyzed: analyzeCallback(handler, { name }) })),
      );

      expect(here.map(({ files }) => files)).to.deep.equal(first.bundles);
    });

    it("are the same the second time, without TypeScript and without a build", () => {
      const second = again();

      expect(new Set(first.loadedBy)).to.deep.equal(new Set(["node:worker_threads"]));
      expect(second.bundles).to.deep.equal(first.bundles);
      expect(second.loadedBy).to.deep.equal([]);
    });

    it("are made anew when an entry is altered or cut short", () => {
      const entries = readdirSync(cache)
        .sort()
        .map((name) => [join(cache, name), readFileSync(join(cache, name), "utf8")] as const);
      entries.forEach(([file, content], index) =>
        writeFileSync(file, index % 2 ? content.slice(0, -20) : content.replace(/"/, "'")),
      );

      expect(again().bundles).to.deep.equal(first.bundles);
      // What a rehearsal bundles is no result, and is kept by the worker alone.
      for (const [file, content] of entries.filter(([path]) => !basename(path).startsWith("unit-")))
        expect(readFileSync(file, "utf8")).to.equal(content);
    });

    it("are made anew when a file that they import changes", () => {
      const file = join(copy.fixtures, "greeting.ts");
      const text = readFileSync(file, "utf8");
      writeFileSync(file, text.replace("hello", "good day"));

      const changed = again();

      writeFileSync(file, text);
      expect(JSON.stringify(changed.bundles)).to.contain("good day");
      expect(changed.loadedBy).to.deep.equal(["esbuild"]);
    });

    it("are made from what another folder keeps of the sources, which is there for other data folders too", () => {
      const data = join(cache, "..", "data");
      const old = join(data, "bundle-old.json");
      mkdirSync(data);
      writeOfSize(old, 2 ** 20, 2 * DAY_MS);
      const kept = readdirSync(cache);

      const made = bundleElsewhere(copy.fixtures, { cache: data, compileCache: cache, end: "exit" });

      expect(made.bundles).to.deep.equal(first.bundles);
      expect(readdirSync(data).map((name) => name.split("-")[0]))
        .to.include("bundle")
        .and.not.include("analysis");
      expect(readdirSync(cache)).to.have.members(kept);
      expect(existsSync(old), "old, in a small folder").to.equal(true);
    });

    it("do not pile up: from 64 MB on, those from before yesterday go", () => {
      const full = join(cache, "..", "full");
      const [old, young] = [join(full, "bundle-old.json"), join(full, "bundle-young.json")];
      mkdirSync(full);
      writeOfSize(old, 2 ** 20, 2 * DAY_MS);
      writeOfSize(young, 64 * 2 ** 20, DAY_MS / 2);

      bundleElsewhere(copy.fixtures, { cache: full, compileCache: cache, end: "exit" });

      expect(existsSync(old), "old").to.equal(false);
      expect(existsSync(young), "young").to.equal(true);
    });
  });
});
