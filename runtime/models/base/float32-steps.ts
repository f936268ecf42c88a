/**
 * Numbers that GenX has in float32, and we with it. A curve made of them is a staircase: while a parameter
 * moves by less than a step nothing changes, and a slope from two points near each other is 0, or far too steep. Whoever
 * needs slopes asks for the same curve without the steps.
 */
import { perSession } from "../../python/session-state.ts";

const rounding = perSession(() => ({ exact: false, met: false }));

/** To float32, but within `withoutSteps`. */
export function stepped(x: number): number {
  const now = rounding();
  if (now.exact) return x;
  now.met = true;
  return Math.fround(x);
}

/** Of the session that runs. @returns what `act` returns, and whether it came by numbers in steps */
export function noticingSteps<T>(act: () => T): { result: T; inSteps: boolean } {
  const now = rounding();
  now.met = false;
  return { result: act(), inSteps: now.met };
}

/** Of the session that runs. */
export function withoutSteps<T>(act: () => T): T {
  const now = rounding();
  now.exact = true;
  try {
    return act();
  } finally {
    now.exact = false;
  }
}
