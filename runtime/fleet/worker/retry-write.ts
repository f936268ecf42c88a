/**
 * A write that must not be lost is tried until Redis takes it: a Redis that is
 * away is waited for by the connection itself, one that is full or cannot write to
 * its disk is asked again, and the log says so.
 */
import { retry } from "../../retry.ts";
import type { WorkerContext } from "./context.ts";
import { throttled } from "./log.ts";

const AGAIN_MS = 1000;

/**
 * At a shutdown there is one last attempt.
 * @param what  the beginning of a sentence of the log: "trial 3f2a91bc: Redis refuses"
 * @returns undefined when it is time to leave and it is not done
 */
export async function retryUntilWritten<T>(
  what: string,
  { log, shutdown }: Pick<WorkerContext, "log" | "shutdown">,
  write: () => Promise<T>,
): Promise<T | undefined> {
  const logFailure = throttled(log);
  const failed = (error: unknown) => logFailure(`${what}: ${(error as Error).message}; trying again`);
  try {
    return await retry(write, { signal: shutdown, again: () => AGAIN_MS, failed });
  } catch {
    return await write().catch((error: Error) => {
      log(`${what}: ${error.message}`);
      return undefined;
    });
  }
}
