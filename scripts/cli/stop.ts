/**
 * When a sweep has to end before its plan: at a limit of time or money, or at
 * Ctrl-C (or a SIGTERM). The first Ctrl-C stops at the next evaluation and reports everything
 * that is finished; the second quits at once, which loses no finished trial,
 * because each is in the journal. A terminal that is closed is a Ctrl-C, too; a sweep that
 * does not write to one goes on, which is what `nohup` is for and Node undoes.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type StopCause, SweepStop } from "../../runtime/study/sweep-stop.ts";

export interface Limit {
  cause: "time" | "money";
  /** From now. */
  seconds: number;
  /** What the user is told when it comes. */
  line: string;
}

export interface Stop {
  readonly signal: AbortSignal;
  /** undefined while nothing has stopped it. */
  cause(): StopCause | undefined;
  /**
   * Gives the keys and the clock back, once a Ctrl-C that comes twice has come twice. What a process then computes in one
   * piece, a Ctrl-C ends by itself: a handler would have to wait for it.
   */
  release(): Promise<void>;
}

/** Seconds: a timer of Node that is to wait more than 24 days goes off at once. */
export const LONGEST = 500 * 3600;

/** One Ctrl-C comes twice when npm passes on what the terminal has sent already. */
const SAME_MS = 500;
export const STOPPING = "Stopping at the next step; results of what is finished follow. Ctrl-C again quits at once.";

/**
 * @param say  told what happens, line by line
 * @param stopping  what is said at the first Ctrl-C
 */
export function stopOn(limits: readonly Limit[], say: (line: string) => void, stopping = STOPPING): Stop {
  const controller = new AbortController();
  let cause: StopCause | undefined;
  const end = (why: StopCause, line: string) => {
    cause ??= why;
    for (const each of line.split("\n")) say(each);
    controller.abort(new SweepStop(why));
  };
  let asked = Number.POSITIVE_INFINITY;
  const interrupt = () => {
    if (performance.now() - asked > SAME_MS) process.exit(1);
    if (asked < Number.POSITIVE_INFINITY) return;
    asked = performance.now();
    end("interrupted", stopping);
  };
  // Asked now: once it is closed it is no terminal.
  const onTerminal = process.stderr.isTTY;
  const hangUp = () => {
    if (onTerminal) end("interrupted", stopping);
  };
  const timers = limits
    .filter(({ seconds }) => seconds <= LONGEST)
    .map(({ cause, seconds, line }) => setTimeout(() => end(cause, line), Math.max(0, seconds) * 1000));
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt).on("SIGHUP", hangUp);
  return {
    signal: controller.signal,
    cause: () => cause,
    async release() {
      for (const timer of timers) clearTimeout(timer);
      const left = asked + SAME_MS - performance.now();
      if (left > 0 && Number.isFinite(left)) await sleep(left);
      process.off("SIGINT", interrupt).off("SIGTERM", interrupt).off("SIGHUP", hangUp);
    },
  };
}
