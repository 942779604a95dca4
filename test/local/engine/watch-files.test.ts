import { renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { FileWatcher } from "../../../local/engine/watch-files";
import { watchFiles } from "../../../local/engine/watch-files";
import { removeTemporaryFolders, temporaryFolder } from "./temporary-project";

const moment = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("watching files", () => {
  let folder: string;
  let file: string;
  let changes: number;
  let watcher: FileWatcher;

  beforeEach(() => {
    folder = temporaryFolder();
    file = join(folder, "a.ts");
    writeFileSync(file, "1");
    changes = 0;
    watcher = watchFiles({ onFirstSign: () => undefined, onChange: () => changes++, quietMs: 20 });
    watcher.update([file, join(folder, "later.ts")]);
  });
  afterEach(() => {
    watcher.close();
    removeTemporaryFolders();
  });

  const edits: readonly [string, () => void, number][] = [
    ["notices an edit", () => writeFileSync(file, "2"), 1],
    [
      "notices a file that is replaced, as editors do",
      () => (writeFileSync(`${file}~`, "2"), renameSync(`${file}~`, file)),
      1,
    ],
    ["notices a file that is removed", () => rmSync(file), 1],
    ["notices a file that appears", () => writeFileSync(join(folder, "later.ts"), "1"), 1],
    [
      "takes edits that follow each other closely for one",
      () => ["2", "3", "4"].forEach((text) => writeFileSync(file, text)),
      1,
    ],
    ["takes a touch for none", () => utimesSync(file, 1, 1), 0],
    ["does not care for other files", () => writeFileSync(join(folder, "b.ts"), "2"), 0],
  ];
  for (const [title, edit, expected] of edits) {
    it(title, async () => {
      edit();
      await moment(120);

      expect(changes).to.equal(expected);
    });
  }
});
