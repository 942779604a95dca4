import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { typeCheckMs } from "../type-check.mjs";

const PROJECT = join(import.meta.dirname, "../..");
const PLAIN = join(PROJECT, "bench/peers/plain-pulumi");
const COMPILED = ["components", "handler", "policies", "callbacks"];
const OWN = "index.ts";
const PEER = "on plain @pulumi/aws";
const BY_MODULE = "on plain @pulumi/aws, by module";

export const typeChecking = {
  title: "Type-checking the program",
  notes: [
    `${OWN}: the repository's own program and its functions, on the package's types.`,
    `${PEER}: the same tables, functions, roles and API by hand, with import { … } from "@pulumi/aws".`,
    `${BY_MODULE}: the same with import * as iam from "@pulumi/aws/iam", and so on.`,
    "TypeScript 6, processor time from reading the program to its diagnostics.",
  ],
  measures: { checkMs: "check (ms)", files: "files read" },
  baseline: PEER,
  mostRounds: 3,

  prepare({ folder }) {
    mkdirSync(folder, { recursive: true });
    symlinkSync(join(PROJECT, "node_modules"), join(folder, "node_modules"));
    const programs = { [OWN]: copyOwn(join(folder, "own")), ...copyPlain(folder) };
    return async () =>
      Object.fromEntries(
        Object.entries(programs).map(([name, file]) => [name, typeCheckMs(file, { folder })]),
      );
  },
};

/** As a user of the package has it: its own files, and the types of the package. */
function copyOwn(folder) {
  mkdirSync(folder, { recursive: true });
  for (const part of ["index.ts", "stack-configuration.ts", "functions"])
    cpSync(join(PROJECT, part), join(folder, part), { recursive: true });
  for (const part of COMPILED) symlinkSync(join(PROJECT, "dist", part), join(folder, part));
  return join(folder, "index.ts");
}

/** In the same place below the repository's root, for its imports of the app's own files. */
function copyPlain(folder) {
  const copy = (name, change) => {
    const program = join(folder, name, "bench/peers/plain-pulumi");
    mkdirSync(program, { recursive: true });
    for (const part of ["stack-configuration.ts", "functions"])
      cpSync(join(PROJECT, part), join(folder, name, part), { recursive: true });
    for (const part of COMPILED) symlinkSync(join(PROJECT, "dist", part), join(folder, name, part));
    for (const file of readdirSync(PLAIN))
      writeFileSync(join(program, file), change(readFileSync(join(PLAIN, file), "utf8")));
    return join(program, "index.ts");
  };
  return { [PEER]: copy("whole", importWhole), [BY_MODULE]: copy("modules", (text) => text) };
}

const importWhole = (text) =>
  text.replace(
    /^import (type )?\* as (\w+) from "@pulumi\/aws\/\w+";/gm,
    'import $1{ $2 } from "@pulumi/aws";',
  );
