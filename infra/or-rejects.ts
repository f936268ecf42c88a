/**
 * A promise that does not outlive what it depends on: a connection that is lost, a
 * user who presses Ctrl-C. infra and scripts/cloud share it; runtime has no use for it.
 */

/**
 * As `doing`, but rejects once the signal is aborted. What is under way is left to itself.
 * @param reason  what it rejects with; without it the signal's reason
 */
export function orRejects<T>(
  doing: Promise<T>,
  signal: AbortSignal | undefined,
  reason: () => unknown = () => signal?.reason,
): Promise<T> {
  if (!signal) return doing;
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(reason());
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  return Promise.race([doing, aborted.promise]).finally(() => signal.removeEventListener("abort", abort));
}
