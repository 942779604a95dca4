import { analyzeCallback } from "../../callbacks";
import { unitOf, type BundleEntry, type BundleUnit } from "../../callbacks/bundle/bundle-entry";
import { closures } from "./fixtures/closures";
import { FIXTURES } from "./load-compiled";

/** What stands between Lambda and a callback. */
export const wrapped: Omit<BundleEntry, "analyzed"> = {
  wrap: (callback) => ({
    contents: `import { handler as callback } from ${JSON.stringify(callback)}; import check from "check:";
      import { GetCommand } from "@aws-sdk/lib-dynamodb";
      export const handler = async (event: unknown) => [check(await callback(event)), new GetCommand({} as never)];`,
    resolveDir: FIXTURES,
  }),
  modules: { "check:": "module.exports = (value) => value;" },
};

/** Callbacks of the table, ready to be bundled. */
export const unitsOf = (more?: Omit<BundleEntry, "analyzed">, count = 12): BundleUnit[] =>
  Object.entries(closures)
    .slice(0, count)
    .map(([name, { handler }]) => unitOf({ analyzed: analyzeCallback(handler, { name }), ...more }));
