import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { buildBundles } from "../../callbacks/bundle/build-bundles";
import type { BundleUnit } from "../../callbacks/bundle/bundle-entry";
import { EarlyBuild } from "../../callbacks/bundle/early-build";
import { RehearsedBuild } from "../../callbacks/bundle/rehearsed-build";
import { unitsOf, wrapped } from "./closure-units";
import { FIXTURES } from "./load-compiled";

const ROOT = join(__dirname, "..", "..");

/** Units that only an ordinary build can take, after a first one that any can. */
const unfit: Readonly<Record<string, readonly [BundleUnit[], { external?: string[] }]>> = (() => {
  const units = unitsOf();
  const broken: BundleUnit = {
    ...units[0]!,
    wrapper: { contents: 'import "./absent"; export const handler = 1;', resolveDir: FIXTURES },
  };
  const refusedLater: BundleUnit = {
    ...units[0]!,
    wrapper: { contents: 'export { output as handler } from "@pulumi/pulumi";', resolveDir: ROOT },
  };
  return {
    "packages are external": [units, { external: ["zod"] }],
    "a unit's module has an ordinary package's name": [
      [{ ...units[0]!, modules: { check: "" } }, ...units.slice(1)],
      {},
    ],
    "there are more callbacks than entries": [Array.from({ length: 65 }, () => units[0]!), {}],
    "an import cannot be resolved": [[broken], {}],
    "a bundle is refused": [[refusedLater], {}],
  };
})();

describe("a build that is begun before its callbacks are known", function () {
  this.timeout(10_000);

  for (const [kind, more] of Object.entries({ plain: undefined, wrapped })) {
    it(`gives the bundles of an ordinary one, byte for byte: ${kind} callbacks`, async () => {
      const units = unitsOf(more, more ? 3 : 12);
      const early = new EarlyBuild(units[0]!.analyzed);

      const bundles = await early.finish(units, {});

      expect(bundles).to.be.an("array");
      expect(bundles).to.deep.equal(await buildBundles(units, {}));
    });
  }

  for (const [reason, [wanted, options]] of Object.entries(unfit)) {
    it(`leaves it to an ordinary one if ${reason}`, async () => {
      expect(await new EarlyBuild(unitsOf()[0]!.analyzed).finish(wanted, options)).to.equal(undefined);
    });
  }
});

describe("a build that has been rehearsed with another callback", function () {
  this.timeout(10_000);
  const rehearsals: RehearsedBuild[] = [];
  const rehearse = async (last: BundleUnit): Promise<RehearsedBuild> => {
    const build = new RehearsedBuild(last);
    rehearsals.push(build);
    await build.rehearsed;
    return build;
  };
  afterEach(() => Promise.all(rehearsals.splice(0).map((build) => build.end())));

  for (const [kind, more] of Object.entries({ plain: undefined, wrapped })) {
    it(`gives the bundles of an ordinary one, byte for byte, each time: ${kind} callbacks`, async () => {
      const units = unitsOf(more, 4);
      const build = await rehearse(units.at(-1)!);

      for (const wanted of [units.slice(0, 1), units.slice(1), units]) {
        expect(await build.finish(wanted, {})).to.deep.equal(await buildBundles(wanted, {}));
      }
    });
  }

  const WORD = 'export default "before";';
  const changes: Readonly<Record<string, (folder: string) => void>> = {
    "a file that it imports": (folder) =>
      writeFileSync(join(folder, "word.ts"), 'export default "afterwards";'),
    "which file an import means": (folder) => {
      rmSync(join(folder, "word.ts"));
      mkdirSync(join(folder, "word"));
      writeFileSync(join(folder, "word", "index.ts"), 'export default "afterwards";');
    },
    "a package's main file": (folder) =>
      writeFileSync(join(folder, "node_modules", "words", "package.json"), '{ "main": "new.js" }'),
    "which forms a package has": (folder) =>
      writeFileSync(
        join(folder, "node_modules", "words", "package.json"),
        '{ "main": "new.js", "module": "old.js" }',
      ),
    "the project's tsconfig.json": (folder) =>
      writeFileSync(
        join(folder, "tsconfig.json"),
        '{ "compilerOptions": { "useDefineForClassFields": true } }',
      ),
  };
  for (const [what, change] of Object.entries(changes)) {
    it(`bundles as an ordinary one after a change of ${what}`, async () => {
      const folder = mkdtempSync(join(tmpdir(), "rehearsed-"));
      const words = join(folder, "node_modules", "words");
      mkdirSync(words, { recursive: true });
      writeFileSync(join(words, "package.json"), '{ "main": "old.js" }');
      for (const name of ["old", "new"])
        writeFileSync(join(words, `${name}.js`), `exports.word = "${name}";`);
      writeFileSync(join(folder, "word.ts"), WORD);
      writeFileSync(
        join(folder, "tsconfig.json"),
        '{ "compilerOptions": { "useDefineForClassFields": false, "target": "es2022" } }',
      );
      const [unit] = unitsOf();
      const contents = `import word from "./word"; import { word as other } from "words";
        class Field { declared = 1; } export const handler = () => [word, other, new Field()];`;
      const edited: BundleUnit = {
        ...unit!,
        analyzed: { ...unit!.analyzed, directory: folder },
        wrapper: { contents, resolveDir: folder },
      };
      try {
        const build = await rehearse(edited);
        const before = await build.finish([edited], {});
        change(folder);

        const bundles = await build.finish([edited], {});

        expect(bundles).to.deep.equal(await buildBundles([edited], {}));
        expect(bundles).not.to.deep.equal(before);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }

  for (const [reason, [wanted, options]] of Object.entries(unfit)) {
    it(`leaves it to an ordinary one if ${reason}`, async () => {
      expect(await (await rehearse(unitsOf()[0]!)).finish(wanted, options)).to.equal(undefined);
    });
  }

  it("leaves it to an ordinary one while it is not ready, and where the rehearsal failed", async () => {
    const [unit] = unitsOf();
    const [[broken]] = unfit["an import cannot be resolved"]!;
    const unready = new RehearsedBuild(unit!);
    rehearsals.push(unready);

    expect(await unready.finish([unit!], {})).to.equal(undefined);
    expect(await (await rehearse(broken!)).finish([unit!], {})).to.equal(undefined);
  });
});
