import type { Use } from "../source/source-analysis";
import { MemorySlices } from "./memory-slices";

/** The use of an object that is written down but for parts of its resources that nobody uses. */
export const AS_A_WHOLE: Use = { path: [], as: "parts", line: 0 };

interface Meeting {
  count: number;
  readonly uses: Use[];
}

/** What is used of an object that is written down as a whole. */
export const WHOLE: readonly Use[] = [{ path: [], as: "value", line: 0 }];

/**
 * Which objects are met by more than one path, within a capture or from several: each has to be written once, with all that
 * any of them uses, so that a change made by one path is seen by the others.
 */
export class SharedObjects {
  readonly slices = new MemorySlices();
  private readonly meetings = new Map<object, Meeting>();
  private readonly urls = new Map<URLSearchParams, URL>();

  meet(value: object, uses: readonly Use[]): void {
    const meeting = this.meetings.get(value) ?? { count: 0, uses: [] };
    meeting.count++;
    meeting.uses.push(...uses);
    this.meetings.set(value, meeting);
    if (value instanceof URL) this.urls.set(value.searchParams, value);
  }

  has(value: object): boolean {
    return this.meetings.has(value);
  }

  isShared(value: object): boolean {
    const isLinked = value instanceof URL && this.has(value.searchParams);
    return isLinked || (this.meetings.get(value)?.count ?? 0) > 1;
  }

  usesOf(value: object): readonly Use[] | undefined {
    return this.meetings.get(value)?.uses;
  }

  /** The URL whose search parameters these are, so that a change of them is one of it. */
  urlOf(parameters: URLSearchParams): URL | undefined {
    return this.urls.get(parameters);
  }
}
