// npm run generate:policies                  writes the committed services anew
// npm run generate:policies -- kms ec2       adds services
// npm run generate:policies -- --check       fails if the committed files are not what the reference gives
// npm run generate:policies -- --all         compiles every other service into dist/, for the package (prepack)
// npm run generate:policies -- --committed   takes those out of dist/ again (postpack)
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { emitPrefixes, emitService } from "./emit-service.mjs";
import { inOrder, servicePrefixes } from "./read-reference.mjs";

const policies = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(policies);
const committed = join(policies, "services");
const compiled = join(root, "dist", "policies", "services");
const PREFIXES_FILE = "service-prefixes.ts";

const wanted = process.argv.slice(2);
const options = wanted.filter((argument) => argument.startsWith("--"));
const named = wanted.filter((argument) => !argument.startsWith("--"));
const known = servicePrefixes();
const actions = { "--check": check, "--all": compileOthers, "--committed": removeOthers };

for (const prefix of named) {
  if (!known.includes(prefix))
    fail(`${prefix} is no service of the reference: use the prefix of its actions, for example cognito-idp.`);
}
for (const option of options)
  if (!Object.hasOwn(actions, option))
    fail(`${option} is no option: use ${Object.keys(actions).join(", ")}, or prefixes of services.`);
if (options.length > 1 || (options.length > 0 && named.length > 0))
  fail(`${wanted.join(" ")}: give one option, or prefixes of services.`);

const [option] = options;
if (option === undefined) write([...new Set([...existing(), ...named])].sort(inOrder));
else await actions[option]();

/** Generated files by their name: one per service, and the list of all services. */
function generate(prefixes) {
  const modules = prefixes.map((prefix) => [`${prefix}.ts`, emitService(prefix, "../service")]);
  return new Map([...modules, [PREFIXES_FILE, emitPrefixes(known)]]);
}

function write(prefixes) {
  mkdirSync(committed, { recursive: true });
  for (const [file, text] of generate(prefixes)) writeFileSync(join(committed, file), text);
  console.log(`${prefixes.length} services written to ${relative(process.cwd(), committed)}`);
}

function check() {
  const stale = [...generate(existing())].filter(([file, text]) => {
    const path = join(committed, file);
    return !existsSync(path) || readFileSync(path, "utf8") !== text;
  });
  if (stale.length > 0) {
    fail(
      `${stale.map(([file]) => file).join(", ")} differ from the reference: run \`npm run generate:policies\` and commit the result.`,
    );
  }
}

/** Those that are committed are compiled with the rest of the sources. */
async function compileOthers() {
  const { compileServices } = await import("./compile-services.mjs");
  const modules = new Map(
    others().map((prefix) => [join(committed, `${prefix}.ts`), emitService(prefix, "../service")]),
  );
  const written = compileServices(modules, join(root, "tsconfig.build.json"));
  console.log(
    `${written.length} files of ${modules.size} services written to ${relative(process.cwd(), compiled)}`,
  );
}

function removeOthers() {
  for (const prefix of others())
    for (const extension of ["js", "d.ts"]) rmSync(join(compiled, `${prefix}.${extension}`), { force: true });
}

function others() {
  const own = new Set(existing());
  return known.filter((prefix) => !own.has(prefix));
}

/** The prefixes of the committed services. */
function existing() {
  if (!existsSync(committed)) return [];
  const modules = readdirSync(committed).filter((file) => file.endsWith(".ts") && file !== PREFIXES_FILE);
  return modules.map((file) => file.slice(0, -".ts".length)).sort(inOrder);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
