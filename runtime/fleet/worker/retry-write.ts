/**
 * A write that must not be lost is tried until Redis takes it: a Redis that is
 * away is waited for by the connection itself, one that is full or cannot write to
 * its disk is asked again, and the log says so.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type Say, sparingly } from "./log.ts";

const AGAIN_MS = 1000;

/** @returns undefined when it is time to leave and it is not done */
export async function untilDone<T>(
  what: string,
  { say, leaving }: { say: Say; leaving: AbortSignal },
  act: () => Promise<T>,
): Promise<T | undefined> {
  const speak = sparingly(say);
  for (;;) {
    try {
      return await act();
    } catch (error) {
      speak(`${what}: ${(error as Error).message}; trying again`);
      if (leaving.aborted) return undefined;
      await sleep(AGAIN_MS, undefined, { signal: leaving }).catch(() => {});
    }
  }
}
