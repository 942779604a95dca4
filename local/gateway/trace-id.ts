/** What `X-Amzn-Trace-Id` says about one request. */
export interface TraceId {
  /** As functions and services receive it. */
  readonly forwarded: string;
  /** As the response carries it. */
  readonly answered: string;
}

const ROOT = /(?:^|;)\s*Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?=;|$)/i;
const PARENT = /(?:^|;)\s*Parent=([0-9a-f]{16})(?=;|$)/i;
const SAMPLED = /(?:^|;)\s*Sampled=([01])(?=;|$)/i;

/** Keeps a well-formed trace that the client began, and begins one otherwise. Sampled is 0 unless the client or X-Ray says otherwise. `random`: 12 bytes. */
export function traceIdOf(
  given: string | undefined,
  context: { readonly nowMs: number; readonly tracing: boolean; readonly random: Buffer },
): TraceId {
  const text = given ?? "";
  const root = ROOT.exec(text)?.[1] ?? newRoot(context.nowMs, context.random);
  const parent = PARENT.exec(text)?.[1];
  const sampledByClient = SAMPLED.exec(text)?.[1];
  const sampled = sampledByClient ?? (context.tracing ? "1" : "0");
  const start = `Root=${root}${parent === undefined ? "" : `;Parent=${parent}`}`;
  const answered = `${start};Sampled=${sampled}`;
  return { answered, forwarded: sampledByClient !== undefined || context.tracing ? answered : start };
}

function newRoot(nowMs: number, random: Buffer): string {
  const seconds = Math.floor(nowMs / 1000)
    .toString(16)
    .padStart(8, "0");
  return `1-${seconds}-${random.toString("hex")}`;
}
