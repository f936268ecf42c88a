/**
 * Trying again: the one loop of the project that does an act until it works. Its
 * caller decides which failure is worth another attempt, how long to wait before it,
 * and what ends the trying: a moment, a signal, or both. A test brings its own clock.
 */
import { setTimeout } from "node:timers/promises";

export interface Clock {
  /** Milliseconds, from any moment on. */
  now(): number;
  /** @throws the signal's reason */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const clock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => setTimeout(ms, undefined, signal && { signal }).catch(() => signal?.throwIfAborted()),
};

export interface RetryOptions {
  /** By the clock's `now()`: no attempt begins later. Without it, the trying has no end of its own. */
  until?: number | undefined;
  /** Ends the trying. An attempt that is under way is waited for. */
  signal?: AbortSignal | undefined;
  /**
   * What follows a failure. Pure.
   * @param failures  how many there have been, this one included
   * @returns milliseconds before the next attempt; undefined where another one would not help
   */
  again(error: unknown, failures: number): number | undefined;
  /** Told of each failure that another attempt follows, and waited for. */
  failed?(error: unknown): void | Promise<void>;
}

/** @throws the last failure, what `failed` throws, or the signal's reason */
export async function retry<T>(
  act: () => Promise<T>,
  { until = Number.POSITIVE_INFINITY, signal, again, failed }: RetryOptions,
  { now, sleep }: Clock = clock,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    signal?.throwIfAborted();
    try {
      return await act();
    } catch (error) {
      signal?.throwIfAborted();
      const pauseMs = again(error, failures);
      if (pauseMs === undefined || now() + pauseMs > until) throw error;
      await failed?.(error);
      await sleep(pauseMs, signal);
    }
  }
}
