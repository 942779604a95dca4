import { CallbackError } from "../callback-error";
import { codeOf } from "../source/kept-code";
import type {
  Change,
  Code,
  ImportDeclaration,
  Reference,
  VariableDeclaration,
} from "../source/source-analysis";
import { captureError, explainCapture, type CapturedName, type CaptureRequest } from "./captured-name";
import { DataWriter } from "./data-writer";
import { deployTimeImport } from "./deploy-time-packages";
import { CapturedEnvironment } from "./environment";
import { NotData } from "./not-data";
import { configuredSecrets, leadsToPulumi } from "./pulumi-values";
import { readImport, readVariable, type Reader, type Reading } from "./read-variable";
import { refuseStaleValues } from "./stale-values";
import { whyNotRerun } from "./rerun";
import { writeCapture } from "./write-capture";

/** What becomes of each name that the callback reaches: indexes are those of the analysis. */
export interface ResolvedCaptures {
  /** Names taken as imports. */
  readonly imports: readonly number[];
  /** Declarations taken by source. */
  readonly sources: readonly number[];
  /** What happens to them, and to the imports, once they are there. */
  readonly changes: readonly Change[];
  /** Expressions for the names taken by value, in the order of the names. */
  readonly values: ReadonlyMap<number, string>;
  /** Declarations that the expressions need. */
  readonly valueDeclarations: readonly string[];
  readonly environment: CapturedEnvironment;
}

/**
 * Decides between source and value for everything that the callback reaches: imports stay imports, functions and classes
 * are taken by source, data by value, and what is neither by source where its declaration can be evaluated again.
 * @throws CallbackError where none of these repeats what the author's program has.
 */
export function resolveCaptures(request: CaptureRequest): ResolvedCaptures {
  return new Resolution(request).run();
}

const NAMED_ONCE = "Assign it once, with const";
const KEEP_DATA = "Keep what was read as plain data in a constant that the callback uses";

class Resolution {
  private readonly reached = new Map<number, CapturedName>();
  private readonly sources = new Set<number>();
  private readonly changes = new Set<Change>();
  private readonly secrets = configuredSecrets();
  private readonly request: CaptureRequest;
  private isChanged = false;

  constructor(request: CaptureRequest) {
    this.request = request;
  }

  run(): ResolvedCaptures {
    const { analysis, closure } = this.request;
    this.takeCode(analysis.callback.code, { closure, isOwn: true });
    this.takeChanges({ reader: { closure, isOwn: true } });
    do {
      this.isChanged = false;
      for (const capture of this.reached.values()) this.decide(capture);
    } while (this.isChanged);
    const captures = [...this.reached.values()]
      .filter(({ name }) => !this.sources.has(name.declaration))
      .sort((a, b) => a.index - b.index);
    const byValue = captures.filter(({ taken }) => taken === "value");
    refuseStaleValues(this.request, { byValue, code: this.codeThatRunsAgain() });
    const draft = this.writer();
    for (const capture of byValue) this.write(capture, draft);
    const environment = new CapturedEnvironment();
    const writer = this.writer(environment, draft.repeated);
    return {
      imports: captures.filter(({ taken }) => taken === "import").map(({ index }) => index),
      sources: [...this.sources].sort((a, b) => a - b),
      changes: [...this.changes].sort((a, b) => a.code.start - b.code.start),
      values: new Map(byValue.map((capture) => [capture.index, this.write(capture, writer)])),
      valueDeclarations: writer.declarations,
      environment,
    };
  }

  private takeCode({ refusal, references }: Code, reader: Reader): void {
    if (refusal) {
      const { problem, remedy, line } = refusal;
      const place = { file: this.request.located.source.file, line };
      throw new CallbackError(this.request.callbackName, { problem, remedy, place });
    }
    for (const reference of references) this.reach(reference, reader);
  }

  private reach({ name: index, uses, occurrences }: Reference, reader: Reader): void {
    const mentions = occurrences.map(({ start }) => start);
    const known = this.reached.get(index);
    this.isChanged = true;
    if (!known) {
      const name = this.request.analysis.names[index]!;
      this.reached.set(index, { index, name, reader, uses: [...uses], mentions, taken: "undecided" });
      return;
    }
    known.uses.push(...uses);
    known.mentions.push(...mentions);
    if (reader.isOwn && !known.reader.isOwn) {
      known.reader = reader;
      delete known.reading;
    }
  }

  private decide(capture: CapturedName): void {
    const { name } = capture;
    if (this.sources.has(name.declaration)) return this.joinSource(capture);
    const declaration = this.request.analysis.declarations[name.declaration]!;
    switch (declaration.kind) {
      case "import":
        return this.decideImport(capture, declaration);
      case "code":
        return this.takeFunction(capture, declaration.what, declaration.parts);
      case "variable":
        return this.decideVariable(capture, declaration);
      case "value":
        return this.takeValue(capture);
    }
  }

  private decideVariable(capture: CapturedName, declaration: VariableDeclaration): void {
    const { code, initializer } = declaration;
    if (initializer === "require") return this.decideRequire(capture, declaration);
    if (initializer === "function") return this.takeFunction(capture, "function", [code]);
    const reading = this.read(capture);
    const isRepeatable = !capture.name.assigned && initializer !== "none";
    if (!reading && isRepeatable) return this.rerun(capture, declaration);
    const isEarly =
      typeof reading === "object" && reading.value === undefined && initializer === "expression";
    if (isEarly && declaration.afterCallback) {
      throw captureError(this.request, capture, {
        problem: `captures '${capture.name.text}', which has no value yet when the callback is analysed`,
        remedy: "Declare it before the callback",
      });
    }
    return this.takeValue(capture, isRepeatable ? () => this.rerun(capture, declaration) : undefined);
  }

