import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { runScript } from "../../run-script.mjs";

const POLICIES = join(import.meta.dirname, "../../../dist/policies");
const TWO = "two services";

export const policyLoading = {
  title: "Loading policies",
  notes: [
    `${TWO}: dynamodb and s3, in a process that has loaded the builder, the lint and the evaluator before.`,
  ],
  measures: { addedMs: "added (ms)", policiesMs: "policies before that (ms)" },
  limits: { [TWO]: { addedMs: 3 } },

  prepare({ folder }) {
    mkdirSync(folder, { recursive: true });
    const load = (module) => `require(${JSON.stringify(join(POLICIES, module))});`;
    const script = `
      const startedMs = performance.now();
      ${load("index")}
      const loadedMs = performance.now();
      ${load("services/dynamodb")}
      ${load("services/s3")}
      report({ addedMs: performance.now() - loadedMs, policiesMs: loadedMs - startedMs });
    `;
    return async () => ({ [TWO]: runScript(script, { folder }) });
  },
};
