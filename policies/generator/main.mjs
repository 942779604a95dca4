// npm run generate:policies                  writes the committed services anew
// npm run generate:policies -- kms ec2       adds services
// npm run generate:policies -- --check       fails if the committed files are not what the reference gives
// npm run generate:policies -- --all         writes every service below dist/, for the package
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { emitPrefixes, emitService } from "./emit-service.mjs";
import { inOrder, servicePrefixes } from "./read-reference.mjs";

const policies = dirname(dirname(fileURLToPath(import.meta.url)));
const committed = join(policies, "services");
const everything = join(dirname(policies), "dist", "all-services");

const wanted = process.argv.slice(2);
const options = new Set(wanted.filter((argument) => argument.startsWith("--")));
const named = wanted.filter((argument) => !argument.startsWith("--"));
const known = servicePrefixes();

for (const option of options)
  if (option !== "--check" && option !== "--all") fail(`${option} is no option: use --check or --all.`);
for (const prefix of named) {
  if (!known.includes(prefix))
    fail(`${prefix} is no service of the reference: use the prefix of its actions, for example cognito-idp.`);
}

if (options.has("--all")) write(everything, known);
else if (options.has("--check")) check(committed, existing(committed));
else write(committed, [...new Set([...existing(committed), ...named])].sort(inOrder));

/** Generated files by their name: one per service, and the list of all services. */
function generate(folder, prefixes) {
  const builder = `${relative(folder, policies).replaceAll("\\", "/")}/service`;
  const modules = prefixes.map((prefix) => [`${prefix}.ts`, emitService(prefix, builder)]);
  return new Map([...modules, ["service-prefixes.ts", emitPrefixes(known)]]);
}

function write(folder, prefixes) {
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of generate(folder, prefixes)) writeFileSync(join(folder, file), text);
  console.log(`${prefixes.length} services written to ${relative(process.cwd(), folder)}`);
}

function check(folder, prefixes) {
  const stale = [...generate(folder, prefixes)].filter(([file, text]) => {
    const path = join(folder, file);
    return !existsSync(path) || readFileSync(path, "utf8") !== text;
  });
  if (stale.length > 0) {
    fail(
      `${stale.map(([file]) => file).join(", ")} differ from the reference: run \`npm run generate:policies\` and commit the result.`,
    );
  }
}

function existing(folder) {
  if (!existsSync(folder)) return [];
  const modules = readdirSync(folder).filter(
    (file) => file.endsWith(".ts") && file !== "service-prefixes.ts",
  );
  return modules.map((file) => file.slice(0, -".ts".length)).sort(inOrder);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
