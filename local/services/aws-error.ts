/** A refusal that a client sees. Each service has one table of them (`errors.ts`); each protocol writes them in its own form. */
export class AwsError extends Error {
  override readonly name = "AwsError";
  /** As AWS names it, such as `NotAuthorizedException`. */
  readonly code: string;
  readonly status: number;
  /** Further members of the body. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    status: number,
    content: string | (Readonly<Record<string, unknown>> & { readonly message: string }),
  ) {
    const { message, ...details } = typeof content === "string" ? { message: content } : content;
    super(message);
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

/** An operation that AWS has and the local cloud has not. 400, because clients try a 5xx again. */
export function notCovered(what: string): AwsError {
  return new AwsError(
    "NotCoveredByLocalCloud",
    400,
    `${what} is not covered by the local cloud. local/COVERAGE.md lists what is.`,
  );
}

/** Our own fault. The cause goes to the local log, not to the client. */
export function internalFailure(code: string): AwsError {
  return new AwsError(code, 500, "The local cloud failed to answer this request. Its log has the cause.");
}
