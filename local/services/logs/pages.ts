import { optionalInteger, optionalText, type Input } from "../input";
import { logsErrors } from "./errors";

export interface Page {
  readonly limit: number;
  /** Position in the whole list; undefined on a first call. */
  readonly nextToken: number | undefined;
}

/** Tokens are positions: `f/20`, `b/0` or `20`. Clients are not to look inside. */
export function readPage(input: Input, maximum: number): Page {
  const limit = optionalInteger(input, "limit", logsErrors.invalidParameter, { minimum: 1, maximum }) ?? maximum;
  const token = optionalText(input, "nextToken", logsErrors.invalidParameter);
  if (token === undefined) return { limit, nextToken: undefined };
  const position = /^(?:[fb]\/)?(\d{1,12})$/.exec(token)?.[1];
  if (position === undefined) throw logsErrors.invalidParameter("The specified nextToken is invalid.");
  return { limit, nextToken: Number(position) };
}

export function pageOf<Member extends string>(items: readonly object[], { limit, nextToken = 0 }: Page, member: Member): object {
  const end = nextToken + limit;
  return { [member]: items.slice(nextToken, end), ...(end < items.length && { nextToken: String(end) }) };
}
