// The thread that analyses and bundles while the program registers its resources.
import { parentPort, workerData } from "node:worker_threads";
import { buildBundles, type BuildOutcome } from "../bundle/build-bundles";
import type { BuiltBundle } from "../bundle/built-bundle";
import type { BundleUnit } from "../bundle/bundle-entry";
import { isOfProject } from "../bundle/bundled-files";
import { EarlyBuild } from "../bundle/early-build";
import { KeptBundles } from "../bundle/kept-bundle";
import { forgetTsconfigs } from "../bundle/tsconfig";
import { RehearsedBuild } from "../bundle/rehearsed-build";
import { keep, readKept, toolVersion, writeKept } from "../kept-results";
import { analyzeRequest, keepAnalysis } from "../source/kept-analysis";
import { loadTypeScript } from "../source/load-typescript";
import {
  SIGNAL,
  type AnalysisAnswer,
  type AnalyzeMessage,
  type BundleAnswer,
  type BundleMessage,
  type Message,
  type WorkerData,
} from "./messages";
import type { Preloaded } from "./worker-script";

const port = parentPort!;
const { signals, answers, preload, needsTypeScript } = workerData as WorkerData;
let early: EarlyBuild | undefined;
let rehearsed: RehearsedBuild | undefined;

port.on("message", (message: Message) => {
  switch (message.type) {
    case "analyze":
      return analyze(message);
    case "rehearse":
      return rehearse();
    case "begin":
      if (!rehearsed) early ??= new EarlyBuild(message.first);
      return;
    case "bundle":
      return void bundle(message);
  }
});
void (require("esbuild") as typeof import("esbuild")).transform("");
// Before anybody asks: it takes longer than the first analyses themselves.
if (needsTypeScript) loadTypeScript();

function analyze({ request }: AnalyzeMessage): void {
  let answer: AnalysisAnswer;
  try {
    answer = { analysis: analyzeRequest(request) };
  } catch {
    answer = { failed: true };
  }
  write(
    () => {
      answers.postMessage(answer);
      Atomics.add(signals, SIGNAL.answers, 1);
      Atomics.notify(signals, SIGNAL.answers);
    },
    () => {
      if ("analysis" in answer && answer.analysis) keepAnalysis(request, answer.analysis);
    },
  );
}

function rehearse(): void {
  const last = readKept<BundleUnit>("unit", toolVersion());
  if (last) rehearsed = new RehearsedBuild(last);
}

async function bundle({ id, units, options }: BundleMessage): Promise<void> {
  // Since the rehearsal, one may have been added.
  forgetTsconfigs();
  const beganMs = early?.beganMs ?? Date.now();
  const begun = rehearsed ?? early;
  early = undefined;
  const outcomes = (await begun?.finish(units, options)) ?? (await buildBundles(units, options));
  const bundles = outcomes.map((outcome) =>
    outcome.status === "fulfilled" ? ofProject(outcome.value) : undefined,
  );
  write(
    () => port.postMessage({ id, bundles } satisfies BundleAnswer),
    () => {
      keepBundles(outcomes, { units, options, beganMs });
      if (preload !== undefined) (require(preload) as Preloaded).keepModules();
    },
  );
}

const ofProject = ({ inputs, ...built }: BuiltBundle): BuiltBundle => ({
  ...built,
  inputs: inputs.filter(isOfProject),
});

function keepBundles(
  outcomes: readonly BuildOutcome[],
  { units, options, beganMs }: Pick<BundleMessage, "units" | "options"> & { readonly beganMs: number },
): void {
  const kept = new KeptBundles(options);
  outcomes.forEach((outcome, index) => {
    if (outcome.status === "fulfilled") kept.keep(units[index]!, outcome.value, beganMs);
  });
  keep("unit", toolVersion(), units[0]);
}

/** Answers first; the process waits with its end until what it was answered is written. */
function write(answer: () => void, keep: () => void): void {
  Atomics.store(signals, SIGNAL.writing, 1);
  answer();
  try {
    keep();
    writeKept();
  } finally {
    Atomics.store(signals, SIGNAL.writing, 0);
    Atomics.notify(signals, SIGNAL.writing);
  }
}
