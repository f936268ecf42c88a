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
 * few of its steps and not by thousands.
 *
 * Memory is one budget for arrays, texts and objects (held-memory.ts). A look at it comes every few
 * thousand steps, and before anything large is made at a stroke or grows to twice its size (grow).
 * What is there is one for all sessions of a thread, so what ran out of it must be let go of (fit/compile.ts).
 */
import { tooMuch } from "./held-memory.ts";
import { MEMORY_EVERY, meter, OUTSIDE, PORTION } from "./session-state.ts";

export const LIMITS = {
  /** Steps per evaluation: some seconds. */
  steps: 50_000_000,
  /** Seconds per evaluation: the last resort, should steps be spent on what costs more than it should. */
  seconds: 30,
  /** Nested calls, as in CPython. */
  depth: 1000,
  /** Bytes of everything that is held at one time: arrays, texts, lists, objects. */
  memoryBytes: 2 ** 30,
  /** Bytes of one array: 64 million float64. */
  arrayBytes: 512 * 2 ** 20,
  /** Characters of one text, and items of one list made at a stroke. */
  items: 2 ** 26,
  /** Binary digits of one int. */
  bits: 65_536,
} as const;

/** Bytes that are not taken without a look at the memory; items of what is looked at as it grows. */
const LARGE = 2 ** 20;
const MANY = 2 ** 16;

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

/**
 * Charges a list or text of so many items before it is made.
 * @param each  bytes of an item, where it is more than a place in a list
 */
export function spendItems(items: number, each = 8): void {
  if (!(items <= LIMITS.items)) {
    throw new BudgetError(
      `a list or text of ${items} items is more than a script may make`,
      `One list or text may have ${LIMITS.items} items. Is a length or a repetition count wrong?`,
    );
  }
  spendMany(items / 8);
  if (items * each > LARGE) checkMemory(items * each);
}

/**
 * Call before something gets one item more: what keeps its items in one piece is written anew, in
 * a piece twice as large, when that is full. @param each  bytes of an item
 */
export function grow(size: number, each: number): void {
  if (size >= MANY && (size & (MANY - 1)) === 0) checkMemory(2 * size * each);
}

/** Charges a search of one text in another: its worst case goes with both lengths. */
export function spendSearch(text: number, pattern: number): void {
  spendMany(text / 32 + (text * pattern) / 16_384);
}

/** The only way to make the buffer of an array. @param length  in float64 */
export function allocate(length: number): Float64Array<ArrayBuffer> {
  checkLength(length);
  spendMany(length / 16);
  return allocateShared(length);
}

/**
 * Room that whoever comes next uses again. It costs memory and no steps: of two sessions the
 * one that finds it there would pay less, and a script is to cost what it costs alone.
 */
export function allocateShared(length: number): Float64Array<ArrayBuffer> {
  checkLength(length);
  if (length * 8 > LARGE) checkMemory(length * 8);
  return new Float64Array(length);
}

function checkLength(length: number): void {
  const bytes = length * 8;
  if (bytes <= LIMITS.arrayBytes) return;
  if (Number.isNaN(length)) {
    throw new BudgetError("the length of an array is NaN, which is no number", "Is a value that goes into it NaN?");
  }
  throw new BudgetError(
    `an array of ${length} numbers (${gigabytes(bytes)}) is larger than a script may make`,
    `One array may take ${gigabytes(LIMITS.arrayBytes)}. Is a length or a step size wrong?`,
  );
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

/** @param more  bytes that are about to be taken */
function checkMemory(more: number): void {
  // Our own code is no script.
  const held = meter === OUTSIDE.meter ? undefined : tooMuch(more, LIMITS.memoryBytes);
  if (!held) return;
  const asked = more > LARGE ? `, and asks for ${gigabytes(more)} more` : "";
  throw new BudgetError(
    `the script needs more memory than it may: it holds ${gigabytes(held.arrays)} of arrays and ${gigabytes(held.heap)} of lists, texts and objects${asked}`,
    `Together that may be ${gigabytes(LIMITS.memoryBytes)}. Is there something that grows without end? Otherwise keep less, or shorter arrays, at one time.`,
  );
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
