/**
 * Redis's clock, on a machine of its own: what the workers of a fleet tell has to
 * fit onto one axis of time. An answer to TIME was given somewhere between the
 * question and its arrival; taken as half way, it is wrong by half the round trip
 * at most, so the quickest answers count.
 */

/** After this long even a slow answer is better: clocks drift by some milliseconds an hour. */
const AGED_MS = 60_000;

export class FleetClock {
  #offset: number;
  #trip: number;
  #taken: number;

  /** The three of `sync`. */
  constructor(asked: number, answered: number, time: number) {
    this.#offset = time - (asked + answered) / 2;
    this.#trip = answered - asked;
    this.#taken = answered;
  }

  /** @param asked  `localTime()` before the question  @param answered  and after the answer  @param time  Redis's, in milliseconds */
  sync(asked: number, answered: number, time: number): void {
    const trip = answered - asked;
    if (trip > this.#trip && answered - this.#taken < AGED_MS) return;
    this.#offset = time - (asked + answered) / 2;
    this.#trip = trip;
    this.#taken = answered;
  }

  /** Milliseconds since 1970 by Redis's clock. */
  now(): number {
    return localTime() + this.#offset;
  }
}

/** Milliseconds since 1970 by this machine's clock as it stood when the process began: it never jumps. */
export function localTime(): number {
  return performance.timeOrigin + performance.now();
}
