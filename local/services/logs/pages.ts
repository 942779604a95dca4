import type { Input } from "../input";
import { logsErrors, logsInput } from "./errors";

export interface Page {
  readonly limit: number;
  /** Position in the whole list; undefined on a first call. */
  readonly nextToken: number | undefined;
}

/** A token is a position. Clients are not to look inside. */
export function readPage(input: Input, maximum: number): Page {
  const token = logsInput.optionalText(input, "nextToken");
  return {
    limit: readLimit(input, maximum),
    nextToken: token === undefined ? undefined : position(token, /^(\d{1,12})$/),
  };
}

export function pageOf<Member extends string>(
  items: readonly object[],
  { limit, nextToken = 0 }: Page,
  member: Member,
): object {
  const end = nextToken + limit;
  return { [member]: items.slice(nextToken, end), ...(end < items.length && { nextToken: String(end) }) };
}

/** GetLogEvents goes both ways: `f/20` begins at 20, `b/20` ends there. At either end the same token comes back. */
export function eventsPage<Event>(events: readonly Event[], input: Input): object {
  const limit = readLimit(input, 10_000);
  const token = logsInput.optionalText(input, "nextToken");
  const isForward = token?.startsWith("f/") ?? input["startFromHead"] === true;
  const from = token === undefined ? (isForward ? 0 : events.length) : position(token, /^[fb]\/(\d{1,12})$/);
  const start = isForward ? Math.min(from, events.length) : Math.max(0, from - limit);
  const end = isForward ? Math.min(from + limit, events.length) : Math.min(from, events.length);
  return { events: events.slice(start, end), nextForwardToken: `f/${end}`, nextBackwardToken: `b/${start}` };
}

const readLimit = (input: Input, maximum: number): number =>
  logsInput.optionalInteger(input, "limit", { minimum: 1, maximum }) ?? maximum;

function position(token: string, pattern: RegExp): number {
  const found = pattern.exec(token)?.[1];
  if (found === undefined) throw logsErrors.invalidParameter("The specified nextToken is invalid.");
  return Number(found);
}
