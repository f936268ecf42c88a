/**
 * Says on stderr what goes on, where that takes longer than anybody likes to wait
 * without a word. For work that never pauses, so that no timer could say it.
 */
import { writeStderr } from "./stderr.ts";

/** ms: until the first word, and from one to the next. */
const PATIENCE = { first: 3000, later: 5000 };

/** @returns told often what goes on, and asks for the words when some are due */
export function nowAndThen(
  say: (words: string) => void = writeStderr,
  now: () => number = () => performance.now(),
): (words: () => string) => void {
  let due = now() + PATIENCE.first;
  return (words) => {
    if (now() < due) return;
    due = now() + PATIENCE.later;
    say(words());
  };
}
