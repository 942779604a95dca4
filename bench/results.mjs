import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { formatPlot } from "./plot.mjs";
import { toPanels } from "./plot-panels.mjs";

const FILE = new URL("results.json", import.meta.url);
const PLOT = new URL("results.svg", import.meta.url);

/** Replaces the entries that were measured, keeps the others, and draws them all. */
export function writeResults(entries, measured) {
  const kept = existsSync(FILE) ? JSON.parse(readFileSync(FILE, "utf8")) : {};
  const results = { ...kept, ...measured };
  writeFileSync(FILE, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(PLOT, formatPlot(toPanels(entries, results), captionOf(results)));
}

/** The machines and numbers of rounds, which are mostly one. */
function captionOf(results) {
  const each = Object.values(results);
  const machines = new Set(
    each.map(({ machine }) => `${machine.processor}, ${machine.cores} cores, node ${machine.node}`),
  );
  const rounds = each.map((result) => result.rounds);
  const [fewest, most] = [Math.min(...rounds), Math.max(...rounds)];
  const medians = `medians of ${fewest === most ? most : `${fewest} to ${most}`} interleaved rounds`;
  return {
    title: "Secure Serverless API, measured beside its peers",
    text: [...machines, medians].join("; "),
  };
}
