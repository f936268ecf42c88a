/**
 * What a worker can be told, by environment or by an option of `npm run worker`;
 * where Redis is and its password come by redis.ts. Checked here.
 */
import { hostname } from "node:os";
import { GxError } from "../../errors.ts";
import { type RedisAddress, redisAddress } from "../redis/connect.ts";
import { defaultMemoryMb, LEAST_MB } from "./memory.ts";

/** Each with its environment variable. */
export const VARIABLES = {
  name: "META_GENX_WORKER_NAME",
  memory: "META_GENX_WORKER_MEMORY",
  checkpoint: "META_GENX_WORKER_CHECKPOINT",
  lock: "META_GENX_WORKER_LOCK",
  patience: "META_GENX_WORKER_PATIENCE",
} as const;

export interface GivenSettings {
  redis?: string | undefined;
  force?: boolean | undefined;
  /** As text, as in the environment. */
  name?: string | undefined;
  memory?: string | undefined;
  checkpoint?: string | undefined;
  lock?: string | undefined;
  patience?: string | undefined;
}

export interface WorkerSettings {
  address: RedisAddress;
  /** Goes on with a Redis that could lose work. */
  force: boolean;
  name: string;
  /** The hash of the bundle that this is, as its launcher says; "" in a checkout. */
  bundle: string;
  memoryMb: number;
  checkpointMs: number;
  lockMs: number;
  /** A trial that gives no evaluation for so long takes its thread down. */
  patienceMs: number;
}

/** @throws GxError GX_USAGE */
export function workerSettings(given: GivenSettings, env: NodeJS.ProcessEnv = process.env): WorkerSettings {
  const address = redisAddress(given.redis, env);
  if (!address) {
    throw new GxError(
      "GX_USAGE",
      "A worker has to know where Redis is",
      "Set META_GENX_REDIS to redis://USER@HOST:PORT and META_GENX_REDIS_PASSWORD to its password.",
    );
  }
  const number = (what: Exclude<keyof typeof VARIABLES, "name">, least: number, otherwise: number): number => {
    const text = given[what] ?? env[VARIABLES[what]];
    if (text === undefined || text === "") return otherwise;
    const value = Number(text);
    if (value >= least && value <= MOST) return value;
    const source = given[what] === undefined ? VARIABLES[what] : `--${what}`;
    throw new GxError("GX_USAGE", `${source} takes a number from ${least} to ${MOST}, not "${text}"`);
  };
  return {
    address,
    force: given.force ?? false,
    name: workerName(given.name ?? env[VARIABLES.name]),
    bundle: env["META_GENX_BUNDLE"] ?? "",
    memoryMb: number("memory", LEAST_MB, defaultMemoryMb()),
    checkpointMs: number("checkpoint", 0.01, 2) * 1000,
    lockMs: number("lock", 1, 30) * 1000,
    patienceMs: number("patience", 1, 600) * 1000,
  };
}

/** As seconds what a timer can wait, 24 days; as MB more than there is. */
const MOST = 2e6;

function workerName(given: string | undefined): string {
  if (given === undefined || given === "") return `${hostname().replace(/[^\w.-]/g, "-")}.${process.pid}`;
  if (/^[\w.-]{1,100}$/.test(given)) return given;
  throw new GxError("GX_USAGE", `A worker's name has letters, digits and .-_ only, not "${given}"`);
}
