/**
 * The door to Redis: an address without its password on any command line, and a
 * connection. Two environment variables say where: META_GENX_REDIS, a whole URL,
 * and META_GENX_REDIS_PASSWORD for a URL without one.
 */
import { Redis, type RedisOptions } from "ioredis";

export interface RedisAddress {
  /** "redis://worker@10.0.0.2:6379": as it may be shown, without a password. */
  shown: string;
  options: RedisOptions;
}

/** A connection of our own, beside BullMQ's: it waits for a server that is away, for ever. */
export function openRedis({ options }: RedisAddress): Redis {
  return new Redis({ ...options, maxRetriesPerRequest: null, lazyConnect: true });
}
