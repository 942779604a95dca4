import { CallbackError } from "../callback-error";
import { codeOf } from "../source/kept-code";
import type {
  Change,
  Code,
  ImportDeclaration,
  Reference,
  VariableDeclaration,
} from "../source/source-analysis";
import { CapturedValues } from "./captured-values";
import { captureError, explainCapture, type CapturedName, type CaptureRequest } from "./captured-name";
import { deployTimeImport } from "./deploy-time-packages";
import { CapturedEnvironment } from "./environment";
import { shareModules } from "./loaded-modules";
import { NotData } from "./not-data";
import { leadsToPulumi } from "./pulumi-values";
import { readImport, type Reader } from "./read-variable";
import { refuseStaleValues } from "./stale-values";
import { RepeatedState } from "./repeated-state";
import { whyNotRerun } from "./rerun";

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

const NAMED_ONCE = "Assign it once, with const";
const KEEP_DATA = "Keep what was read as plain data in a constant that the callback uses";

/** One attempt to resolve captures. */
export class Resolution {
  /** Changes that nothing would miss for certain. */
  readonly possible = new Set<Change>();
  private readonly reached = new Map<number, CapturedName>();
  private readonly sources = new Set<number>();
  private readonly changes = new Set<Change>();
  private readonly globals = new Set<string>();
  /** Declarations that are evaluated again whatever their value is. */
  private readonly repeated = new Set<number>();
  private readonly request: CaptureRequest;
  private readonly accepted: ReadonlySet<Change> | undefined;
  private readonly state: RepeatedState;
  private readonly values: CapturedValues;
  private isChanged = false;

  /** @param accepted of the {@link possible} changes; all of them if it is left out. */
  constructor(request: CaptureRequest, accepted?: ReadonlySet<Change>) {
    this.request = request;
    this.accepted = accepted;
    this.values = new CapturedValues(request);
    this.state = new RepeatedState({
      analysis: request.analysis,
      reached: this.reached,
      sources: this.sources,
      changes: this.changes,
      code: () => this.codeThatRunsAgain(),
      read: (capture) => this.values.read(capture),
    });
  }

  run(): ResolvedCaptures {
    const { analysis, closure } = this.request;
    this.takeCode(analysis.callback.code, { closure, isOwn: true });
    do {
      this.isChanged = false;
      this.takeChanges({ reader: { closure, isOwn: true } });
      for (const capture of this.reached.values()) this.decide(capture);
      for (const capture of this.reached.values()) this.keepIdentity(capture);
      for (const capture of this.reached.values()) this.keepPace(capture);
    } while (this.isChanged);
    const captures = [...this.reached.values()]
      .filter(({ name }) => !this.sources.has(name.declaration))
      .sort((a, b) => a.index - b.index);
    const byValue = captures.filter(({ taken }) => taken === "value");
    refuseStaleValues(this.request, { byValue, code: this.codeThatRunsAgain() });
    const draft = this.values.writer();
    for (const capture of byValue) this.values.write(capture, draft);
    const environment = new CapturedEnvironment();
    const writer = this.values.writer(environment, draft.met);
    return {
      imports: captures.filter(({ taken }) => taken === "import").map(({ index }) => index),
      sources: [...this.sources].sort((a, b) => a - b),
      changes: this.statements(),
      values: new Map(byValue.map((capture) => [capture.index, this.values.write(capture, writer)])),
      valueDeclarations: writer.declarations,
      environment,
    };
  }

  /** One statement may change several names. What is a declaration is among the sources. */
  private statements(): readonly Change[] {
    const byStart = new Map(
      [...this.changes].flatMap((change) =>
        change.declares === undefined ? [[change.code.start, change] as const] : [],
      ),
    );
    return [...byStart.values()].sort((a, b) => a.code.start - b.code.start);
  }

  private takeCode({ refusal, references, globals }: Code, reader: Reader): void {
    for (const global of globals) this.globals.add(global);
    if (refusal) {
      const { problem, remedy, line } = refusal;
      const place = { file: this.request.located.source.file, line };
      throw new CallbackError(this.request.callbackName, { problem, remedy, place });
    }
    for (const reference of references) this.reach(reference, reader);
  }

