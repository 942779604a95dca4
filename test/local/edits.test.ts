import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import type { RunningCloud } from "../../local/start";
import { startLocalCloud } from "../../local/start";
import {
  loadTypeScriptInChildren,
  removeTemporaryFolders,
  temporaryFolder,
  temporaryProject,
} from "./engine/temporary-project";

const ROOT = join(__dirname, "../..");

const FILES: Readonly<Record<string, string>> = {
  "package.json": '{ "main": "index.ts", "imports": { "#named": "./named-a.ts" } }',
  "Pulumi.yaml": "name: sample\nruntime: nodejs\n",
  "tsconfig.json": '{ "extends": "./base" }',
  "base.json": '{ "compilerOptions": { "useDefineForClassFields": true } }',
  "index.ts": `import { readFileSync } from "node:fs";
    import { join } from "node:path";
    import { defineRoutes, open, route, SecureServerlessApi } from ${JSON.stringify(join(ROOT, "components"))};
    import { ok } from ${JSON.stringify(join(ROOT, "handler"))};
    class WithField { declared; }
    const auth = open("a test");
    const api = new SecureServerlessApi("edited", {
      routes: defineRoutes(
        route("GET /entry", { auth, handler: { entry: "./entry" } }),
        route("GET /lazy", { auth, handler: async () => ok((await import("./lazy")).lazy) }),
        route("GET /named", { auth, handler: async () => ok((await import("#named")).named) }),
        route("GET /fields", { auth, handler: async () => ok(Object.keys(new WithField())) }),
        route("GET /letter", {
          auth,
          include: ["letters"],
          handler: async () => ok(readFileSync(join(process.env.LAMBDA_TASK_ROOT!, "letters/a/1.txt"), "utf8")),
        }),
      ),
      stages: { v1: { throttle: { ratePerSecond: 100, burst: 100 } } },
    });
    export const url = api.stages.v1.url;`,
  "entry.ts": `import { ok } from ${JSON.stringify(join(ROOT, "handler"))};
    import { word } from "./word";
    export const handler = async () => ok(word);`,
  "word.ts": 'export const word = "before";',
  "lazy.ts": 'export const lazy = "before";',
  "named-a.ts": 'export const named = "before";',
  "named-b.ts": 'export const named = "after";',
  "letters/a/1.txt": "before",
};

describe("an edit is deployed", function () {
  this.timeout(60_000);
  let directory: string;
  let cloud: RunningCloud;
  let log: string[] = [];

  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  };
  const replace = (file: string, from: string | RegExp, to: string): void =>
    write(file, readFileSync(join(directory, file), "utf8").replace(from, to));
  const answer = async (path: string): Promise<unknown> =>
    (await fetch(`${String(cloud.outputs.url)}/${path}`)).json();
  const logged = async (words: string, times = 1): Promise<void> => {
    while (log.filter((line) => line.includes(words)).length < times)
      await new Promise((resolve) => setTimeout(resolve, 20));
    log = [];
  };

  before(loadTypeScriptInChildren);
  before(async () => {
    directory = temporaryProject(FILES);
    cloud = await startLocalCloud({
      directory,
      stack: "dev",
      port: 0,
      dataFolder: temporaryFolder(),
      fresh: false,
      watch: true,
      log: (line) => log.push(line),
    });
  });
  after(async () => {
    await cloud.close();
    removeTemporaryFolders();
  });

  const edits: readonly {
    readonly of: string;
    readonly edit: () => void;
    readonly path: string;
    readonly becomes: unknown;
  }[] = [
    {
      of: "an entry file",
      edit: () => replace("entry.ts", "ok(word)", "ok([word])"),
      path: "entry",
      becomes: ["before"],
    },
    {
      of: "what an entry file imports",
      edit: () => replace("word.ts", "before", "after"),
      path: "entry",
      becomes: ["after"],
    },
    {
      of: "a module that only a handler imports",
      edit: () => replace("lazy.ts", "before", "after"),
      path: "lazy",
      becomes: "after",
    },
    {
      of: "a file in a folder that a function includes",
      edit: () => replace("letters/a/1.txt", "before", "after"),
      path: "letter",
      becomes: "after",
    },
    {
      of: "a tsconfig.json that another extends",
      edit: () => replace("base.json", "true", "false"),
      path: "fields",
      becomes: [],
    },
    {
      of: "tsconfig.json",
      edit: () => write("tsconfig.json", '{ "compilerOptions": { "useDefineForClassFields": true } }'),
      path: "fields",
      becomes: ["declared"],
    },
    {
      of: "package.json",
      edit: () => replace("package.json", "named-a", "named-b"),
      path: "named",
      becomes: "after",
    },
  ];
  for (const { of, edit, path, becomes } of edits) {
    it(`of ${of}`, async () => {
      expect(await answer(path)).not.to.deep.equal(becomes);

      edit();
      await logged("Deployed the change");

      expect(await answer(path)).to.deep.equal(becomes);
    });
  }

  it("in place of one whose program never ends", async () => {
    const endless = 'console.log("begun"); for (;;);\n';
    replace("index.ts", /^/, endless);
    await logged("begun");
    replace("index.ts", endless, "");

    await logged("The program was still running");
    await logged("Deployed the change");
  });

  it("also while one edit follows another: some of them, and in any case the last", async () => {
    for (let count = 1; count <= 20; count++) {
      replace("word.ts", /"[^"]*"/, `"${count}"`);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    const meanwhile = await answer("entry");
    while (JSON.stringify(await answer("entry")) !== '["20"]')
      await new Promise((resolve) => setTimeout(resolve, 100));

    expect(meanwhile, "deployed meanwhile").not.to.deep.equal(["after"]);
  });

  const mends: readonly {
    readonly of: string;
    readonly breaking: () => void;
    readonly mending: () => void;
  }[] = [
    {
      of: "what only a handler imports and cannot be compiled",
      breaking: () => write("lazy.ts", "export const lazy = ;"),
      mending: () => write("lazy.ts", 'export const lazy = "mended";'),
    },
    {
      of: "what only a handler imports and is not there yet",
      breaking: () => write("lazy.ts", 'export * from "./still-missing";'),
      mending: () => write("still-missing.ts", 'export const lazy = "mended";'),
    },
    {
      of: "an entry file that is not there yet",
      breaking: () => replace("index.ts", "./entry", "./other"),
      mending: () => write("other.ts", 'export * from "./entry";'),
    },
    {
      of: "a module of the program that is new and fails",
      breaking: () => {
        write("fresh.ts", 'throw new Error("no");');
        replace("index.ts", /^/, 'import "./fresh";\n');
      },
      mending: () => write("fresh.ts", ""),
    },
    {
      of: "a module of the program that is not there yet",
      breaking: () => replace("index.ts", /^/, 'import "./missing";\n'),
      mending: () => write("missing.ts", ""),
    },
  ];
  for (const { of, breaking, mending } of mends) {
    it(`that mends the program: of ${of}`, async () => {
      breaking();
      await logged("The change was not deployed");
      mending();
      await logged("Deployed the change");
    });
  }
});
