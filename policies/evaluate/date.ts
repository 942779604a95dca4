const ISO_8601 =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;

/**
 * Milliseconds since the epoch of a date as IAM's Date operators read it: one of the W3C profiles of ISO
 * 8601, where a day begins at midnight UTC, or seconds since the epoch. Four digits are a year. Undefined if it is
 * neither, or no day of the calendar.
 */
export function parseDate(text: string): number | undefined {
  const match = ISO_8601.exec(text);
  if (!match) return /^\d+(\.\d+)?$/.test(text) ? finite(Number(text) * 1000) : undefined;
  const [, , month = "01", day = "01", hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] =
    match;
  const year = match[1]!;
  if (Number(day) > daysInMonth(Number(year), Number(month))) return undefined;
  return finite(Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}${zone}`));
}

const finite = (milliseconds: number): number | undefined =>
  Number.isFinite(milliseconds) ? milliseconds : undefined;

/** NaN for a month that does not exist, which no day exceeds: Date.parse refuses it. */
const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
