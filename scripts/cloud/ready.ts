/**
 * Waits until a machine is ready: it lets us in, its cloud-init is done, and
 * `meta-genx-health` finds nothing wrong. One that fails, or does not come in time,
 * is described; others go on without it.
 */
import { SshError } from "../../infra/ssh.ts";
import { clock } from "../../runtime/retry.ts";
import { bootStatus, failedChecks } from "./boot-status.ts";
import { retrySsh, within } from "./retry-ssh.ts";
import type { SshConnection } from "./ssh-connection.ts";

export interface MachineState {
  /** "head", "worker-01". */
  name: string;
  state: "waiting" | "booting" | "ready" | "failed";
  /** What it waits for, what failed, or what failed and did not matter. */
  why?: string;
  /** The end of its cloud-init log. */
  log?: string;
  cores?: number;
}

export interface Waiting {
  /** By performance.now(): when it has to let us in, and to have booted. */
  reach: number;
  boot: number;
  /** What it needs of others to be well: a worker needs the head's Redis. */
  others?: Promise<unknown>;
  signal?: AbortSignal | undefined;
  /** Told of each change. */
  change(state: MachineState): void;
}

/** After all is started, until it is well: Redis reads its file, workers meet Redis. */
const SETTLE_MS = 90_000;
const LOOK_MS = 2000;
/** Without an answer for so long, the user is told. */
const SILENCE_MS = 15_000;
const LOG = "/var/log/cloud-init-output.log";
const LOG_LINES = 20;

/** @throws only the signal's reason */
export async function whenReady(connection: SshConnection, waiting: Waiting): Promise<MachineState> {
  let state: MachineState;
  try {
    state = await stages(connection, waiting);
  } catch (error) {
    waiting.signal?.throwIfAborted();
    if (!(error instanceof SshError)) throw error;
    state = { name: connection.name, state: "failed", why: `no SSH: ${error.message}` };
  }
  waiting.change(state);
  return state;
}

async function stages(connection: SshConnection, waiting: Waiting): Promise<MachineState> {
  await reached(connection, waiting);
  waiting.change({ name: connection.name, state: "booting" });
  const failure = await booted(connection, waiting);
  const end = failure ?? (await settled(connection, waiting));
  return end.state === "failed" ? { ...end, log: await logOf(connection) } : end;
}

/** Lets us in. @throws SshError, or the signal's reason */
export async function reached({ name, connect }: SshConnection, { reach, signal, change }: Waiting): Promise<void> {
  const began = performance.now();
  const failed = (error: SshError) => {
    if (performance.now() - began > SILENCE_MS) change({ name, state: "waiting", why: error.message });
  };
  await retrySsh(connect, { until: reach, signal, failed });
}

/** @returns what went wrong */
async function booted(connection: SshConnection, { boot, signal }: Waiting): Promise<MachineState | undefined> {
  for (;;) {
    const left = (boot - performance.now()) / 1000;
    if (left <= 0) return { name: connection.name, state: "failed", why: "its first boot is not over in time" };
    const ask = `sudo -n timeout ${Math.ceil(left)} cloud-init status --wait --long`;
    const { output } = await retrySsh(() => connection.run(ask), { until: boot, signal });
    const status = bootStatus(output);
    if (status.state === "done") return undefined;
    if (status.state === "failed") return { name: connection.name, ...status };
    await clock.sleep(LOOK_MS, signal);
  }
}

async function settled(connection: SshConnection, { others, signal }: Waiting): Promise<MachineState> {
  await others;
  const until = within(SETTLE_MS);
  for (;;) {
    const { code, output } = await retrySsh(() => connection.run("nproc; sudo -n meta-genx-health"), { until, signal });
    if (code === 0) return { name: connection.name, state: "ready", cores: Number.parseInt(output, 10) };
    if (performance.now() > until) return { name: connection.name, state: "failed", why: failedChecks(output) };
    await clock.sleep(LOOK_MS, signal);
  }
}

/** Or why it cannot be read. */
async function logOf(connection: SshConnection): Promise<string> {
  const { code, output } = await connection
    .run(`sudo -n tail -n ${LOG_LINES} ${LOG}`)
    .catch((error: Error) => ({ code: 1, output: error.message }));
  return code === 0 ? output : `${LOG} cannot be read: ${output.trim()}`;
}
