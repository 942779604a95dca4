import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";

/**
 * A file of events, one JSON line each, that is only ever appended to. An event that was appended is there after SIGKILL.
 * A last line that a crash tore is dropped when the journal is opened; damage anywhere else is an error, because it
 * would silently change who is who.
 */
export class Journal<Event> {
  readonly #descriptor: number;

  constructor(file: string, replay: (event: Event) => void) {
    const whole = replayLines<Event>(file, replay);
    this.#descriptor = openSync(file, "a", 0o600);
    if (whole !== undefined) ftruncateSync(this.#descriptor, whole);
  }

  append(event: Event): void {
    writeSync(this.#descriptor, `${JSON.stringify(event)}\n`);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** Returns the length in bytes up to the last whole line, when something torn follows it. */
function replayLines<Event>(file: string, replay: (event: Event) => void): number | undefined {
  if (!existsSync(file)) return undefined;
  const bytes = readFileSync(file);
  let start = 0;
  for (let line = 1; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start);
    if (end === -1) return start;
    const event = parseLine<Event>(bytes.toString("utf8", start, end));
    if (event === undefined && end === bytes.length - 1) return start;
    if (event === undefined) {
      throw new Error(
        `${file}:${line} is not a JSON line. Remove that line, or start with --fresh to make the data folder anew.`,
      );
    }
    replay(event);
    start = end + 1;
  }
  return undefined;
}

function parseLine<Event>(text: string): Event | undefined {
  try {
    return JSON.parse(text) as Event;
  } catch {
    return undefined;
  }
}
