/**
 * What a script may use up: steps, call depth, bytes. A step is one turn of a
 * loop, one call, one item of a comprehension, or one item that a builtin
 * walks over. The allowance is renewed for each evaluation (Program.run and
 * Program.call), so a long fit is not a crime and `while True` is.
 *
 * One thread runs one script at a time, so the meter is a plain object: a
 * counter on the hot path costs a decrement and a compare. The interpreter also
 * keeps the line of the statement it is in here, for messages.
 */

export const LIMITS = {
  /** Steps per evaluation: some seconds of pure Python. */
  steps: 50_000_000,
  /** Nested calls, as in CPython. */
  depth: 1000,
  /** Bytes of one array: 64 million float64. */
  arrayBytes: 512 * 2 ** 20,
  /** Bytes of all arrays made during one evaluation; most are garbage soon after. */
  totalBytes: 16 * 2 ** 30,
  /** Characters of one text, and items of one list made at a stroke. */
  items: 2 ** 26,
  /** Binary digits of one int. */
  bits: 65_536,
} as const;

export const METER = { steps: LIMITS.steps as number, bytes: LIMITS.totalBytes as number, depth: 0, line: 0 };

/** Out of steps or memory. Not an exception of Python's: no `except` catches it and no `finally` delays it. */
export class BudgetError extends Error {
  readonly line: number;
  readonly advice: string;
  constructor(message: string, advice: string) {
    super(message);
    this.name = "BudgetError";
    this.line = METER.line;
    this.advice = advice;
  }
}

/** A full allowance. @returns nothing; call before each evaluation. */
export function renewBudget(steps: number = LIMITS.steps): void {
  METER.steps = steps;
  METER.bytes = LIMITS.totalBytes;
  METER.depth = 0;
}

export function spend(): void {
  if (--METER.steps < 0) throw outOfSteps();
}

/** Charges work in one go, before it is done. */
export function spendMany(steps: number): void {
  METER.steps -= steps;
  if (!(METER.steps >= 0)) throw outOfSteps();
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
}

/**
 * The only way to make the buffer of an array: a worker's heap limit does not
 * count typed arrays, so we count them here.
 * @param length  in float64
 */
export function allocate(length: number): Float64Array {
  const bytes = length * 8;
  if (!(bytes <= LIMITS.arrayBytes)) {
    throw new BudgetError(
      `an array of ${length} numbers (${gigabytes(bytes)}) is larger than a script may make`,
      `One array may take ${gigabytes(LIMITS.arrayBytes)}. Is a length or a step size wrong?`,
    );
  }
  METER.bytes -= bytes;
  if (!(METER.bytes >= 0)) {
    throw new BudgetError(
      `the script made arrays of more than ${gigabytes(LIMITS.totalBytes)} in one evaluation`,
      "Make fewer or shorter arrays inside Sim.",
    );
  }
  return new Float64Array(length);
}

function outOfSteps(): BudgetError {
  // Stays exhausted, so nothing that the script does on the way out can go on.
  METER.steps = -1;
  return new BudgetError(
    "the script took more steps than one evaluation may",
    "Is there a loop that does not end? Otherwise do the work on whole arrays instead of item by item.",
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toPrecision(3)} GiB`;
}
