"use strict";
const { mkdirSync, writeFileSync } = require("node:fs");
const path = require("node:path");

/** Writes every function's files into a folder of its own, and prints what was measured. */
exports.writeFunctions = (folder, { bundleMs, functions }) => {
  for (const [name, { files }] of Object.entries(functions))
    for (const [file, content] of Object.entries(files)) {
      const target = path.join(folder, name, file);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
  const entries = Object.entries(functions).map(([name, { entry }]) => [
    name,
    path.join(folder, name, entry),
  ]);
  process.stdout.write(JSON.stringify({ bundleMs, entries: Object.fromEntries(entries) }), () =>
    process.exit(0),
  );
};
