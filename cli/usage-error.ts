/** The command line was wrong; the usage says how it is right. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly usage: string;
  constructor(message: string, usage: string) {
    super(message);
    this.usage = usage;
  }
}
