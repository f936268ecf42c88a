/**
 * Waits until a machine is ready: it lets us in, its cloud-init is done, and
 * `meta-genx-health` finds nothing wrong. One that fails, or does not come in time,
 * is described; it is for others to do without it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { bootStatus, failedChecks } from "./boot-status.ts";
import { type Line, patiently } from "./line.ts";
import { SshError } from "./ssh.ts";

export interface MachineState {
  /** "head", "worker-01". */
  name: string;
  state: "waiting" | "booting" | "ready" | "failed";
  /** A sentence without its full stop. */
  why?: string;
  /** The end of its cloud-init log. */
  log?: string;
  cores?: number;
}

export interface Deadlines {
  /** By performance.now(): to let us in, and to be ready. */
  reach: number;
  ready: number;
  signal?: AbortSignal | undefined;
}

/** Once all is started, what it does may take so long to show: Redis reads its file, a worker meets the head's Redis. */
const SETTLE_MS = 90_000;
const LOOK_MS = 2000;
const LOG_LINES = 20;
const LOG = "/var/log/cloud-init-output.log";

/** @param change  told of each change of its state @throws only the signal's reason */
export async function whenReady(
  line: Line,
  deadlines: Deadlines,
  change: (state: MachineState) => void,
): Promise<MachineState> {
  const { name } = line;
  const end = await stagesOf(line, deadlines, change).catch(async (error): Promise<MachineState> => {
    deadlines.signal?.throwIfAborted();
    if (!(error instanceof SshError)) throw error;
    return { name, state: "failed", why: `no SSH: ${error.message}` };
  });
  const state = end.state === "failed" && !end.why?.startsWith("no SSH") ? { ...end, ...(await logOf(line)) } : end;
  change(state);
  return state;
}

async function stagesOf(
  line: Line,
  { reach, ready, signal }: Deadlines,
  change: (state: MachineState) => void,
): Promise<MachineState> {
  const { name } = line;
  change({ name, state: "waiting" });
  await patiently(line.connect, { until: reach, signal });
  change({ name, state: "booting" });
  const left = () => Math.max(1, Math.ceil((ready - performance.now()) / 1000));
  const boot = await patiently(
    async () => bootStatus((await line.run(`sudo -n timeout ${left()} cloud-init status --wait --long`)).output),
    { until: ready, signal },
  );
  if (boot.state === "failed") return { name, ...boot };
  if (boot.state === "booting") return { name, state: "failed", why: "its first boot takes longer than it may" };
  const settled = Math.max(ready, performance.now() + SETTLE_MS);
  for (;;) {
    const { code, output } = await patiently(() => line.run("nproc; sudo -n meta-genx-health"), {
      until: settled,
      signal,
    });
    const cores = Number.parseInt(output, 10);
    if (code === 0) return { name, state: "ready", cores, ...(boot.why !== undefined && { why: boot.why }) };
    if (performance.now() > settled) {
      const checks = failedChecks(output);
      return { name, state: "failed", why: checks.length > 0 ? `not so: ${checks.join("; ")}` : output.trim() };
    }
    await sleep(LOOK_MS, undefined, signal && { signal });
  }
}

/** The end of its log, or why not. */
async function logOf(line: Line): Promise<Pick<MachineState, "log">> {
  const { code, output } = await line
    .run(`sudo -n tail -n ${LOG_LINES} ${LOG}`)
    .catch((error: Error) => ({ code: 1, output: error.message }));
  return code === 0 ? { log: output } : { log: `(${LOG} cannot be read: ${output.trim()})` };
}
