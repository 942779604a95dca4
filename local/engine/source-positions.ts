import { SourceMap } from "node:module";
import { isAbsolute, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { SourcePosition } from "../deployment";

interface Frame {
  readonly uri: string;
  readonly line: number;
  readonly column: number;
}

const STACK_FRAME = /^\s*at (?:async )?(?:.*\()?((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*):(\d+):(\d+)\)?$/;
const INLINE_MAP = /\/\/# sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]+)\s*$/;

/**
 * Finds the author's line behind a position in compiled code. Maps are read only when something is to be named:
 * Node's own support would read the map of every module that is loaded.
 */
export class SourcePositions {
  private readonly directory: string;
  private readonly compiled = new Map<string, string>();
  private readonly maps = new Map<string, SourceMap | undefined>();

  /** @param directory positions inside it are given relative to it. */
  constructor(directory: string) {
    this.directory = directory;
  }

  /** Notes the code, with its inline map, that runs under the name of the source file. */
  add(file: string, code: string): void {
    this.compiled.set(file, code);
  }

  /** The first frame that lies in the program rather than in a dependency: where a resource is made. */
  firstOfProgram(frames: readonly Frame[]): SourcePosition | undefined {
    return this.at(this.ofProgram(frames)[0]);
  }

  /** The last one: where the program uses the component that makes the resource. */
  lastOfProgram(frames: readonly Frame[]): SourcePosition | undefined {
    return this.at(this.ofProgram(frames).at(-1));
  }

  private ofProgram(frames: readonly Frame[]): (Frame & { readonly file: string })[] {
    return frames
      .map((frame) => ({ ...frame, file: toPath(frame.uri) }))
      .filter(({ file }) => isOfProgram(file));
  }

  private at(frame: (Frame & { readonly file: string }) | undefined): SourcePosition | undefined {
    return frame && this.original(frame.file, frame.line, frame.column);
  }

  /** Where in the program an error was thrown. */
  ofError(error: unknown): SourcePosition | undefined {
    const stack = error instanceof Error ? (error.stack ?? "") : "";
    const frames = stack.split("\n").flatMap((text) => {
      const [, uri, line, column] = STACK_FRAME.exec(text) ?? [];
      return uri === undefined ? [] : [{ uri, line: Number(line), column: Number(column) }];
    });
    return this.firstOfProgram(frames);
  }

  /** The author's line behind a position in code that was added here. */
  ofCode({ file, line, column }: { file: string; line: number; column: number }): SourcePosition | undefined {
    return this.compiled.has(file) ? this.original(file, line, column) : undefined;
  }

  private original(file: string, line: number, column: number): SourcePosition {
    const entry = this.mapOf(file)?.findEntry(line - 1, column - 1);
    const originalLine = entry && "originalLine" in entry ? entry.originalLine + 1 : line;
    return { file: this.shorten(file), line: originalLine };
  }

  private mapOf(file: string): SourceMap | undefined {
    if (!this.maps.has(file)) {
      const encoded = INLINE_MAP.exec(this.compiled.get(file) ?? "")?.[1];
      const map = encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8");
      this.maps.set(file, map === undefined ? undefined : new SourceMap(JSON.parse(map)));
    }
    return this.maps.get(file);
  }

  private shorten(file: string): string {
    const path = relative(this.directory, file);
    return path === "" || path.startsWith("..") || isAbsolute(path) ? file : path;
  }
}

function toPath(uri: string): string {
  return uri.startsWith("file://") ? fileURLToPath(uri) : uri;
}

/** What loads and runs a program stands below every line of it. */
const OWN_FOLDERS = [__dirname, join(__dirname, "../../module-cache")].map((folder) => folder + sep);

function isOfProgram(file: string): boolean {
  return (
    !file.startsWith("node:") &&
    !file.split(sep).includes("node_modules") &&
    !OWN_FOLDERS.some((folder) => file.startsWith(folder))
  );
}
