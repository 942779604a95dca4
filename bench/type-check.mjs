import { createRequire } from "node:module";
import { runScript } from "./run-script.mjs";

const TYPESCRIPT = createRequire(import.meta.url).resolve("typescript");

/**
 * What checking a TypeScript program takes: `checkMs`, processor time from reading it to its diagnostics, and `files`. The compiler's own loading is left out: an
 * editor or a build pays for it once.
 *
 * @throws Error when there is a diagnostic.
 */
export function typeCheckMs(file, { folder }) {
  const script = `
    const ts = require(${JSON.stringify(TYPESCRIPT)});
    const options = {
      strict: true, noEmit: true, skipLibCheck: true, types: ["node"], target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext,
    };
    const before = process.cpuUsage();
    const program = ts.createProgram([${JSON.stringify(file)}], options);
    const diagnostics = ts.getPreEmitDiagnostics(program);
    const { user, system } = process.cpuUsage(before);
    const messages = diagnostics.map(({ file, messageText }) =>
      (file?.fileName ?? "") + " " + ts.flattenDiagnosticMessageText(messageText, " "));
    report({ checkMs: (user + system) / 1_000, messages, files: program.getSourceFiles().length });
  `;
  const { messages, ...checked } = runScript(script, { folder });
  if (messages.length > 0) throw new Error(`${file}: ${messages.join("\n")}`);
  return checked;
}
