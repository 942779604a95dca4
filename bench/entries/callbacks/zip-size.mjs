import { join } from "node:path";
import { bundleApp, bundleByPulumi, bundleOwn, copyTenCallbacks, zipKb } from "../../callback-bundles.mjs";

const APP = "the app's functions";
const OWN = "ten callbacks";
const PEER = "aws.lambda.CallbackFunction";

export const zipSize = {
  title: "Zip size",
  notes: [`${PEER}: the same ten callbacks; every zip has the packages of the project's dependencies.`],
  measures: { totalKb: "all (kB)", greatestKb: "greatest (kB)", leastKb: "least (kB)" },
  baseline: (contender) => (contender === OWN ? PEER : undefined),
  baselineName: PEER,
  limits: { [APP]: { greatestKb: 80 } },
  // They are the same, byte for byte, every time.
  mostRounds: 1,

  prepare({ folder }) {
    const project = copyTenCallbacks(join(folder, "project"));
    return async (round) => ({
      [APP]: sizes(await bundleApp(join(folder, `app-${round}`))),
      [OWN]: sizes(bundleOwn(project).functions),
      [PEER]: sizes(bundleByPulumi(project).functions),
    });
  },
};

function sizes(functions) {
  const each = Object.values(functions).map(({ entry }) => zipKb(entry));
  return {
    totalKb: each.reduce((sum, size) => sum + size),
    greatestKb: Math.max(...each),
    leastKb: Math.min(...each),
  };
}
