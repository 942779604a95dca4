import { analyzeCallback, type CallbackOptions } from "../analyze-callback";
import type { EntryFile } from "../entry-file";
import { background } from "../background/background";
import { refuseFailed } from "../captures/environment";
import { keepLater } from "../kept-results";
import { buildBundles } from "./build-bundles";
import { noteCallback, noteInputs } from "./bundled-files";
import { unitOf, type Bundle, type BundleEntry, type BundleOptions, type BundleUnit } from "./bundle-entry";
import { KeptBundles } from "./kept-bundle";

type Built = Pick<Bundle, "files" | "notes">;

interface Waiting {
  readonly unit: BundleUnit;
  readonly options: BundleOptions;
  readonly resolve: (built: Built) => void;
  readonly reject: (reason: unknown) => void;
}

let waiting: Waiting[] = [];

/**
 * Bundles callbacks, each with all that it imports and nothing else. Calls of one turn of the event loop share one build; in
 * a first start, where a build has begun in the background, several callbacks of one call go there at once.
 * The result is the same, byte for byte, on every run and every machine.
 * Packages that ask for more than their imports are loaded once, in a process and an empty folder of their own, to see whether
 * they can be: their code runs there with no variable of this process but `PATH`. The project's own code does not.
 * @throws CallbackError (as a rejection) for what cannot be resolved, for code that belongs to the deployment, and for a
 * captured Output or promise that is known by then to hold what no function can have; later, its variable fails.
 */
export async function bundleCallbacks(
  entries: readonly BundleEntry[],
  options: BundleOptions = {},
): Promise<Bundle[]> {
  const building = entries.map((entry) => enqueue(unitOf(entry), options));
  if (entries.length > 1 && background.hasBegun) void buildWaiting();
  const built = await Promise.all(building);
  for (const { analyzed } of entries) refuseFailed(analyzed.environment);
  return entries.map(({ analyzed }, index) => ({
    files: built[index]!.files,
    notes: built[index]!.notes,
    handler: "index.handler" as const,
    environment: analyzed.environment,
    stored: analyzed.stored,
  }));
}

/**
 * A callback's code as files for a Lambda function.
 * @throws CallbackError at once for what the callback itself does, as a rejection for what it imports.
 */
export function bundleCallback(
  callback: Function | EntryFile,
  options: CallbackOptions & BundleOptions & Pick<BundleEntry, "include">,
): Promise<Bundle> {
  const { name, include = [], ...bundleOptions } = options;
  const analyzed = analyzeCallback(callback, { name });
  return bundleCallbacks([{ analyzed, include }], bundleOptions).then(([bundle]) => bundle!);
}

function enqueue(unit: BundleUnit, options: BundleOptions): Promise<Built> {
  noteCallback(unit.analyzed);
  return new Promise((resolve, reject) => {
    if (waiting.length === 0) setImmediate(() => void buildWaiting());
    waiting.push({ unit, options, resolve, reject });
  });
}

async function buildWaiting(): Promise<void> {
  const batch = waiting;
  waiting = [];
  const groups = new Map<string, Waiting[]>();
  for (const request of batch) {
    const key = JSON.stringify(request.options);
    groups.set(key, [...(groups.get(key) ?? []), request]);
  }
  for (const group of groups.values()) {
    try {
      await buildTogether(group);
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}

async function buildTogether(group: readonly Waiting[]): Promise<void> {
  const { options } = group[0]!;
  const beganMs = Date.now();
  const kept = new KeptBundles(options);
  const missing = group.filter(({ unit, resolve }) => {
    const found = kept.find(unit);
    if (found) resolve(found);
    return !found;
  });
  if (missing.length === 0) return;
  const unbuilt = await buildInBackground(missing, options);
  if (unbuilt.length === 0) return;
  const outcomes = await buildBundles(
    unbuilt.map(({ unit }) => unit),
    options,
  );
  unbuilt.forEach(({ unit, resolve, reject }, index) => {
    const outcome = outcomes[index]!;
    if (outcome.status === "rejected") return reject(outcome.reason);
    resolve(outcome.value);
    keepLater(() => kept.keep(unit, outcome.value, beganMs));
  });
}

/** Returns what is left for this thread. */
async function buildInBackground(
  group: readonly Waiting[],
  options: BundleOptions,
): Promise<readonly Waiting[]> {
  const units = group.map(({ unit }) => unit);
  const answer = await background.bundle(units, options);
  return group.filter(({ resolve }, index) => {
    const built = answer?.[index];
    if (!built) return true;
    noteInputs(built.inputs);
    resolve(built);
    return false;
  });
}
