/**
 * When a sweep has to end before its plan: at the time limit, or at Ctrl-C (or a
 * SIGTERM). The first Ctrl-C stops at the next evaluation and reports everything
 * that is finished; the second quits at once, which loses no finished trial,
 * because each is in the journal.
 */
export type StopCause = "interrupted" | "time";

export interface Stop {
  readonly signal: AbortSignal;
  /** undefined while nothing has stopped it. */
  cause(): StopCause | undefined;
  /** Gives the keys and the clock back. */
  release(): void;
}

/** @param seconds  the time limit; Infinity for none  @param say  told what happens, in a sentence */
export function stopOn(seconds: number, say: (line: string) => void): Stop {
  const controller = new AbortController();
  let cause: StopCause | undefined;
  const end = (why: StopCause, line: string) => {
    cause ??= why;
    say(line);
    controller.abort();
  };
  const interrupt = () => {
    if (cause === "interrupted") process.exit(1);
    end("interrupted", "Stopping at the next step; results of what is finished follow. Ctrl-C again quits at once.");
  };
  const timer = Number.isFinite(seconds)
    ? setTimeout(() => end("time", "The time is up: stopping at the next step."), seconds * 1000)
    : undefined;
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  return {
    signal: controller.signal,
    cause: () => cause,
    release() {
      clearTimeout(timer);
      process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
    },
  };
}
