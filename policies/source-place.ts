import { isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { SourcePlace } from "./document-notes";
import { findOriginal } from "./original-position";

/** A position in the code that Node runs. */
export interface CodePosition {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** Finds the author's line behind a position in code that it has compiled; undefined for other code. */
export type SourceLocator = (position: CodePosition) => SourcePlace | undefined;

// Shared through the process, as the notes are: who runs a program, and compiles it, has a copy of this package of its own.
const LOCATOR = Symbol.for("secure-serverless-api.source-locator");

type Shared = { [LOCATOR]?: SourceLocator };

/**
 * For whoever compiles a program as it is loaded and keeps its source maps to itself. ts-node, tsx and
 * `node --enable-source-maps` need none: they map the lines of stack traces.
 */
export function locateSourcesWith(locator: SourceLocator): void {
  (globalThis as Shared)[LOCATOR] = locator;
}

/** Enough to see past a function of a library that writes a statement for the program. */
const FRAMES = 6;
const STACK_FRAME = /^\s*at (?:.*\()?((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*):(\d+):(\d+)\)?$/;

/**
 * Notes where a function was called: 7 µs. Only reading the place costs more (20 µs): until then the stack stays as V8 has it,
 * and then whatever maps the lines of stack traces in this process maps it as well.
 *
 * @param called the function; it and what it calls are no part of the place
 */
export function notePlace(called: (...args: never[]) => unknown): () => SourcePlace | undefined {
  const trace: { readonly stack?: unknown } = {};
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = FRAMES;
  Error.captureStackTrace(trace, called);
  Error.stackTraceLimit = stackTraceLimit;
  let place: SourcePlace | undefined;
  return () => (place ??= findPlace(trace.stack));
}

/** The first frame of the program; of a library where there is no other; undefined if the stack is no text. */
function findPlace(stack: unknown): SourcePlace | undefined {
  if (typeof stack !== "string") return undefined;
  const positions = stack.split("\n").flatMap(toPosition);
  const written = positions.filter(({ file }) => !file.startsWith(__dirname + sep));
  const position = written.find(({ file }) => !file.split(sep).includes("node_modules")) ?? written[0];
  if (position === undefined) return undefined;
  const located = (globalThis as Shared)[LOCATOR]?.(position);
  return located ?? shorten((isJavaScript(position) && findOriginal(position)) || position);
}

/** A frame that something has mapped already names the author's file. */
const isJavaScript = ({ file }: CodePosition): boolean => /\.[cm]?js$/.test(file);

function toPosition(frame: string): CodePosition[] {
  const [, uri, line, column] = STACK_FRAME.exec(frame) ?? [];
  if (uri === undefined) return [];
  const file = uri.startsWith("file://") ? fileURLToPath(uri) : uri;
  return [{ file, line: Number(line), column: Number(column) }];
}

/** Relative to the folder of the process, which is the program's, for a file inside it. */
function shorten({ file, line }: SourcePlace): SourcePlace {
  const path = relative(process.cwd(), file);
  return { file: path.startsWith("..") || isAbsolute(path) ? file : path, line };
}

/** A place in brackets, for a message; nothing where it is not known. */
export const formatSource = (source: SourcePlace | undefined): string =>
  source === undefined ? "" : ` (${source.file}:${source.line})`;
