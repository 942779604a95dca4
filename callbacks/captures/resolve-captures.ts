import { CallbackError } from "../callback-error";
import type { Closure, InspectedFunction, Variable } from "../source/inspector-session";
import type { SourcePosition } from "../source/locate-source";
import type {
  Code,
  ImportDeclaration,
  Name,
  Reference,
  Refusal,
  SourceAnalysis,
  Use,
  VariableDeclaration,
} from "../source/source-analysis";
import { DataWriter } from "./data-writer";
import { deployTimeImport } from "./deploy-time-packages";
import { CapturedEnvironment } from "./environment";
import { NotData, RefusedCapture } from "./not-data";
import { whyNotRerun } from "./rerun";
import { readImport, readVariable, type Reader } from "./read-variable";
import { configuredSecrets, leadsToPulumi } from "./pulumi-values";
import { writeCapture } from "./write-capture";

/** What becomes of each name that the callback reaches: indexes are those of the analysis. */
export interface ResolvedCaptures {
  /** Names taken as imports. */
  readonly imports: readonly number[];
  /** Declarations taken by source. */
  readonly sources: readonly number[];
  /** Expressions for the names taken by value, in the order of the names. */
  readonly values: ReadonlyMap<number, string>;
  /** Declarations that the expressions need. */
  readonly valueDeclarations: readonly string[];
  readonly environment: CapturedEnvironment;
}

export interface CaptureRequest {
  readonly callbackName: string;
  readonly analysis: SourceAnalysis;
  readonly located: SourcePosition;
  readonly closure: Closure;
  readonly inspect: (callback: Function) => InspectedFunction;
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

/** A name that has been reached. Taking it by source is final; until then more uses may come. */
interface Reached {
  readonly index: number;
  readonly name: Name;
  readonly reader: Reader;
  readonly uses: Use[];
  /** Where the source mentions it, as offsets. */
  readonly mentions: number[];
  taken: "undecided" | "import" | "source" | "value";
  variable?: Variable | undefined;
}

class Resolution {
  private readonly reached = new Map<number, Reached>();
  private readonly sources = new Set<number>();
  private readonly secrets = configuredSecrets();
  /** Errors that the name's source may still make good. */
  private readonly notData = new WeakSet<object>();
  private readonly request: CaptureRequest;
  private isChanged = false;

  constructor(request: CaptureRequest) {
    this.request = request;
  }

  run(): ResolvedCaptures {
    const { analysis, closure } = this.request;
    this.takeCode(analysis.callback.code, { closure, isOwn: true });
    do {
      this.isChanged = false;
      for (const capture of [...this.reached.values()]) this.decide(capture);
    } while (this.isChanged);
    const captures = [...this.reached.values()]
      .filter(({ name }) => !this.sources.has(name.declaration))
      .sort((a, b) => a.index - b.index);
    const byValue = captures.filter(({ taken }) => taken === "value");
    const draft = this.writer();
    for (const capture of byValue) this.write(capture, draft);
    const environment = new CapturedEnvironment();
    const writer = this.writer(environment, draft.repeated);
    return {
      imports: captures.filter(({ taken }) => taken === "import").map(({ index }) => index),
      sources: [...this.sources].sort((a, b) => a - b),
      values: new Map(byValue.map((capture) => [capture.index, this.write(capture, writer)])),
      valueDeclarations: writer.declarations,
      environment,
    };
  }

  private takeCode(code: Code, reader: Reader): void {
    if (code.refusal) throw this.refusal(code.refusal);
    for (const reference of code.references) this.reach(reference, reader);
  }

  private reach({ name: index, uses, occurrences }: Reference, reader: Reader): void {
    const known = this.reached.get(index);
    const mentions = occurrences.map(({ start }) => start);
    const added = known ? uses.filter((use) => !known.uses.includes(use)) : uses;
    if (known && added.length === 0) return;
    this.isChanged = true;
    if (known) {
      known.uses.push(...added);
      known.mentions.push(...mentions);
    } else
      this.reached.set(index, {
        index,
        name: this.request.analysis.names[index]!,
        reader,
        uses: [...uses],
        mentions,
        taken: "undecided",
      });
  }

  private decide(capture: Reached): void {
    const declaration = this.request.analysis.declarations[capture.name.declaration]!;
    if (this.sources.has(capture.name.declaration)) return;
    switch (declaration.kind) {
      case "import":
        return this.decideImport(capture, declaration);
      case "code":
        if (capture.name.assigned)
          throw this.error(
            capture,
            `captures '${capture.name.text}', a ${declaration.what} that is assigned again`,
            NAMED_ONCE,
          );
        return this.takeSource(capture, declaration.parts);
      case "variable":
        return this.decideVariable(capture, declaration);
      case "value":
        return this.takeValue(capture);
    }
  }

