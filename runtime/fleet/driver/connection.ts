/** A driver's connection to a fleet, opened and checked, before anything is asked of it. */
import type { Redis } from "ioredis";
import { connectRedis, type RedisAddress, redisError } from "../redis/connect.ts";
import { checkRequirements } from "../redis/requirements.ts";
import { cacheLimitOf } from "../store/claims.ts";
import { type Fleet, readFleet } from "./workers.ts";

/** Without a word from Redis for so long, the connection counts as lost and another is made. */
const SILENCE_MS = 30_000;

export interface FleetConnection {
  redis: Redis;
  address: RedisAddress;
  /** Bytes; see `cacheLimitOf`. */
  cacheLimit: number;
  /** What is wrong with the server, where --force goes on all the same. */
  warnings: string[];
}

/** @throws GxError GX_REDIS_… with what is wrong */
export async function openFleet(address: RedisAddress, force: boolean): Promise<FleetConnection> {
  const redis = await connectRedis(address, { socketTimeout: SILENCE_MS });
  try {
    const warnings = await checkRequirements(redis, address, force);
    return { redis, address, cacheLimit: cacheLimitOf(await redis.info("memory")), warnings };
  } catch (error) {
    redis.disconnect();
    throw redisError(error, address);
  }
}

/** As `readFleet`, for the start of a command. */
export function fleetOf({ redis, address }: FleetConnection): Promise<Fleet> {
  return readFleet(redis).catch((error) => {
    throw redisError(error, address);
  });
}
