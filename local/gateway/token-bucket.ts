/** Holds up to `burst` tokens and gains `ratePerSecond`. It begins full. */
export class TokenBucket {
  readonly ratePerSecond: number;
  readonly burst: number;
  #tokens: number;
  #filledMs: number | undefined;

  constructor(ratePerSecond: number, burst: number) {
    this.ratePerSecond = ratePerSecond;
    this.burst = burst;
    this.#tokens = burst;
  }

  /** Takes a token if there is one. A clock that was set back gains nothing and loses nothing. */
  take(nowMs: number): boolean {
    const elapsedMs = Math.max(0, nowMs - (this.#filledMs ?? nowMs));
    this.#tokens = Math.min(this.burst, this.#tokens + (elapsedMs * this.ratePerSecond) / 1000);
    this.#filledMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
