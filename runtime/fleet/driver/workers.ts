/** Who works on the fleet: the heartbeats of the workers, as a driver and `fleet ls` see them. */
import type { Redis } from "ioredis";
import { counted } from "../../text.ts";
import { keys } from "../redis/keys.ts";
import { WORKER, type WorkerFacts } from "../store/protocol.ts";

export interface Fleet {
  workers: WorkerFacts[];
  /** Names of those that are on the list and whose heartbeat has run out: they died, or cannot be reached. */
  silent: string[];
}

/** Milliseconds after which a silent worker is forgotten. */
const FORGET_MS = 3_600_000;

export async function readFleet(redis: Redis): Promise<Fleet> {
  const listed = await redis.zrange(keys.workers, "0", "-1", "WITHSCORES");
  const names = listed.filter((_, i) => i % 2 === 0);
  const pipeline = redis.pipeline();
  for (const name of names) pipeline.hgetall(keys.worker(name));
  const replies = (await pipeline.exec()) ?? [];
  const fleet: Fleet = { workers: [], silent: [] };
  for (const [i, [error, fields]] of replies.entries()) {
    if (error) throw error;
    const facts = WORKER.safeParse(fields);
    if (facts.success) fleet.workers.push(facts.data);
    else fleet.silent.push(names[i]!);
  }
  const newest = Math.max(...listed.filter((_, i) => i % 2 === 1).map(Number));
  if (Number.isFinite(newest)) await redis.zremrangebyscore(keys.workers, "-inf", String(newest - FORGET_MS));
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
