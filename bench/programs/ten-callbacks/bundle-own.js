// Bundles the callbacks as this package does. Argument: its compiled folder. Writes the files into ./own.
"use strict";
const path = require("node:path");
const { writeFunctions } = require("./write-functions");

const { bundleCallback } = require(path.join(process.argv[2], "callbacks"));
const { callbacks } = require("./callbacks");

async function main() {
  const startedMs = performance.now();
  const bundles = await Promise.all(
    Object.entries(callbacks).map(async ([name, callback]) => [
      name,
      await bundleCallback(callback, { name }),
    ]),
  );
  const bundleMs = performance.now() - startedMs;
  const functions = bundles.map(([name, { files }]) => [name, { entry: "index.js", files }]);
  writeFunctions("own", { bundleMs, functions: Object.fromEntries(functions) });
}

void main();
