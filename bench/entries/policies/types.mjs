import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readService } from "../../../policies/generator/read-reference.mjs";
import { runScript } from "../../run-script.mjs";

const PROJECT = join(import.meta.dirname, "../../..");
const POLICIES = join(PROJECT, "dist/policies");
const WITHOUT = "program without policies";
const IMPORTED = "two services imported";
const FIFTY = "fifty statements";
const SERVICES = ["dynamodb", "s3", "kms", "lambda", "sqs"];

export const policyTypes = {
  title: "Type-checking policies",
  notes: [
    `${WITHOUT}: imports @pulumi/pulumi and uses one Output.`,
    `${IMPORTED}: the same, and imports two services.`,
    `${FIFTY}: the same, with fifty statements about five services, a condition each.`,
    "TypeScript 6; from reading the program to its diagnostics, and of it the checking; types as the package has them.",
  ],
  measures: {
    typeCheckMs: "type-check (ms)",
    addedMs: "added (ms)",
    checkingMs: "checking (ms)",
    addedCheckingMs: "added checking (ms)",
  },
  limits: { [IMPORTED]: { addedMs: 100 }, [FIFTY]: { addedCheckingMs: 1_000 } },

  prepare({ folder }) {
    mkdirSync(folder, { recursive: true });
    symlinkSync(join(PROJECT, "node_modules"), join(folder, "node_modules"));
    for (const [name, text] of Object.entries(programs())) writeFileSync(join(folder, `${name}.ts`), text);
    return async () => {
      const without = typeCheck("without", folder);
      const added = (program) => {
        const { typeCheckMs, checkingMs } = typeCheck(program, folder);
        const addedMs = typeCheckMs - without.typeCheckMs;
        return { typeCheckMs, addedMs, checkingMs, addedCheckingMs: checkingMs - without.checkingMs };
      };
      return { [WITHOUT]: without, [IMPORTED]: added("imported"), [FIFTY]: added("fifty") };
    };
  },
};

function programs() {
  const base = `import { output } from "@pulumi/pulumi";\nexport const arn = output("");\n`;
  const importing = (services) =>
    services
      .map((name) => `import { ${name} } from ${JSON.stringify(join(POLICIES, "services", name))};\n`)
      .join("");
  const imported = `${importing(SERVICES.slice(0, 2))}export const services = { dynamodb, s3 };\n`;
  const fifty = `${importing(SERVICES)}export const statements = [\n${SERVICES.flatMap(tenStatements).join("\n")}\n];\n`;
  return { without: base, imported: base + imported, fifty: base + fifty };
}

/** Actions that accept an ARN, each with a condition on a key that it sends, or else a global one. */
function tenStatements(service) {
  const actions = readService(service).actions.filter(({ types }) => types.length > 0);
  return actions.slice(0, 10).map(({ name, types: [type], keys }) => {
    const key = keys.find((candidate) => !candidate.includes("${")) ?? "aws:PrincipalAccount";
    return `  ${service}.allow("${name}").on({ ${type}: arn }).when("${key}", "Null", false),`;
  });
}

/** The compiler's own loading is left out: an editor or a build pays for it once. */
function typeCheck(program, folder) {
  const script = `
    const ts = require("typescript");
    const options = {
      strict: true, noEmit: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext,
    };
    const beforeMs = performance.now();
    const program = ts.createProgram([${JSON.stringify(join(folder, `${program}.ts`))}], options);
    program.getTypeChecker();
    const boundMs = performance.now();
    const diagnostics = ts.getPreEmitDiagnostics(program);
    const checkedMs = performance.now();
    const errors = diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
    report({ typeCheckMs: checkedMs - beforeMs, checkingMs: checkedMs - boundMs, errors });
  `;
  const { errors, ...times } = runScript(script, { folder });
  if (errors.length > 0) throw new Error(`${program}: ${errors.join("\n")}`);
  return times;
}
