// Compiles generated modules into the package, without writing their sources anywhere.
import { dirname } from "node:path";
import ts from "typescript";

/**
 * @param modules texts by path, as though they lay among the sources
 * @param config the path of the package's tsconfig
 * @returns the files that were written
 * @throws Error with the compiler's complaints: nothing has been written then
 */
export function compileServices(modules, config) {
  const root = dirname(config);
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(config, (path) => ts.sys.readFile(path)).config,
    ts.sys,
    root,
  );
  // The sources are not in the package, so maps would lead nowhere.
  const settings = { ...options, sourceMap: false, incremental: false, tsBuildInfoFile: undefined };
  const program = ts.createProgram([...modules.keys()], settings, hostWith(modules, settings));
  const sources = [...modules.keys()].map((path) => program.getSourceFile(path));

  const diagnostics = sources.flatMap((source) => ts.getPreEmitDiagnostics(program, source));
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, FORMAT));

  const written = [];
  const write = (path, text) => {
    ts.sys.writeFile(path, text);
    written.push(path);
  };
  for (const source of sources) program.emit(source, write);
  return written;
}

const FORMAT = {
  getCurrentDirectory: () => process.cwd(),
  getCanonicalFileName: (path) => path,
  getNewLine: () => "\n",
};

/** Files from the disk, and the modules among them. */
function hostWith(modules, settings) {
  const host = ts.createCompilerHost(settings);
  return {
    ...host,
    fileExists: (path) => modules.has(path) || host.fileExists(path),
    readFile: (path) => modules.get(path) ?? host.readFile(path),
    getSourceFile: (path, ...rest) =>
      modules.has(path)
        ? ts.createSourceFile(path, modules.get(path), ...rest)
        : host.getSourceFile(path, ...rest),
  };
}
