/**
 * How a worker leaves: at SIGTERM (a machine that is taken away, a bundle that is
 * replaced) or Ctrl-C it hands back what it has and ends with 0, within seconds. At
 * the second signal, or when that lasts too long, it ends at once: the last
 * checkpoint is in Redis, and its job goes to another worker when the lock ends.
 */
import type { Log } from "./log.ts";

/** A generation of a slow model may not end before; the job then goes back without a new checkpoint. */
export const HAND_BACK_MS = 6000;
const LONGEST_MS = 10_000;

/** @returns aborted when it is time to leave */
export function shutdownOnSignal(log: Log): AbortSignal {
  const controller = new AbortController();
  const leave = (signal: string) => {
    if (controller.signal.aborted) {
      log(`${signal} again: leaving at once.`);
      process.exit(0);
    }
    log(`${signal}: handing back what is under way, and leaving.`);
    controller.abort();
    setTimeout(() => {
      log("It could not be handed back in time: leaving all the same.");
      process.exit(0);
    }, LONGEST_MS).unref();
  };
  process.on("SIGTERM", leave).on("SIGINT", leave);
  return controller.signal;
}
