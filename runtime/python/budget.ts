/**
 * What a script may use up: steps, call depth, memory. A step is one turn of a
 * loop, one call, or an item or two that a builtin walks over; a long body costs
 * more than a short one (weight.ts) and work on a whole array costs by its
 * length, so that 50 million steps are some seconds whatever they are spent on.
 * The allowance is renewed for each evaluation (Program.run and Program.call),
 * so a long fit is not a crime and `while True` is.
 *
 * Each session has a meter of its own (session-state.ts), a plain object: a
 * counter on the hot path costs a decrement and a compare. Steps are handed out
 * in portions, and with each portion comes a look at the clock: what costs more
 * than it is charged for gets smaller portions, so that it overruns the time by a
 * few of its steps and not by thousands. Now and then comes a look at the memory
 * in use, so that a list which grows for ever ends before the thread's heap does:
 * that is one for all sessions, so what ran out of it must be let go of (fit/compile.ts).
 */
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { MEMORY_EVERY, meter, OUTSIDE, PORTION } from "./session-state.ts";

export const LIMITS = {
  /** Steps per evaluation: some seconds. */
  steps: 50_000_000,
  /** Seconds per evaluation: the last resort, should steps be spent on what costs more than it should. */
  seconds: 30,
  /** Nested calls, as in CPython. */
  depth: 1000,
  /** Bytes of one array: 64 million float64. */
  arrayBytes: 512 * 2 ** 20,
  /** Bytes of all arrays held at one time. */
  heldBytes: 2 * 2 ** 30,
  /** Of the heap, where everything is but the numbers of arrays: so much, and no more than so large a share of it. */
  heapBytes: 2 ** 30,
  heapShare: 0.6,
  /** Characters of one text, and items of one list made at a stroke. */
  items: 2 ** 26,
  /** Binary digits of one int. */
  bits: 65_536,
} as const;

/** The next portion is an eighth of one that took longer, and twice one that did not take half as long. */
const LONG_PORTION_MS = 20;

/** Out of steps or memory. Not an exception of Python's: no `except` catches it and no `finally` delays it. */
export class BudgetError extends Error {
  readonly line: number;
  readonly advice: string;
  constructor(message: string, advice: string) {
    super(message);
    this.name = "BudgetError";
    this.line = meter.line;
    this.advice = advice;
  }
}

/** A full allowance; call before each evaluation. A portion goes on where it was, for short evaluations too add up. */
export function renewBudget(steps: number = LIMITS.steps): void {
  meter.steps = Math.min(meter.steps > 0 ? meter.steps : PORTION, steps);
  meter.reserve = steps - meter.steps;
  meter.granted = meter.steps;
  meter.until = Number.POSITIVE_INFINITY;
  meter.looked = Number.NaN;
  meter.depth = 0;
}

/** @param steps  a whole number */
export function spend(steps = 1): void {
  meter.steps -= steps;
  if (meter.steps < 0) nextPortion();
}

/** Charges work in one go, before it is done. @param steps  its whole part counts; no number is too much */
export function spendMany(steps: number): void {
  meter.steps -= Math.trunc(steps);
  if (!(meter.steps >= 0)) nextPortion();
}

/** Charges a list or text of so many items before it is made. */
export function spendItems(items: number): void {
  if (!(items <= LIMITS.items)) {
    throw new BudgetError(
      `a list or text of ${items} items is more than a script may make`,
      `One list or text may have ${LIMITS.items} items. Is a length or a repetition count wrong?`,
    );
  }
  spendMany(items / 8);
  if (items > 2 ** 20) checkMemory(items * 8);
}

/** Charges a search of one text in another: its worst case goes with both lengths. */
export function spendSearch(text: number, pattern: number): void {
  spendMany(text / 32 + (text * pattern) / 16_384);
}

/** The only way to make the buffer of an array. @param length  in float64 */
export function allocate(length: number): Float64Array {
  const bytes = length * 8;
  if (!(bytes <= LIMITS.arrayBytes)) {
    throw new BudgetError(
      `an array of ${length} numbers (${gigabytes(bytes)}) is larger than a script may make`,
      `One array may take ${gigabytes(LIMITS.arrayBytes)}. Is a length or a step size wrong?`,
    );
  }
  spendMany(length / 16);
  return new Float64Array(length);
}

function nextPortion(): void {
  // Our own code is no script: it may go on.
  if (meter === OUTSIDE.meter) {
    renewBudget();
    return;
  }
  const left = meter.steps + meter.reserve;
  if (!(left >= 0)) throw outOfSteps();
  meter.untilMemory -= meter.granted - meter.steps;
  const now = performance.now();
  // Not a number with the first portion of an evaluation: neither comparison holds.
  const took = now - meter.looked;
  meter.looked = now;
  if (took > LONG_PORTION_MS) meter.portion = Math.max(1, meter.portion >> 3);
  else if (took < LONG_PORTION_MS / 2) meter.portion = Math.min(PORTION, 2 * meter.portion);
  meter.steps = meter.granted = Math.min(meter.portion, left);
  meter.reserve = left - meter.steps;
  meter.until = Math.min(meter.until, now + LIMITS.seconds * 1000);
  if (now > meter.until) throw outOfSteps(`the script took more than ${LIMITS.seconds} s for one evaluation`);
  if (meter.untilMemory > 0) return;
  meter.untilMemory = MEMORY_EVERY;
  checkMemory(0);
}

/**
 * Garbage counts until it is collected, so what looks like too much is looked at
 * once more after a collection; then a fifth must be free, or the next look
 * would find the same.
 * @param more  bytes of heap that are about to be taken
 */
function checkMemory(more: number): void {
  if (overfull(1, more) === undefined) return;
  collectGarbage();
  const error = overfull(0.8, more);
  if (error) throw error;
}

/** @param share  of what may be held */
function overfull(share: number, more: number): BudgetError | undefined {
  const { used_heap_size, heap_size_limit, external_memory } = getHeapStatistics();
  if (used_heap_size + more > share * Math.min(LIMITS.heapBytes, LIMITS.heapShare * heap_size_limit)) {
    return new BudgetError(
      `the script holds more lists, texts and objects than fit into memory (${gigabytes(used_heap_size + more)})`,
      "Is there a list or dict that grows without end?",
    );
  }
  if (external_memory > share * Math.min(LIMITS.heldBytes, heap_size_limit)) {
    return new BudgetError(
      `the script holds arrays of ${gigabytes(external_memory)} at one time`,
      "Keep fewer or shorter arrays at one time.",
    );
  }
  return undefined;
}

let collector: (() => void) | undefined;

/** The engine's own collector is there for the asking, once a context is made after the flag. */
function collectGarbage(): void {
  if (!collector) {
    setFlagsFromString("--expose-gc");
    collector = runInNewContext("gc") as () => void;
  }
  collector();
  // The memory of arrays is given back beside the collection, and counted at the next.
  collector();
}

function outOfSteps(message = "the script took more steps than one evaluation may"): BudgetError {
  // Stays exhausted, so nothing that the script does on the way out can go on.
  meter.steps = -1;
  meter.reserve = 0;
  return new BudgetError(
    message,
    "Is there a loop that does not end? Otherwise do the work on whole arrays instead of item by item.",
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toPrecision(3)} GiB`;
}
