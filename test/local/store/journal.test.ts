import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Journal } from "../../../local/store/journal";

describe("the journal", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "journal-"));
    file = join(folder, "events.jsonl");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const replay = () => {
    const events: unknown[] = [];
    const journal = new Journal<unknown>(file, (event) => events.push(event));
    return { journal, events };
  };
  const write = (...events: unknown[]) => {
    const { journal } = replay();
    events.forEach((event) => journal.append(event));
    journal.close();
  };

  it("gives back every event in order", () => {
    write({ a: "line\nbreak" }, { b: "é" });
    write({ c: 3 });

    expect(replay().events).to.deep.equal([{ a: "line\nbreak" }, { b: "é" }, { c: 3 }]);
  });

  for (const torn of ['{"b":', '{"b":2}', '{"b":"\u00e9'.slice(0, 6), '{"b":\n']) {
    it(`drops a torn last line ${JSON.stringify(torn)} and goes on behind the whole ones`, () => {
      write({ a: 1 });
      appendFileSync(file, torn);

      expect(replay().events).to.deep.equal([{ a: 1 }]);
      write({ c: 3 });

      expect(replay().events).to.deep.equal([{ a: 1 }, { c: 3 }]);
    });
  }

  it("refuses damage anywhere else, naming the line and the remedy", () => {
    writeFileSync(file, '{"a":1}\nrubbish\n{"c":3}\n');

    expect(() => replay()).to.throw(/events\.jsonl:2 is not a JSON line.*--fresh/);
    expect(readFileSync(file, "utf8")).to.contain("rubbish");
  });
});
