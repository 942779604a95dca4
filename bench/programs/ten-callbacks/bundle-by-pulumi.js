// Bundles the callbacks as Pulumi does, under its mocks. Writes the files into ./pulumi.
"use strict";
const { readdirSync, readFileSync, statSync } = require("node:fs");
const path = require("node:path");
const pulumi = require("@pulumi/pulumi");
const { CallbackFunction } = require("@pulumi/aws/lambda");
const { callbacks } = require("./callbacks");
const { writeFunctions } = require("./write-functions");

async function main() {
  const archives = {};
  await pulumi.runtime.setMocks({
    newResource({ type, name, inputs }) {
      if (type === "aws:lambda/function:Function") archives[name] = inputs.code;
      return { id: `${name}-id`, state: { ...inputs, arn: `arn:aws:x:::${name}` } };
    },
    call: ({ inputs }) => inputs,
  });
  const startedMs = performance.now();
  for (const [name, callback] of Object.entries(callbacks)) new CallbackFunction(name, { callback });
  while (Object.keys(archives).length < Object.keys(callbacks).length)
    await new Promise((resolve) => setTimeout(resolve, 1));
  const bundleMs = performance.now() - startedMs;
  const functions = {};
  for (const [name, archive] of Object.entries(archives))
    functions[name] = { entry: "__index.js", files: await filesOf(archive) };
  writeFunctions("pulumi", { bundleMs, functions });
}

async function filesOf(archive) {
  const files = {};
  for (const [name, part] of Object.entries(await archive.assets)) {
    if (part.text === undefined) Object.assign(files, readAll(name, await part.path));
    else files[name] = await part.text;
  }
  return files;
}

function readAll(name, place) {
  if (!statSync(place).isDirectory()) return { [name]: readFileSync(place) };
  const entries = readdirSync(place, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = path.join(entry.parentPath, entry.name);
        return [path.join(name, file.slice(place.length)), readFileSync(file)];
      }),
  );
}

void main();
