/**
 * Numbers that GenX has in float32, and we with it. A curve made of them is a staircase: while a parameter
 * moves by less than a step nothing changes, and a slope from two points near each other is 0, or far too steep. Whoever
 * needs slopes asks for the same curve without the steps.
 */
let exact = false;
let met = false;

/** To float32, but within `withoutSteps`. */
export function stepped(x: number): number {
  if (exact) return x;
  met = true;
  return Math.fround(x);
}

/** @returns what `act` returns, and whether it came by numbers in steps */
export function noticingSteps<T>(act: () => T): { result: T; inSteps: boolean } {
  met = false;
  return { result: act(), inSteps: met };
}

export function withoutSteps<T>(act: () => T): T {
  exact = true;
  try {
    return act();
  } finally {
    exact = false;
  }
}
