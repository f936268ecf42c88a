/**
 * Whether a Redis is fit to keep a sweep: one server and no cluster, new enough for BullMQ, not one that
 * drops data when it is full, and one that still has its data after a restart.
 * Read from INFO, which needs no rights over the server's configuration.
 */
import type { Redis } from "ioredis";
import { GxError } from "../../errors.ts";
import { type RedisAddress, redisError } from "./connect.ts";
import { PREFIX } from "./keys.ts";

/** BullMQ's own minimum. */
const OLDEST = "6.2";

/** @returns a sentence for each thing that is wrong with it @param info  the reply to INFO */
export function unmetRequirements(info: string): string[] {
  const facts = new Map(info.split(/\r?\n/).map((line) => line.split(":", 2) as [string, string | undefined]));
  const version = facts.get("redis_version") ?? "of unknown version";
  const policy = facts.get("maxmemory_policy") ?? "noeviction";
  return [
    isCluster(info) && CLUSTER,
    isOlder(version, OLDEST) && `It is Redis ${version}; ${OLDEST} or newer is needed.`,
    policy !== "noeviction" && `When it is full it drops data (maxmemory-policy ${policy}): set noeviction.`,
    facts.get("aof_enabled") !== "1" && "It keeps nothing after a restart (appendonly no): set appendonly yes.",
  ].filter((problem) => problem !== false);
}

/**
 * Checks the rights, too: it deletes two keys that nobody has, and runs a script that does nothing.
 * @throws GxError GX_REDIS_UNFIT, unless `force`; GX_REDIS_DENIED, GX_REDIS_FULL
 * @returns the problems, for a warning
 */
export async function checkRequirements(redis: Redis, address: RedisAddress, force: boolean): Promise<string[]> {
  const problems = await (async () => {
    const info = await redis.info();
    // A cluster refuses the script, and not for want of rights.
    if (!isCluster(info)) {
      await redis.eval("return redis.call('DEL', KEYS[1], KEYS[2])", 2, `${PREFIX}nothing`, "bull:nothing");
    }
    return unmetRequirements(info);
  })().catch((error) => {
    throw redisError(error, address);
  });
  if (problems.length === 0 || (force && !problems.includes(CLUSTER))) return problems;
  throw new GxError(
    "GX_REDIS_UNFIT",
    `${address.shown}: this Redis could lose work. ${problems.join(" ")}`,
    problems.includes(CLUSTER)
      ? "docs/fleet.md has its settings."
      : "docs/fleet.md has its settings. --force goes on all the same.",
  );
}

const CLUSTER =
  "It is a Redis Cluster, which parts keys among machines, and what a fleet does touches several keys at once: take one server, without cluster-enabled.";

function isCluster(info: string): boolean {
  return /^redis_mode:cluster\r?$/m.test(info);
}

/** "6.0.16" is older than "6.2". What is no version at all counts as old. */
function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split(".").map(Number));
  for (const [i, part] of b!.entries()) {
    const mine = a![i] ?? 0;
    if (!(mine >= part)) return true;
    if (mine > part) return false;
  }
  return false;
}
