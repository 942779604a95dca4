import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect } from "chai";
import { havePackagesChanged, loadAhead, toPreparation } from "../../../local/engine/prepared-modules";
import { removeTemporaryFolders, temporaryFolder } from "./temporary-project";

/** Times of files are those of the clock's last tick. */
const TICK_MS = 20;

/** A project with one package that is loaded, one that is a link to elsewhere, and one that is not loaded. */
function projectWithPackages(): string {
  const project = temporaryFolder();
  const write = (path: string, text: string): void => {
    mkdirSync(join(project, path, ".."), { recursive: true });
    writeFileSync(join(project, path), text);
  };
  write("node_modules/loaded/index.js", "exports.value = 1;");
  write("node_modules/other/index.js", "exports.value = 1;");
  for (const version of ["1", "2"]) write(`store/sdk-${version}/index.js`, "");
  mkdirSync(join(project, "node_modules/@pulumi"));
  symlinkSync(join(project, "store/sdk-1"), join(project, "node_modules/@pulumi/sdk"));
  write("index.ts", "");
  require(join(project, "node_modules/loaded"));
  return project;
}

describe("what a process has loaded from packages", () => {
  // Other tests of this process have loaded what they have removed since.
  before(() => {
    for (const file of Object.keys(require.cache)) if (!existsSync(file)) delete require.cache[file];
  });
  afterEach(() => {
    for (const file of Object.keys(require.cache)) if (file.includes("/loaded/")) delete require.cache[file];
    removeTemporaryFolders();
  });

  const changes: Readonly<
    Record<string, { readonly change: (at: (path: string) => string) => void; readonly isOutdated: boolean }>
  > = {
    "nothing changes": { change: () => undefined, isOutdated: false },
    "a file of the program changes": {
      change: (at) => writeFileSync(at("index.ts"), "1;"),
      isOutdated: false,
    },
    "a package that is not loaded changes": {
      change: (at) => writeFileSync(at("node_modules/other/index.js"), "exports.value = 2;"),
      isOutdated: false,
    },
    "a loaded file is written anew": {
      change: (at) => writeFileSync(at("node_modules/loaded/index.js"), "exports.value = 1;"),
      isOutdated: true,
    },
    "a loaded package is replaced": {
      change: (at) => {
        mkdirSync(at("new"));
        writeFileSync(at("new/index.js"), "exports.value = 2;");
        renameSync(at("node_modules/loaded"), at("old"));
        renameSync(at("new"), at("node_modules/loaded"));
      },
      isOutdated: true,
    },
    "a loaded package is removed": {
      change: (at) => rmSync(at("node_modules/loaded"), { recursive: true }),
      isOutdated: true,
    },
    "a package is added": { change: (at) => mkdirSync(at("node_modules/added")), isOutdated: true },
    "a link leads to another version": {
      change: (at) => {
        unlinkSync(at("node_modules/@pulumi/sdk"));
        symlinkSync(at("store/sdk-2"), at("node_modules/@pulumi/sdk"));
      },
      isOutdated: true,
    },
  };
  for (const [what, { change, isOutdated }] of Object.entries(changes)) {
    it(`is ${isOutdated ? "outdated" : "good"} when ${what}`, async () => {
      const project = projectWithPackages();
      await wait(TICK_MS);
      const sinceMs = Date.now();
      await wait(TICK_MS);
      change((path) => join(project, path));

      expect(havePackagesChanged(sinceMs, project)).to.equal(isOutdated);
    });
  }
});

describe("what is loaded before it is known what to run", () => {
  afterEach(removeTemporaryFolders);

  it("is what Pulumi's packages and zod hold, and nothing that may do more than define", () => {
    require("@pulumi/pulumi");

    const { modules } = toPreparation();

    const packages = modules.map(
      (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/.exec(file)?.[1],
    );
    expect(packages).to.include("@pulumi/pulumi").and.not.include("chai");
  });

  it("leaves nothing of the program's own behind, and passes over what cannot be loaded", () => {
    const folder = temporaryFolder();
    const callbacks = join(folder, "callbacks.js");
    const part = join(folder, "part.js");
    writeFileSync(
      callbacks,
      'require("./part"); globalThis.loadedAhead = (globalThis.loadedAhead ?? 0) + 1;',
    );
    writeFileSync(part, "");
    const loaded = globalThis as { loadedAhead?: number };
    try {
      loadAhead({ modules: [join(folder, "absent.js")], callbacks });

      expect(loaded.loadedAhead).to.equal(1);
      expect(require.cache).not.to.have.any.keys(callbacks, part);
    } finally {
      delete loaded.loadedAhead;
    }
  });
});