  private decideVariable(capture: Reached, declaration: VariableDeclaration): void {
    const { name } = capture;
    if (declaration.initializer === "require") return this.decideRequire(capture, declaration);
    if (declaration.initializer === "function") {
      if (name.assigned)
        throw this.error(capture, `captures '${name.text}', a function that is assigned again`, NAMED_ONCE);
      return this.takeSource(capture, [declaration.code]);
    }
    const isRepeatable = !name.assigned && declaration.initializer !== "none";
    const variable = this.read(capture);
    if (!variable && isRepeatable) return this.rerun(capture, declaration);
    if (
      variable?.value === undefined &&
      declaration.afterCallback &&
      declaration.initializer === "expression"
    ) {
      throw this.error(
        capture,
        `captures '${name.text}', which has no value yet when the callback is analysed`,
        "Declare it before the callback",
      );
    }
    try {
      this.takeValue(capture);
    } catch (error) {
      if (!isRepeatable || !this.notData.has(error as object)) throw error;
      this.rerun(capture, declaration);
    }
  }

  private rerun(capture: Reached, declaration: VariableDeclaration): void {
    const reason = whyNotRerun(this.request.analysis, declaration, {
      isRead: this.read(capture) !== undefined,
    });
    if (reason !== undefined) {
      throw this.error(
        capture,
        `needs '${capture.name.text}', which ${reason}`,
        "Keep what was read as plain data in a constant that the callback uses",
      );
    }
    this.takeSource(capture, [declaration.code]);
  }

  /** A compiler's form of an import. */
  private decideRequire(capture: Reached, declaration: VariableDeclaration): void {
    if (leadsToPulumi(this.read(capture)?.value, capture.uses)) return this.takeValue(capture);
    this.refuseDeployTime(capture, declaration.from!);
    this.takeSource(capture, [declaration.code]);
  }

  private refuseDeployTime(capture: Reached, from: string): void {
    const remedy = deployTimeImport(from, this.request.located.source.scriptFile);
    if (remedy)
      throw this.error(
        capture,
        `uses '${capture.name.text}' of '${from}', a package for deploy time`,
        remedy,
      );
  }

  /** An import is code, unless it leads to Outputs or resources, which only exist in this process. */
  private decideImport(capture: Reached, declaration: ImportDeclaration): void {
    const { from } = declaration;
    const value = readImport(this.request.located, declaration);
    if (value && leadsToPulumi(value.value, capture.uses)) {
      capture.variable = value;
      return this.takeValue(capture);
    }
    this.refuseDeployTime(capture, from);
    capture.taken = "import";
  }

  private takeValue(capture: Reached): void {
    this.write(capture, this.writer());
    capture.taken = "value";
  }

  private takeSource(capture: Reached, parts: readonly Code[]): void {
    this.sources.add(capture.name.declaration);
    capture.taken = "source";
    this.isChanged = true;
    const value = this.read(capture)?.value;
    const reader =
      typeof value === "function"
        ? this.readerOf(value, capture)
        : { closure: capture.reader.closure, isOwn: false };
    for (const part of parts) this.takeCode(part, reader);
  }

  /** A function's own closure tells its variables apart from others of the same name around it. */
  private readerOf(value: Function, { reader }: Reached): Reader {
    const inspected = this.request.inspect(value);
    return inspected.position && !inspected.isBound
      ? { closure: inspected.closure, isOwn: true }
      : { closure: reader.closure, isOwn: false };
  }

  private read(capture: Reached): Variable | undefined {
    if (!("variable" in capture)) capture.variable = readVariable(this.request.located, capture);
    return capture.variable;
  }

  private write(capture: Reached, writer: DataWriter): string {
    const { name, uses } = capture;
    const variable = this.read(capture);
    if (!variable)
      throw this.error(
        capture,
        `captures '${name.text}', whose value cannot be read`,
        "Use it inside the callback too, or create what is made of it there",
      );
    try {
      return writeCapture(variable.value, uses, { path: name.text, writer });
    } catch (error) {
      if (!(error instanceof NotData) && !(error instanceof RefusedCapture)) throw error;
      const problem = `captures '${error.path}', ${error.message}`;
      if (error instanceof RefusedCapture) throw this.error(capture, problem, error.remedy, error.path);
      const refusal = this.error(capture, problem, remedyFor(error), error.path);
      this.notData.add(refusal);
      throw refusal;
    }
  }

  private writer(environment = new CapturedEnvironment(), repeated?: ReadonlySet<object>): DataWriter {
    return new DataWriter({ environment, secrets: this.secrets, ...(repeated && { repeated }) });
  }

  private error(capture: Reached, problem: string, remedy: string, path = capture.name.text): CallbackError {
    const { file } = this.request.located.source;
    const [, ...properties] = path.split(".");
    const use =
      capture.uses.find((candidate) =>
        properties.every((property, index) => candidate.path[index] === property),
      ) ?? capture.uses[0]!;
    return new CallbackError(this.request.callbackName, {
      problem,
      remedy,
      path,
      place: { file, line: use.line },
    });
  }

  private refusal({ problem, remedy, line }: Refusal): CallbackError {
    return new CallbackError(this.request.callbackName, {
      problem,
      remedy,
      place: { file: this.request.located.source.file, line },
    });
  }
}

function remedyFor({ message }: NotData): string {
  return message === "a function"
    ? "Import it in the callback's file, or declare it there beside the callback: a function given as a value cannot be told apart from its surroundings"
    : "Create it inside the callback or at the top of its file, or capture only the plain data that it is made of";
}
