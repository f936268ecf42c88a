/** The rollout of a bundle: waits until a fleet's workers run the one that its head serves. */
import { orRejects } from "../../infra/or-rejects.ts";
import { GxError } from "../../runtime/errors.ts";
import { readFleet } from "../../runtime/fleet/driver/workers.ts";
import { connectRedis, type RedisAddress } from "../../runtime/fleet/redis/connect.ts";
import { clock } from "../../runtime/retry.ts";
import { showLine } from "../terminal/progress-display.ts";
import { STANDS } from "./link-errors.ts";
import type { MachineState } from "./ready.ts";
import { within } from "./retry-ssh.ts";
import type { SshConnection } from "./ssh-connection.ts";

/** A machine of the fleet whose workers are to run the bundle. */
export interface WorkerMachine {
  connection: SshConnection;
  cores: number;
}

export interface Heartbeat {
  host: string;
  bundle: string;
}

const LONGEST_MS = 180_000;
const POLL_MS = 500;
/** Machines without a worker that are quoted. */
const QUOTED = 3;

/**
 * A worker's launcher looks for a new bundle every 20 s, and one that has never found any once
 * a minute. That is made shorter: machines without a worker of this bundle start theirs anew.
 * @param say  told how many there are, and which machines lack some
 * @throws GxError GX_CLOUD when there is none in time
 */
export async function awaitRollout(
  address: RedisAddress,
  machines: readonly WorkerMachine[],
  hash: string,
  say: (line: string) => void,
  signal?: AbortSignal,
  longestMs = LONGEST_MS,
): Promise<void> {
  const redis = await connectRedis(address);
  let workers: readonly Heartbeat[] = [];
  const readMissing = async () => {
    ({ workers } = await readFleet(redis));
    return machines.filter(({ connection, cores }) => runs(workers, connection.name, hash) < cores);
  };
  const text = () => rolloutText(workers, machines, hash);
  const display = showLine(say, text, Number.POSITIVE_INFINITY);
  try {
    let missing = await readMissing();
    const none = ({ connection }: WorkerMachine) => runs(workers, connection.name, hash) === 0;
    await orRejects(Promise.all(missing.filter(none).map(startAnew)), signal);
    const until = within(longestMs);
    while (missing.length > 0 && performance.now() < until) {
      await clock.sleep(POLL_MS, signal);
      missing = await readMissing();
    }
    display.line(text());
    const idle = missing.filter(none);
    const quotes = await Promise.all(idle.slice(0, QUOTED).map(lastWords));
    if (idle.length === machines.length) {
      throw new GxError("GX_CLOUD", ["No worker of this fleet runs the bundle:", ...quotes].join("\n"), STANDS);
    }
    for (const quote of quotes) display.line(quote);
  } finally {
    display.end();
    redis.disconnect();
  }
}

/** It may be away by now: then it is missed below. */
async function startAnew({ connection }: WorkerMachine): Promise<void> {
  await connection.run("sudo -n systemctl restart --no-block 'meta-genx-worker@*.service'").catch(() => {});
}

/** What its launchers complain of: no disk left, say, or processors of another kind. */
async function lastWords({ connection }: WorkerMachine): Promise<string> {
  const said = await connection
    .run("sudo -n journalctl --unit 'meta-genx-worker@*' --lines 1 --output cat --no-pager")
    .catch((error: Error) => ({ output: error.message }));
  return `${connection.name}: ${said.output.trim()}`;
}

function runs(workers: readonly Heartbeat[], name: string, hash: string): number {
  return workers.filter(({ host, bundle }) => host === name && bundle === hash).length;
}

/** "19 of 20 workers run this bundle; not yet: worker-03 (1 of 2)" */
export function rolloutText(
  workers: readonly Heartbeat[],
  machines: readonly { connection: Pick<MachineState, "name">; cores: number }[],
  hash: string,
): string {
  const counts = machines.map(({ connection, cores }) => ({
    name: connection.name,
    cores,
    has: Math.min(cores, runs(workers, connection.name, hash)),
  }));
  const sum = (of: (each: (typeof counts)[number]) => number) => counts.reduce((total, each) => total + of(each), 0);
  const late = counts
    .filter(({ has, cores }) => has < cores)
    .map(({ name, has, cores }) => `${name} (${has} of ${cores})`);
  const text = `${sum(({ has }) => has)} of ${sum(({ cores }) => cores)} workers run this bundle`;
  return late.length === 0 ? text : `${text}; not yet: ${late.join(", ")}`;
}
