import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { runScript } from "../run-script.mjs";

const PROJECT = join(import.meta.dirname, "../..");
const PROGRAM = join(import.meta.dirname, "../programs/resources.js");
const SIZES = [70, 700];
const own = (count) => `graph, ${count} resources`;
const peer = (count) => `setMocks, ${count} resources`;

export const graph = {
  title: "From a program to what it registers",
  notes: [
    "A group of seven: a function with its role, two policies, log group, table and permission.",
    "graph: checks every property, and computes ids, ARNs and dependencies. setMocks: Pulumi's, answers with the inputs.",
    "Processor time of a new process each, with loading Pulumi and without.",
  ],
  measures: { wholeMs: "with loading (ms)", runMs: "without (ms)" },
  baseline: (contender) => contender.replace("graph", "setMocks"),
  baselineName: "setMocks",
  growth: [
    {
      name: "graph",
      measure: "runMs",
      units: Object.fromEntries(SIZES.map((count) => [own(count), count])),
      wanted: "linear",
    },
  ],

  prepare({ folder }) {
    mkdirSync(folder, { recursive: true });
    return async () => {
      const measured = {};
      for (const count of SIZES) {
        measured[own(count)] = measure(OWN, count, folder);
        measured[peer(count)] = measure(PEER, count, folder);
      }
      return measured;
    };
  },
};

function measure(script, count, folder) {
  const { wholeMs, runMs, registered } = runScript(
    `const project = ${JSON.stringify(PROJECT)};
    const { createRequire } = require("node:module");
    const requireFromProject = createRequire(project + "/package.json");
    const program = () => require(${JSON.stringify(PROGRAM)}).makeResources(${count});
    const usedMs = () => (({ user, system }) => (user + system) / 1_000)(process.cpuUsage());
    const startedMs = usedMs();
    ${script}`,
    { folder },
  );
  if (registered !== count) throw new Error(`${registered} of ${count} resources were registered`);
  return { wholeMs, runMs };
}

/** The modules of the program's own kind are loaded before the clock of the run starts, on both sides. */
const LOAD_TYPES = `for (const name of ["iam", "cloudwatch", "lambda", "dynamodb"]) requireFromProject("@pulumi/aws/" + name);`;

const OWN = `
  const { graph } = require(project + "/dist/local/engine/graph");
  requireFromProject("@pulumi/pulumi");
  ${LOAD_TYPES}
  const loadedMs = usedMs();
  graph(program, { directory: project }).then(({ resources }) => {
    const endedMs = usedMs();
    const registered = resources.filter(({ type }) => type.startsWith("aws:")).length;
    report({ wholeMs: endedMs - startedMs, runMs: endedMs - loadedMs, registered });
  });
`;

const PEER = `
  const pulumi = requireFromProject("@pulumi/pulumi");
  ${LOAD_TYPES}
  const loadedMs = usedMs();
  let registered = 0;
  const newResource = ({ name, inputs }) => {
    registered += 1;
    return { id: name + "-id", state: { ...inputs, name, arn: "arn:aws:x:::" + name } };
  };
  (async () => {
    await pulumi.runtime.setMocks({ newResource, call: ({ inputs }) => inputs });
    program();
    await pulumi.runtime.disconnect();
    const endedMs = usedMs();
    report({ wholeMs: endedMs - startedMs, runMs: endedMs - loadedMs, registered });
  })();
`;
