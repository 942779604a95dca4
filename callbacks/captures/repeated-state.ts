import type { Change, Code, Reference, SourceAnalysis, VariableDeclaration } from "../source/source-analysis";
import type { CapturedName } from "./captured-name";
import type { Reading } from "./read-variable";
import { readsWhenRun, whyNotRerun } from "./rerun";

/** What a resolution knows so far. */
interface Progress {
  readonly analysis: SourceAnalysis;
  readonly reached: ReadonlyMap<number, CapturedName>;
  readonly sources: ReadonlySet<number>;
  readonly changes: ReadonlySet<Change>;
  /** All that is evaluated when the function starts. */
  readonly code: () => readonly Code[];
  readonly read: (capture: CapturedName) => Reading;
}

/** Which values cannot travel as they are in the end, because code that runs again shares their state. */
export class RepeatedState {
  private readonly progress: Progress;

  constructor(progress: Progress) {
    this.progress = progress;
  }

  /** Whether a value is a part of something that is made anew, or an object that was made of such. */
  isMadeAnew(capture: CapturedName, { code, isPart }: VariableDeclaration): boolean {
    if (!isPart)
      return this.isObject(capture) && code.references.some((reference) => this.isOfState(reference));
    const whole = this.progress.reached.get(code.references[0]?.name ?? -1);
    return whole?.taken === "source" || (whole?.taken === "import" && this.isObject(capture));
  }

  /**
   * What code that runs again anyhow changes must begin there as it began here, or it would be changed twice; and what such
   * code reads must go through the same, or it would be read as it is in the end.
   */
  mustKeepPace(capture: CapturedName, declaration: VariableDeclaration): boolean {
    const changes = this.progress.analysis.changes.filter(({ name }) => name === capture.index);
    return (
      this.isChangedAgain(changes) ||
      this.isReadEarly(capture, changes) ||
      (declaration.isLiteral && this.isHandedOn(capture, changes))
    );
  }

  private isChangedAgain(changes: readonly Change[]): boolean {
    const { analysis, sources, changes: taken } = this.progress;
    const repeated = new Set([...taken].map(({ code }) => code.start));
    return changes.some(
      ({ code, declares }) =>
        repeated.has(code.start) ||
        (declares !== undefined && sources.has(analysis.names[declares]!.declaration)),
    );
  }

  private isReadEarly(capture: CapturedName, changes: readonly Change[]): boolean {
    const sure = changes.filter(({ isCertain, declares }) => isCertain || declares !== undefined);
    return this.progress
      .code()
      .some(
        (code) =>
          sure.some((change) => change.code.start > code.start) &&
          readsWhenRun(this.progress.analysis, code).has(capture.index),
      );
  }

  /** Whether code that runs again is given an object, to change it as it did here: `const logger = new Logger(lines)`. */
  private isHandedOn(capture: CapturedName, changes: readonly Change[]): boolean {
    const canBeRepeated = changes.every(
      ({ code }) =>
        !code.refusal &&
        !code.globals.includes("process") &&
        whyNotRerun(this.progress.analysis, code, { isRead: true }) === undefined,
    );
    const isGiven = ({ name, isEager }: Reference) => name === capture.index && isEager;
    return (
      canBeRepeated &&
      this.isObject(capture) &&
      this.progress.code().some(({ references }) => references.some(isGiven))
    );
  }

  /** Whether code reads a variable whose value is made anew: `const service = new Service(store)`. */
  private isOfState({ name, isEager }: Reference): boolean {
    const { analysis, reached } = this.progress;
    const declaration = analysis.declarations[analysis.names[name]!.declaration]!;
    return (
      isEager &&
      declaration.kind === "variable" &&
      declaration.initializer === "expression" &&
      reached.get(name)?.taken === "source"
    );
  }

  private isObject(capture: CapturedName): boolean {
    const reading = this.progress.read(capture);
    return typeof reading === "object" && typeof reading.value === "object" && reading.value !== null;
  }
}
