/** Waits until a fleet's workers run the bundle that its head serves. */
import { setTimeout as sleep } from "node:timers/promises";
import { connectRedis, type RedisAddress } from "../../runtime/worker/redis.ts";
import { readFleet } from "../../runtime/worker/workers.ts";
import type { Line } from "./line.ts";
import { liveLine } from "./live-line.ts";
import type { MachineState } from "./ready.ts";

/** A machine of the fleet whose workers are to run the bundle. */
export interface Working {
  line: Line;
  cores: number;
}

export interface Heartbeat {
  host: string;
  bundle: string;
}

const PATIENCE_MS = 180_000;
const LOOK_MS = 500;

/**
 * A worker's launcher looks for a new bundle every 20 s, and one that has never found
 * any at most once a minute. That is made shorter: machines without a worker of this bundle are
 * told to start theirs anew.
 */
export async function whenWorking(
  address: RedisAddress,
  machines: readonly Working[],
  hash: string,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const redis = await connectRedis(address);
  let workers: readonly Heartbeat[] = [];
  const look = async () => {
    ({ workers } = await readFleet(redis));
    return machines.filter(({ line, cores }) => runs(workers, line.name, hash) < cores);
  };
  const live = liveLine(say, () => workingText(workers, machines, hash), Number.POSITIVE_INFINITY);
  try {
    let missing = await look();
    await Promise.all(missing.filter(({ line }) => runs(workers, line.name, hash) === 0).map(startAnew));
    const until = performance.now() + PATIENCE_MS;
    while (missing.length > 0 && performance.now() < until) {
      await sleep(LOOK_MS, undefined, signal && { signal });
      missing = await look();
    }
    live.say(workingText(workers, machines, hash));
  } finally {
    live.end();
    redis.disconnect();
  }
}

/** It may be away by now: then it is missed below. */
async function startAnew({ line }: Working): Promise<void> {
  await line.run("sudo -n systemctl restart --no-block 'meta-genx-worker@*.service'").catch(() => {});
}

function runs(workers: readonly Heartbeat[], name: string, hash: string): number {
  return workers.filter(({ host, bundle }) => host === name && bundle === hash).length;
}

/** "19 of 20 workers run this bundle; not yet: worker-03 (1 of 2)" */
export function workingText(
  workers: readonly Heartbeat[],
  machines: readonly { line: Pick<MachineState, "name">; cores: number }[],
  hash: string,
): string {
  const counts = machines.map(({ line, cores }) => ({
    name: line.name,
    cores,
    has: Math.min(cores, runs(workers, line.name, hash)),
  }));
  const sum = (of: (each: (typeof counts)[number]) => number) => counts.reduce((total, each) => total + of(each), 0);
  const late = counts
    .filter(({ has, cores }) => has < cores)
    .map(({ name, has, cores }) => `${name} (${has} of ${cores})`);
  const text = `${sum(({ has }) => has)} of ${sum(({ cores }) => cores)} workers run this bundle`;
  return late.length === 0 ? text : `${text}; not yet: ${late.join(", ")}`;
}