  private reach(
    { name: index, uses, occurrences }: Pick<Reference, "name" | "uses" | "occurrences">,
    reader: Reader,
  ): void {
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
    if (this.repeated.has(capture.name.declaration)) return this.rerun(capture, declaration);
    if (initializer === "require") return this.decideRequire(capture, declaration);
    if (initializer === "function") return this.takeFunction(capture, "function", [code]);
    const reading = this.values.read(capture);
    const isRepeatable = !capture.name.assigned && initializer !== "none";
    if (!reading && isRepeatable) return this.rerun(capture, declaration);
    const isUndefined = typeof reading === "object" && reading.value === undefined;
    const isEarly = initializer === "expression" ? declaration.afterCallback : capture.name.assignedLater;
    if (isUndefined && isEarly) {
      throw captureError(this.request, capture, {
        problem: `captures '${capture.name.text}', which has no value yet when the callback is analysed`,
        remedy: "Give it its value before the callback",
      });
    }
    return this.takeValue(capture, isRepeatable ? () => this.rerun(capture, declaration) : undefined);
  }

  /** A compiler's form of an import. */
  private decideRequire(capture: CapturedName, { code, from }: VariableDeclaration): void {
    const reading = this.values.read(capture);
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
    for (const change of this.request.analysis.changes) {
      if (change.name !== index || change.isCarried || this.changes.has(change)) continue;
      if (change.global !== undefined && !this.globals.has(change.global)) continue;
      if (change.through !== undefined && !this.isShared(change.through, index)) continue;
      if (!change.isCertain) {
        this.possible.add(change);
        if (this.accepted && !this.accepted.has(change)) continue;
      }
      this.takeChange(change, reader);
    }
  }

  private isShared(through: string, index: number | undefined): boolean {
    const { analysis, located } = this.request;
    const name = index === undefined ? undefined : analysis.names[index];
    const declaration = name && analysis.declarations[name.declaration];
    const from = declaration && "from" in declaration ? declaration.from : undefined;
    return from !== undefined && shareModules(through, from, located.source.scriptFile);
  }

  private takeChange(change: Change, reader: Reader): void {
    const { analysis, callbackName, located } = this.request;
    this.changes.add(change);
    this.isChanged = true;
    const own: Reader = { closure: reader.closure, isOwn: false };
    const reason = whyNotRerun(analysis, change.code, { isRead: true });
    if (reason !== undefined) {
      const problem = `needs a statement that ${reason}`;
      const place = { file: located.source.file, line: change.line };
      throw new CallbackError(callbackName, { problem, remedy: KEEP_DATA, place });
    }
    if (change.declares === undefined) return this.takeCode(change.code, own);
    this.repeated.add(analysis.names[change.declares]!.declaration);
    this.reach({ name: change.declares, uses: [], occurrences: [] }, own);
  }

  /** What is a part of something that is made anew must be a part of that, and not a copy of what it was here. */
  private keepIdentity(capture: CapturedName): void {
    const declaration = this.declarationByValue(capture);
    if (!declaration || capture.name.assigned || !this.state.isMadeAnew(capture, declaration)) return;
    if (this.sources.has(capture.name.declaration)) return;
    if (whyNotRerun(this.request.analysis, declaration.code, { isRead: true }) === undefined)
      this.takeSource(capture, [declaration.code]);
  }

  private keepPace(capture: CapturedName): void {
    const declaration = this.declarationByValue(capture);
    if (!declaration || !this.state.mustKeepPace(capture, declaration)) return;
    this.repeated.add(capture.name.declaration);
    this.isChanged = true;
  }

  private declarationByValue({ name, taken }: CapturedName): VariableDeclaration | undefined {
    const declaration = this.request.analysis.declarations[name.declaration]!;
    return taken === "value" && declaration.kind === "variable" ? declaration : undefined;
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
      isRead: this.values.read(capture) !== undefined,
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
    const reading = this.values.read(capture);
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
      this.values.attempt(capture, this.values.writer());
      capture.taken = "value";
    } catch (error) {
      if (error instanceof NotData && ifNotData) ifNotData();
      else throw explainCapture(this.request, capture, error);
    }
  }
}
