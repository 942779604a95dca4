import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { analyzeCallback, bundleCallback, CallbackError } from "../../callbacks";
import { closures } from "./fixtures/closures";
import { rows as changed } from "./fixtures/table/changed";
import { rows as classes } from "./fixtures/table/classes";
import { rows as collections } from "./fixtures/table/collections";
import { rows as data } from "./fixtures/table/data";
import { rows as functions } from "./fixtures/table/functions";
import { rows as modules } from "./fixtures/table/modules";
import { rows as outputs } from "./fixtures/table/outputs";
import { rows as state } from "./fixtures/table/state";
import type { Refused, Rows, Works } from "./fixtures/table/row";
import { compileFixtures, FIXTURES, LOADERS, loadThrough } from "./load-compiled";
import { callTwice } from "./call-twice";
import { describeCalls } from "./describe-calls";

const EVENT = { name: "Ann" };
const TOPICS = { data, changed, state, functions, classes, modules, outputs, collections };

describe("a callback works in a function as it does here, or is refused:", () => {
  const working = worksOf(TOPICS);
  let there: Map<string, unknown>;

  before(async () => {
    const outcomes = await Promise.allSettled(
      working.map(async ({ key, callback }) => bundleCallback(callback, { name: key })),
    );
    const bundles = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    const calls = await callTwice(bundles, EVENT);
    const results = outcomes.map((outcome) =>
      outcome.status === "fulfilled" ? calls.shift() : String(outcome.reason),
    );
    there = new Map(working.map(({ key }, index) => [key, results[index]]));
  });

  for (const [topic, rows] of Object.entries(TOPICS)) {
    describe(topic, () => {
      for (const [name, row] of Object.entries(rows)) {
        if ("works" in row) {
          it(`${name}: works`, async () => {
            expect(there.get(`${topic}: ${name}`)).to.deep.equal(await expected(row));
          });
        } else {
          it(`${name}: refused`, async () => expectRefusal(row, join(FIXTURES, "table", `${topic}.ts`)));
        }
      }
    });
  }
});

describe("a callback has the same code under every loader with source maps:", () => {
  const here = entriesOf(TOPICS, closures);

  for (const [loader, compile] of Object.entries(LOADERS)) {
    it(loader, () => {
      const there = loadThrough(compile, entriesThrough);

      expect(there).to.deep.equal(here);
    });
  }

  it("compiled files", () => {
    const compiled = compileFixtures("with maps");
    try {
      expect(entriesThrough(compiled.load)).to.deep.equal(here);
    } finally {
      compiled.remove();
    }
  });
});

describe("a callback compiled without a source map", () => {
  it("works in a function as it does here", async () => {
    const compiled = compileFixtures("without maps");
    try {
      const rows = worksOf(loadTopics(compiled.load));
      const outcomes = await Promise.allSettled(
        rows.map(async ({ key, callback }) => bundleCallback(callback, { name: key })),
      );
      const refused = rows.filter((_, index) => outcomes[index]!.status === "rejected");
      const bundled = outcomes.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
      const calls = await callTwice(bundled, EVENT);

      // Compiled, a namespace is a variable that a function fills, and a module cannot be cut down to its other parts.
      expect(refused.map(({ key }) => key)).to.deep.equal([
        "classes: namespaces",
        "modules: the other parts of a module for deploy time",
      ]);
      for (const { key, row } of rows.filter((each) => !refused.includes(each)))
        expect(calls.shift(), key).to.deep.equal(await expected(row));
    } finally {
      compiled.remove();
    }
  });
});

type Load = <Module>(fixture: string) => Module;

function entriesThrough(load: Load) {
  const { closures: loaded } = load<{ closures: typeof closures }>("closures");
  return entriesOf(loadTopics(load), loaded);
}

/** Without the captures, some of which tell when the file was loaded. */
function entriesOf(topics: Topics, cases: typeof closures): (readonly [name: string, entry: string])[] {
  const others = Object.entries(cases).map(([key, { handler }]) => ({ key, callback: handler }));
  return [...worksOf(topics), ...others].map(({ key, callback }) => [
    key,
    analyzeCallback(callback, { name: key }).entry,
  ]);
}

type Topics = Readonly<Record<string, Rows>>;

const loadTopics = (load: Load): Topics =>
  Object.fromEntries(
    Object.keys(TOPICS).map((topic) => [topic, load<{ rows: Rows }>(`table/${topic}`).rows]),
  );

function worksOf(
  topics: Topics,
): { readonly key: string; readonly row: Works; readonly callback: Function }[] {
  return Object.entries(topics).flatMap(([topic, rows]) =>
    Object.entries(rows).flatMap(([name, row]) =>
      "works" in row ? [{ key: `${topic}: ${name}`, row, callback: row.works }] : [],
    ),
  );
}

const expected = (row: Works): Promise<unknown> =>
  describeCalls("answer" in row ? async () => row.answer : row.works, EVENT);

async function expectRefusal(row: Refused, file: string): Promise<void> {
  const error = await refusalOf(row);
  expect(error).to.be.instanceOf(CallbackError);
  const { message, path, place } = error as CallbackError;
  expect(message).to.match(row.because);
  expect(message.slice(message.search(/[.)]\.? [A-Z]/))).to.match(row.remedy);
  if (row.path !== undefined) expect(path).to.equal(row.path);
  const { at } = row;
  if (at === undefined) return;
  const lines = readFileSync(file, "utf8").split("\n");
  expect(place).to.deep.equal({ file, line: lines.findIndex((line) => line.endsWith(at)) + 1 });
}

async function refusalOf({ refused, isBundled }: Refused): Promise<unknown> {
  try {
    if (isBundled) return await bundleCallback(refused(), { name: "POST /pets" });
    return analyzeCallback(refused(), { name: "POST /pets" });
  } catch (error) {
    return error;
  }
}
