import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Dynalite, type DataOperation, type Input } from "../../../local/services/dynamodb/dynalite";
import { TableCatalog } from "../../../local/services/dynamodb/table-catalog";
import { table } from "./running-cloud";

const ITEMS = 40;

interface Iterator extends AsyncIterable<unknown> {
  close(): Promise<void>;
}

describe("the engine of tables", () => {
  const folder = mkdtempSync(join(tmpdir(), "dynalite-"));
  const engine = new Dynalite(folder);
  const run = (operation: DataOperation, input: Input) =>
    engine.execute(operation, engine.validate(operation, { TableName: "notes", ...input }));
  let opened = 0;
  let closed = 0;

  before(async () => {
    await engine.store.db.open();
    const notes = table("notes", { hashKey: "userId", rangeKey: "noteId" });
    await new TableCatalog(engine, Date.now, () => "id").reconcile(new Map([["notes", notes]]));
    for (let item = 0; item < ITEMS; item++)
      await run("PutItem", { Item: { userId: { S: `${item % 2}` }, noteId: { S: `${item}` } } });
    const { db } = engine.store;
    const values = db.values.bind(db) as (range: object) => Iterator;
    db.values = (range) => {
      const iterator = values(range);
      const close = iterator.close.bind(iterator);
      opened += 1;
      iterator.close = () => {
        closed += 1;
        return close();
      };
      return iterator;
    };
  });
  after(async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
  });

  const ofOne = {
    KeyConditionExpression: "userId = :u",
    ExpressionAttributeValues: { ":u": { S: "1" } },
  };
  const reads: Record<string, readonly [DataOperation, Input, count: number]> = {
    "a query to the end": ["Query", ofOne, ITEMS / 2],
    "a query with a limit": ["Query", { ...ofOne, Limit: 3 }, 3],
    "a query backwards": ["Query", { ...ofOne, ScanIndexForward: false, Limit: 1 }, 1],
    "a scan to the end": ["Scan", {}, ITEMS],
    "a scan with a limit": ["Scan", { Limit: 2 }, 2],
  };
  for (const [what, [operation, input, count]] of Object.entries(reads))
    it(`holds nothing open after ${what}`, async () => {
      [opened, closed] = [0, 0];
      for (let times = 0; times < 5; times++)
        expect(await run(operation, input)).to.include({ Count: count });

      const until = Date.now() + 1_000;
      while (closed < opened && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(opened).to.be.at.least(5);
      expect(closed).to.equal(opened);
    });
});
