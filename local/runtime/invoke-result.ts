/** What a function answered, as Lambda's Invoke reports it. */
export interface InvokeResult {
  /** JSON: the answer, an error payload when `functionError` is set, or the body of the 429 when `throttled` is. */
  readonly payload: Buffer;
  readonly functionError?: "Unhandled";
  readonly requestId: string;
  /** The last 4 KB of the invocation's log in base64, as the `X-Amz-Log-Result` header carries it; only when asked for. */
  readonly logTail?: string;
  /** The function was not run: TooManyRequestsException. */
  readonly throttled?: true;
}

/** Lambda's limit for an answer, 6 MB and a little, as its error message gives it. */
export const MAX_ANSWER_BYTES = 6_291_556;

/** How one run in an environment ended. */
export type Outcome =
  | Answered
  /** The environment ended before its sandbox took the invocation up: safe to run elsewhere, else it counts as this. */
  | { readonly kind: "notStarted"; readonly failure: Answered };

/** The function's answer or failure. */
export type Answered =
  | { readonly kind: "answer"; readonly payload: string }
  | {
      readonly kind: "failure";
      readonly payload: string;
      readonly report?: FailureReport;
    };

/** What the platform, rather than the function, writes to the log about a failure. */
export interface FailureReport {
  readonly status: "error" | "timeout";
  readonly errorType?: string;
  readonly line: string;
}

export function answerOutcome(payload: string): Outcome {
  // A character is at most three bytes of UTF-8, so that most answers need not be measured.
  if (payload.length * 3 <= MAX_ANSWER_BYTES || Buffer.byteLength(payload) <= MAX_ANSWER_BYTES)
    return { kind: "answer", payload };
  return {
    kind: "failure",
    payload: JSON.stringify({
      errorType: "Function.ResponseSizeTooLarge",
      errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_ANSWER_BYTES} bytes).`,
    }),
  };
}

/** The sandbox ended under the invocation: `reason` is `exit status 1`, `signal: killed`, or nothing for status 0. */
export function exitOutcome(requestId: string, reason: string | undefined): Answered {
  const error = reason ? `Runtime exited with error: ${reason}` : "Runtime exited without providing a reason";
  const errorMessage = `RequestId: ${requestId} Error: ${error}`;
  return {
    kind: "failure",
    payload: JSON.stringify({ errorType: "Runtime.ExitError", errorMessage }),
    report: { status: "error", errorType: "Runtime.ExitError", line: `${errorMessage}\nRuntime.ExitError` },
  };
}

export function timeoutOutcome(requestId: string, timeoutSeconds: number, time: string): Answered {
  const text = `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
  return {
    kind: "failure",
    payload: JSON.stringify({
      errorType: "Sandbox.Timedout",
      errorMessage: `RequestId: ${requestId} Error: ${text}`,
    }),
    report: { status: "timeout", line: `${time} ${requestId} ${text}\n` },
  };
}

/** Lambda's 429, with its `Reason`. */
export function throttledResult(requestId: string, isReserved: boolean): InvokeResult {
  const Reason = isReserved
    ? "ReservedFunctionConcurrentInvocationLimitExceeded"
    : "ConcurrentInvocationLimitExceeded";
  const payload = Buffer.from(JSON.stringify({ Reason, Type: "User", Message: "Rate Exceeded." }));
  return { payload, requestId, throttled: true };
}
