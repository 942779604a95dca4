import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { analyzeCallback, bundleCallback, CallbackError } from "../../callbacks";
import { rows as changed } from "./fixtures/table/changed";
import { rows as classes } from "./fixtures/table/classes";
import { rows as data } from "./fixtures/table/data";
import { rows as functions } from "./fixtures/table/functions";
import { rows as modules } from "./fixtures/table/modules";
import { rows as outputs } from "./fixtures/table/outputs";
import type { Refused, Works } from "./fixtures/table/row";
import { FIXTURES } from "./load-compiled";
import { callTwice } from "./call-twice";
import { describeCalls } from "./describe-calls";

const EVENT = { name: "Ann" };
const TOPICS = { data, changed, functions, classes, modules, outputs };

describe("a callback works in a function as it does here, or is refused:", () => {
  const working = Object.entries(TOPICS).flatMap(([topic, rows]) =>
    Object.entries(rows).flatMap(([name, row]) =>
      "works" in row ? [{ key: `${topic}: ${name}`, callback: row.works }] : [],
    ),
  );
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
