import { join } from "node:path";
import { bundleByPulumi, bundleOwn, copyTenCallbacks } from "../../callback-bundles.mjs";

const FIRST = "ten callbacks, first time";
const AGAIN = "ten callbacks, nothing changed";
const PEER = "aws.lambda.CallbackFunction";

export const bundling = {
  title: "Bundling ten callbacks",
  notes: [
    "Six call DynamoDB through SDK v3, four need only Node. A new process each; loading the program is left out.",
    `${PEER}: Pulumi's own serializer, under its mocks. It keeps nothing, and zips nothing here.`,
  ],
  measures: { bundleMs: "bundling (ms)" },
  baseline: PEER,
  limits: { [FIRST]: { bundleMs: 1_000 }, [AGAIN]: { bundleMs: 100 } },

  prepare({ folder }) {
    const project = copyTenCallbacks(folder);
    return async (round) => {
      const cache = join(folder, `kept-${round}`);
      const figures = ({ bundleMs }) => ({ bundleMs });
      return {
        [FIRST]: figures(bundleOwn(project, { cache })),
        [AGAIN]: figures(bundleOwn(project, { cache })),
        [PEER]: figures(bundleByPulumi(project)),
      };
    };
  },
};
