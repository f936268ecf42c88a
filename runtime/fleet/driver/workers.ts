/** Who works on the fleet: the heartbeats of the workers, as a driver and `fleet ls` see them. */
import type { Redis } from "ioredis";
import { counted } from "../../text.ts";
import { keys } from "../redis/keys.ts";
import { readHashes, readNames } from "../store/bounded-read.ts";
import { WORD_CHARACTERS, WORKERS } from "../store/caps.ts";
import { chunks } from "../store/claims.ts";
import { WORKER, type WorkerFacts } from "../store/protocol.ts";
import { redisTime } from "./submit.ts";

export interface Fleet {
  workers: WorkerFacts[];
  /** Names of those that are on the list and whose heartbeat has run out: they died, or cannot be reached. */
  silent: string[];
}

/** Milliseconds after which a silent worker is forgotten, and by which a clock of Redis may have jumped back. */
const FORGET_MS = 3_600_000;
const AHEAD_MS = 60_000;
/** Heartbeats in one answer. */
const CHUNK = 500;
const FIELDS = Object.keys(WORKER.shape);

/** Of more workers than a fleet can have, the newest. A heartbeat that is none is left out, as its worker. */
export async function readFleet(redis: Redis): Promise<Fleet> {
  const now = await redisTime(redis);
  const names = await readNames(redis, keys.workers, WORKERS, now - FORGET_MS, now + AHEAD_MS);
  const fleet: Fleet = { workers: [], silent: [] };
  for (const some of chunks(names, CHUNK)) {
    const beats = await readHashes(redis, some.map(keys.worker), FIELDS, WORD_CHARACTERS);
    for (const [i, name] of some.entries()) {
      const facts = WORKER.safeParse(beats[i]);
      if (facts.success && facts.data.worker === name) fleet.workers.push(facts.data);
      else if (Object.keys(beats[i]!).length === 0) fleet.silent.push(name);
    }
  }
  return fleet;
}

/** "4 workers on 2 machines" */
export function fleetText(workers: readonly WorkerFacts[]): string {
  const machines = new Set(workers.map(({ host }) => host)).size;
  if (workers.length === 0) return "no worker yet";
  return `${counted(workers.length, "worker")} on ${counted(machines, "machine")}`;
}

/** "3f2a91bc (Node v24.21.0, x64)": what tells one version of the workers from another. */
export function versionText({ numerics, node, arch }: Pick<WorkerFacts, "numerics" | "node" | "arch">): string {
  return `${numerics.slice(0, 8)} (Node ${node}, ${arch})`;
}
