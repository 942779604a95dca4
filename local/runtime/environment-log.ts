import type { Clock } from "../clock";
import type { LogSink } from "../services/logs/log-store";
import type { FailureReport } from "./invoke-result";
import type { LogLevel } from "./messages";

/** What Lambda returns for `LogType: Tail`. */
const TAIL_BYTES = 4096;

/** The log stream of one environment, in the words that Lambda uses. */
export class EnvironmentLog {
  readonly stream: string;
  readonly #clock: Clock;
  readonly #sink: LogSink;
  readonly #group: string;
  #requestId: string | undefined;
  #partialLine = "";
  #tail: Buffer | undefined;

  constructor(options: { clock: Clock; sink: LogSink; group: string; id: string }) {
    this.#clock = options.clock;
    this.#sink = options.sink;
    this.#group = options.group;
    const date = new Date(options.clock.nowMs()).toISOString().slice(0, 10).replaceAll("-", "/");
    this.stream = `${date}/[$LATEST]${options.id.replaceAll("-", "")}`;
  }

  /** The ISO time of now. */
  time(): string {
    return new Date(this.#clock.nowMs()).toISOString();
  }

  start(requestId: string, options: { keepTail: boolean }): void {
    this.#requestId = requestId;
    this.#tail = options.keepTail ? Buffer.alloc(0) : undefined;
    this.#append([`START RequestId: ${requestId} Version: $LATEST\n`]);
  }

  /** Tells of an init phase that failed; one that did not is told by the first invocation's report. */
  reportInit(report: InitReport): void {
    const { durationMs, phase, failure } = report;
    const parts = [
      `INIT_REPORT Init Duration: ${durationMs.toFixed(2)} ms`,
      `Phase: ${phase}`,
      `Status: ${failure.status}`,
      ...(failure.errorType === undefined ? [] : [`Error Type: ${failure.errorType}`]),
    ];
    this.#append([...this.#takePartialLine(), `${parts.join("\t")}\n`]);
  }

  /** A console call; without a level, raw text written to a standard stream. */
  write(level: LogLevel | undefined, text: string): void {
    if (level !== undefined) return this.#append([`${this.time()}\t${this.#requestId}\t${level}\t${text}\n`]);
    const lines = (this.#partialLine + text).split("\n");
    this.#partialLine = lines.pop() ?? "";
    this.#append(lines.map((line) => `${line}\n`));
  }

  /** Ends the invocation's part of the log. */
  end(report: InvocationReport): void {
    const requestId = this.#requestId;
    const lines = this.#takePartialLine();
    if (report.failure) lines.push(`${report.failure.line}\n`);
    lines.push(`END RequestId: ${requestId}\n`, `REPORT RequestId: ${requestId}\t${formatReport(report)}\n`);
    this.#append(lines);
  }

  /** The end of the invocation's log in base64; nothing if it was not to be kept. */
  takeTail(): string | undefined {
    const tail = this.#tail?.toString("base64");
    this.#tail = undefined;
    return tail;
  }

  #takePartialLine(): string[] {
    const line = this.#partialLine;
    this.#partialLine = "";
    return line === "" ? [] : [`${line}\n`];
  }

  #append(messages: readonly string[]): void {
    if (messages.length === 0) return;
    const timestampMs = this.#clock.nowMs();
    this.#sink.append(
      this.#group,
      this.stream,
      messages.map((message) => ({ timestampMs, message })),
    );
    if (this.#tail)
      this.#tail = Buffer.concat([this.#tail, Buffer.from(messages.join(""))]).subarray(-TAIL_BYTES);
  }
}

export interface InitReport {
  readonly durationMs: number;
  /** `invoke` when it is repeated by the first invocation. */
  readonly phase: "init" | "invoke";
  readonly failure: Pick<FailureReport, "status" | "errorType">;
}

export interface InvocationReport {
  readonly durationMs: number;
  /** Of an environment's first invocation only. */
  readonly initDurationMs: number | undefined;
  readonly memoryMegabytes: number;
  readonly maxMemoryUsedMegabytes: number;
  readonly failure: FailureReport | undefined;
}

function formatReport(report: InvocationReport): string {
  const { durationMs, initDurationMs, failure } = report;
  const parts = [
    `Duration: ${durationMs.toFixed(2)} ms`,
    // Since August 2025 the init phase is billed too.
    `Billed Duration: ${Math.ceil(durationMs + (initDurationMs ?? 0))} ms`,
    `Memory Size: ${report.memoryMegabytes} MB`,
    `Max Memory Used: ${report.maxMemoryUsedMegabytes} MB`,
    ...(initDurationMs === undefined ? [] : [`Init Duration: ${initDurationMs.toFixed(2)} ms`]),
    ...(failure ? [`Status: ${failure.status}`] : []),
    ...(failure?.errorType === undefined ? [] : [`Error Type: ${failure.errorType}`]),
  ];
  return parts.map((part) => `${part}\t`).join("");
}
