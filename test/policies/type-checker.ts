import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const root = join(__dirname, "..", "..");
const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(root, "tsconfig.json"), (path) => readFileSync(path, "utf8")).config,
  ts.sys,
  root,
);

/**
 * The compiler and what an editor asks of it, for programs that exist in memory only, beside this file. All of them share one
 * language service: what they import is read and parsed once.
 */
class TypeChecker {
  private readonly programs = new Map<string, { readonly text: string; readonly version: number }>();
  private readonly disk = new Map<string, ts.IScriptSnapshot | undefined>();
  private readonly service: ts.LanguageService;
  private version = 0;

  constructor() {
    this.service = ts.createLanguageService(this.host());
  }

  /** What the compiler says about a program, and how many types it instantiates to find out. */
  check(name: string, text: string): { diagnostics: readonly ts.Diagnostic[]; instantiations: number } {
    const path = this.write(name, text);
    const program = this.service.getProgram() as ts.Program & { getInstantiationCount(): number };
    const before = program.getInstantiationCount();
    const diagnostics = program.getSemanticDiagnostics(program.getSourceFile(path));
    return { diagnostics, instantiations: program.getInstantiationCount() - before };
  }

  /** The entries that an editor offers where the text has a `|`, those of the language itself left out. */
  complete(name: string, marked: string): readonly string[] {
    const position = marked.indexOf("|");
    const path = this.write(name, marked.slice(0, position) + marked.slice(position + 1));
    const completions = this.service.getCompletionsAtPosition(path, position, undefined);
    return (completions?.entries ?? []).map((entry) => entry.name);
  }

  /** Each program replaces the one before it, so that the checker begins anew. */
  private write(name: string, text: string): string {
    const path = join(__dirname, `${name}.ts`);
    this.programs.clear();
    this.programs.set(path, { text, version: ++this.version });
    return path;
  }

  private host(): ts.LanguageServiceHost {
    const exists = (path: string) => this.programs.has(path) || ts.sys.fileExists(path);
    return {
      getCompilationSettings: () => ({ ...options, types: [], incremental: false }),
      getScriptFileNames: () => [...this.programs.keys()],
      getScriptVersion: (path) => String(this.programs.get(path)?.version ?? 0),
      getScriptSnapshot: (path) => this.snapshot(path),
      getCurrentDirectory: () => root,
      getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
      fileExists: exists,
      readFile: (path) => this.programs.get(path)?.text ?? ts.sys.readFile(path),
      directoryExists: (path) => ts.sys.directoryExists(path),
      getDirectories: (path) => ts.sys.getDirectories(path),
    };
  }

  private snapshot(path: string): ts.IScriptSnapshot | undefined {
    const program = this.programs.get(path);
    if (program) return ts.ScriptSnapshot.fromString(program.text);
    if (!this.disk.has(path)) {
      const text = ts.sys.readFile(path);
      this.disk.set(path, text === undefined ? undefined : ts.ScriptSnapshot.fromString(text));
    }
    return this.disk.get(path);
  }
}

let shared: TypeChecker | undefined;

/** Made once for all tests that need it: reading Pulumi's types takes longer than checking against them. */
export const typeChecker = (): TypeChecker => (shared ??= new TypeChecker());

/** All parts of a diagnostic, as the compiler prints it. */
export const textOf = ({ messageText }: ts.Diagnostic): string =>
  ts.flattenDiagnosticMessageText(messageText, "\n");

/** Where a diagnostic begins, counted from 0. */
export const lineOf = ({ file, start }: ts.Diagnostic): number =>
  file!.getLineAndCharacterOfPosition(start!).line;
