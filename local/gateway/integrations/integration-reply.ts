/** What an integration answered, before it becomes the method's response. */
export interface IntegrationReply {
  readonly status: number;
  /** Values by lower-case name. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
  /** What the patterns of integration responses are matched against: a Lambda error message, or the status of anything else. */
  readonly selectionText: string;
}

export function replyHeaders(
  headers: Readonly<Record<string, string | readonly string[]>>,
): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      typeof value === "string" ? [value] : value,
    ]),
  );
}
