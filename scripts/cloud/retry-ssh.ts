/** How long the driver tries SSH again, where a machine boots, reboots or goes down. */
import { orRejects } from "../../infra/or-rejects.ts";
import { SshError } from "../../infra/ssh.ts";
import { clock, retry } from "../../runtime/retry.ts";

export interface RetrySshOptions {
  /** By performance.now(). */
  until: number;
  signal?: AbortSignal | undefined;
  /** Told of each attempt that failed and is followed by another. */
  failed?(error: SshError): void;
}

/** While a machine boots or goes down, its sshd knows the key and lets in nobody but root. */
const DENIED_MS = 60_000;
const PAUSE_MS = { first: 500, most: 3000, growth: 1.5 };

/**
 * Again and again, until it works or the time is up. Who is a stranger stays one. An
 * attempt that is under way when the signal comes is left to itself.
 * @throws the last SshError, what is no SshError at once, or the signal's reason
 */
export async function retrySsh<T>(act: () => Promise<T>, { until, signal, failed }: RetrySshOptions): Promise<T> {
  let deniedSince: number | undefined;
  const again = (error: unknown, failures: number) => {
    if (!(error instanceof SshError)) return undefined;
    const now = clock.now();
    deniedSince = error.trouble === "denied" ? (deniedSince ?? now) : undefined;
    const final = error.trouble === "stranger" || now - (deniedSince ?? now) > DENIED_MS;
    return final ? undefined : Math.min(PAUSE_MS.most, PAUSE_MS.first * PAUSE_MS.growth ** (failures - 1));
  };
  return await retry(() => orRejects(act(), signal), {
    until,
    signal,
    again,
    failed: (error) => failed?.(error as SshError),
  });
}

export function within(milliseconds: number): number {
  return clock.now() + milliseconds;
}