  /** A compiler's form of an import. */
  private decideRequire(capture: CapturedName, { code, from }: VariableDeclaration): void {
    const reading = this.read(capture);
    if (typeof reading === "object" && leadsToPulumi(reading.value, capture.uses))
      return this.takeValue(capture);
    this.refuseDeployTime(capture, from!);
    this.takeSource(capture, [code]);
  }

  /** An import is code, unless it leads to Outputs or resources, which only exist in this process. */
  private decideImport(capture: CapturedName, declaration: ImportDeclaration): void {
    const variable = readImport(this.request.located, declaration);
    if (variable && leadsToPulumi(variable.value, capture.uses)) {
      capture.reading = variable;
      return this.takeValue(capture);
    }
    this.refuseDeployTime(capture, declaration.from);
    capture.taken = "import";
    this.takeChanges(capture);
  }

  /** What is declared anew in the function has to go through the same there as it did here. */
  private takeChanges({ index, reader }: Pick<CapturedName, "reader"> & { readonly index?: number }): void {
    const { analysis, callbackName, located } = this.request;
    for (const change of analysis.changes) {
      if (change.name !== index || this.changes.has(change)) continue;
      this.changes.add(change);
      this.isChanged = true;
      const reason = whyNotRerun(analysis, change.code, { isRead: true });
      if (reason !== undefined) {
        const problem = `needs a statement that ${reason}`;
        const place = { file: located.source.file, line: change.line };
        throw new CallbackError(callbackName, { problem, remedy: KEEP_DATA, place });
      }
      this.takeCode(change.code, { closure: reader.closure, isOwn: false });
    }
  }

  /** All that is evaluated when the function starts. */
  private codeThatRunsAgain(): Code[] {
    const { declarations } = this.request.analysis;
    const sources = [...this.sources].flatMap((index) => codeOf(declarations[index]!));
    return [...sources, ...[...this.changes].map(({ code }) => code)];
  }

  private refuseDeployTime(capture: CapturedName, from: string): void {
    const remedy = deployTimeImport(from, this.request.located.source.scriptFile);
    if (remedy === undefined) return;
    const problem = `uses '${capture.name.text}' of '${from}', a package for deploy time`;
    throw captureError(this.request, capture, { problem, remedy });
  }

  /** Evaluates the declaration again when the function starts. */
  private rerun(capture: CapturedName, declaration: VariableDeclaration): void {
    const reason = whyNotRerun(this.request.analysis, declaration.code, {
      isRead: this.read(capture) !== undefined,
    });
    if (reason === undefined) return this.takeSource(capture, [declaration.code]);
    throw captureError(this.request, capture, {
      problem: `needs '${capture.name.text}', which ${reason}`,
      remedy: KEEP_DATA,
    });
  }

  private takeFunction(capture: CapturedName, what: string, parts: readonly Code[]): void {
    if (capture.name.assigned) {
      const problem = `captures '${capture.name.text}', a ${what} that is assigned again`;
      throw captureError(this.request, capture, { problem, remedy: NAMED_ONCE });
    }
    const reading = this.read(capture);
    const value = typeof reading === "object" ? reading.value : undefined;
    const inspected = typeof value === "function" ? this.request.inspect(value) : undefined;
    // A function's own closure tells its variables apart from others of the same name around the callback.
    const isWritten = inspected?.position !== undefined && !inspected.isBound;
    this.takeSource(capture, parts, isWritten ? { closure: inspected.closure, isOwn: true } : undefined);
  }

  private takeSource(capture: CapturedName, parts: readonly Code[], own?: Reader): void {
    this.sources.add(capture.name.declaration);
    capture.taken = "source";
    this.isChanged = true;
    for (const part of parts) this.takeCode(part, own ?? { closure: capture.reader.closure, isOwn: false });
    this.takeChanges(capture);
  }

  /** A name of a declaration that another of its names brought along. */
  private joinSource(capture: CapturedName): void {
    if (capture.taken === "source") return;
    capture.taken = "source";
    this.takeChanges(capture);
  }

  private takeValue(capture: CapturedName, ifNotData?: () => void): void {
    try {
      this.attempt(capture, this.writer());
      capture.taken = "value";
    } catch (error) {
      if (error instanceof NotData && ifNotData) ifNotData();
      else throw explainCapture(this.request, capture, error);
    }
  }

  private write(capture: CapturedName, writer: DataWriter): string {
    try {
      return this.attempt(capture, writer);
    } catch (error) {
      throw explainCapture(this.request, capture, error);
    }
  }

  private attempt(capture: CapturedName, writer: DataWriter): string {
    const reading = this.read(capture);
    if (typeof reading === "object")
      return writeCapture(reading.value, capture.uses, { path: capture.name.text, writer });
    throw captureError(this.request, capture, {
      problem: `needs '${capture.name.text}', whose value cannot be ${reading === "ambiguous" ? "told from that of another of its name" : "read"}`,
      remedy: "Use it inside the callback too, under a name of its own, or create what is made of it there",
    });
  }

  private read(capture: CapturedName): Reading {
    if (!("reading" in capture)) capture.reading = readVariable(this.request.located, capture);
    return capture.reading;
  }

  private writer(environment = new CapturedEnvironment(), repeated?: ReadonlySet<object>): DataWriter {
    return new DataWriter({ environment, secrets: this.secrets, ...(repeated && { repeated }) });
  }
}
