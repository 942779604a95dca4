import { refuse, type Refusal } from "./refusal";

const BASIC_FORMAT = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** Milliseconds since the epoch; undefined unless the text is a real moment as `YYYYMMDDTHHMMSSZ`. */
export function parseSigningDate(text: string): number | undefined {
  const match = BASIC_FORMAT.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hours, minutes, seconds] = match;
  const ms = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
  return Number.isNaN(ms) || new Date(ms).getUTCDate() !== Number(day) ? undefined : ms;
}

export function formatSigningDate(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, "");
}

/**
 * Refuses a malformed date, and one outside the window: `skewMinutes` to either side, or, for a presigned request,
 * from `skewMinutes` before its date until it expires.
 */
export function checkSigningDate(
  date: string,
  window: {
    readonly nowMs: number;
    readonly skewMinutes: number;
    readonly expiresSeconds: number | undefined;
  },
): Refusal | undefined {
  const dateMs = parseSigningDate(date);
  if (dateMs === undefined) {
    return refuse(
      "IncompleteSignature",
      `Date must be in ISO-8601 'basic format'. Got '${date}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  }
  const { nowMs, skewMinutes } = window;
  const lifetimeMinutes = window.expiresSeconds === undefined ? skewMinutes : window.expiresSeconds / 60;
  const earliestMs = nowMs - lifetimeMinutes * 60_000;
  if (dateMs < earliestMs) {
    const [earliest, now] = [earliestMs, nowMs].map(formatSigningDate);
    return refuse(
      "InvalidSignature",
      `Signature expired: ${date} is now earlier than ${earliest} (${now} - ${lifetimeMinutes} min.)`,
    );
  }
  const latestMs = nowMs + skewMinutes * 60_000;
  if (dateMs > latestMs) {
    const [latest, now] = [latestMs, nowMs].map(formatSigningDate);
    return refuse(
      "InvalidSignature",
      `Signature not yet current: ${date} is still later than ${latest} (${now} + ${skewMinutes} min.)`,
    );
  }
  return undefined;
}
