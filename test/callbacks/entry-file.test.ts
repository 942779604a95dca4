import { join } from "node:path";
import { expect } from "chai";
import { analyzeCallback, bundleCallback, CallbackError } from "../../callbacks";
import { FIXTURES } from "./load-compiled";
import { runBundles } from "./run-bundles";

const FOLDER = join(FIXTURES, "entries");

describe("a handler that is a file", () => {
  const working: Record<string, readonly [entry: string, answer: unknown]> = {
    "an absolute path": [join(FOLDER, "exported.ts"), ["hello Ann", 1]],
    "a path relative to the project, without its extension": [
      "./test/callbacks/fixtures/entries/exported",
      ["hello Ann", 1],
    ],
    "an ES module": [join(FOLDER, "renamed.mjs"), "Ann of an ES module"],
    "a CommonJS module": [join(FOLDER, "common.cjs"), "Ann of CommonJS"],
    "a module that passes it on": [join(FOLDER, "passed-on.ts"), ["hello Ann", 1]],
  };
  for (const [what, [entry, answer]] of Object.entries(working)) {
    it(`may be ${what}`, async () => {
      const bundle = await bundleCallback({ entry }, { name: "GET /" });

      expect(await runBundles([bundle], { name: "Ann" })).to.deep.equal([{ answer }]);
    });
  }

  const refused: Record<string, readonly [entry: string, message: RegExp]> = {
    "is not there": [
      "./functions/absent.ts",
      /GET \/: .*"\.\/functions\/absent\.ts", and there is no \/.*absent\.ts\. Give a path/,
    ],
    "is a folder": [FOLDER, /there is no/],
    "exports a number": [
      join(FOLDER, "number.ts"),
      /whose 'handler' is a number and no function \(.*number\.ts:1\)/,
    ],
    "exports a class": [join(FOLDER, "class.ts"), /whose 'handler' is a class and no function/],
    "exports no handler": [
      join(FOLDER, "misnamed.ts"),
      /does not export 'handler' \(.*misnamed\.ts:1\)\. Write export const handler/,
    ],
  };
  for (const [what, [entry, message]] of Object.entries(refused)) {
    it(`is refused when it is analysed if it ${what}`, () => {
      expect(() => analyzeCallback({ entry }, { name: "GET /" })).to.throw(CallbackError, message);
    });
  }

  const refusedLater: Record<string, readonly [entry: string, message: RegExp]> = {
    "passes on a module without one": [
      join(FOLDER, "passed-on-without.ts"),
      /"handler".*Import a name that the module exports/,
    ],
    "takes Pulumi along": [join(FOLDER, "deploys.ts"), /'@pulumi\/pulumi', a package for deploy time/],
  };
  for (const [what, [entry, message]] of Object.entries(refusedLater)) {
    it(`is refused when it is bundled if it ${what}`, async () => {
      const outcome = await bundleCallback({ entry }, { name: "GET /" }).catch((error: unknown) => error);

      expect(outcome).to.be.instanceOf(CallbackError);
      expect((outcome as CallbackError).message).to.match(message);
    });
  }
});
