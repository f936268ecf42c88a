/**
 * What belongs to one session, a script that runs, and to no other in its thread: what it has used up, what
 * it was told, what its models keep. Two sessions may take turns, and one may run inside another (a `print` that evaluates
 * a second fit); neither can tell.
 *
 * One thread runs one thing at a time, so what is running now is a pointer, and the hot path reads its meter
 * with one load. Two rules keep it true:
 *
 *   - only `within` moves the pointer, and it puts it back, also where something is thrown;
 *   - whatever runs a script's code goes through `within`: the doors of Program and of Session do.
 *
 * Outside of any session there is a state too, which nothing limits (budget.ts): our own code, on no script's behalf.
 *
 * Elsewhere in python, models and kernels only two kinds of things are a thread's: tables that are the same for
 * everybody once they are made, and scratch space that nobody reads after the call that filled it.
 */

/** Steps between two looks at the clock: some 20 to 100 microseconds. */
export const PORTION = 2048;
/** Steps between two looks at the memory: well under a millisecond, and at most some ten megabytes. */
export const MEMORY_EVERY = 16_384;

/** What a script may still use up, for budget.ts, which renews it; and where the script is. Empty at first. */
export class Meter {
  /** Left of the portion, and of the evaluation beyond it. */
  steps = 0;
  reserve = 0;
  /** When the evaluation must end; set with its first new portion. */
  until = Number.POSITIVE_INFINITY;
  /** Steps that are handed out at once, and that were. */
  portion = PORTION;
  granted = 0;
  /** When the last portion was handed out. */
  looked = Number.NaN;
  untilMemory = MEMORY_EVERY;
  /** Nested calls. */
  depth = 0;
  /** Of the statement that runs, for messages. */
  line = 0;
}

export class SessionState {
  readonly meter = new Meter();
  /** By the numbers that `perSession` gave out. */
  readonly parts: unknown[] = [];
}

export const OUTSIDE = new SessionState();

let current = OUTSIDE;
/** Of what is running now. To be read anew each time: a copy of it would be another session's meter later. */
export let meter = OUTSIDE.meter;

/** Does `act` as part of the session. */
export function within<T>(state: SessionState, act: () => T): T {
  const before = current;
  if (state === before) return act();
  current = state;
  meter = state.meter;
  try {
    return act();
  } finally {
    current = before;
    meter = before.meter;
  }
}

let declared = 0;

/**
 * Declares something that every session has one of, made at its first use there.
 *
 *     const recent = perSession(() => new RecentResults(8));        recent().get(…)
 */
export function perSession<T extends object>(make: () => T): () => T {
  const index = declared++;
  return () => (current.parts[index] ??= make()) as T;
}
