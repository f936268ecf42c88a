/** How long the driver tries again, where a machine boots, reboots or goes down. */
import { setTimeout as sleep } from "node:timers/promises";
import { SshError } from "../../infra/ssh.ts";

export interface Patience {
  /** By performance.now(). */
  until: number;
  signal?: AbortSignal | undefined;
  /** Told of each attempt that failed and is followed by another. */
  failed?(error: SshError): void;
}

/** While a machine boots or goes down, its sshd knows the key and lets in nobody but root. */
const DENIED_MS = 60_000;
const PAUSE_MS = { first: 500, most: 3000 };

/**
 * Again and again, until it works or the time is up. Who is a stranger stays one.
 * @throws the last SshError, what is no SshError at once, or the signal's reason
 */
export async function patiently<T>(act: () => Promise<T>, { until, signal, failed }: Patience): Promise<T> {
  let denied: number | undefined;
  for (let pause = PAUSE_MS.first; ; pause = Math.min(PAUSE_MS.most, pause * 1.5)) {
    try {
      return await abortable(act(), signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof SshError)) throw error;
      const now = performance.now();
      denied = error.trouble === "denied" ? (denied ?? now) : undefined;
      const final = error.trouble === "stranger" || now - (denied ?? now) > DENIED_MS;
      if (final || now + pause > until) throw error;
      failed?.(error);
    }
    await rest(pause, signal);
  }
}

/** What is under way is left to itself. @throws the signal's reason, once it is aborted */
export function abortable<T>(doing: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return doing;
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  return Promise.race([doing, aborted.promise]).finally(() => signal.removeEventListener("abort", abort));
}

/** @throws the signal's reason */
export async function rest(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(milliseconds, undefined, signal && { signal }).catch(() => signal?.throwIfAborted());
}

export function within(milliseconds: number): number {
  return performance.now() + milliseconds;
}
