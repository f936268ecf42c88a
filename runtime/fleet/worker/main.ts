/**
 * A worker of a fleet, from its start to its leave: one process for each core. Its
 * main thread talks to Redis and keeps the lock of the job; another one computes.
 */
import { hostname } from "node:os";
import type { Redis } from "ioredis";
import { retry } from "../../retry.ts";
import { numericsVersion } from "../../sweep/numerics.ts";
import { connectRedis, isAbsent, type RedisAddress } from "../redis/connect.ts";
import { checkRequirements } from "../redis/requirements.ts";
import { TrialStore } from "../store/trial-store.ts";
import { ComputeThread } from "./compute-thread.ts";
import type { WorkerContext } from "./context.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { Jobs } from "./jobs.ts";
import { log, throttled } from "./log.ts";
import { ProjectCache } from "./project-cache.ts";
import { runJob } from "./run-job.ts";
import { shutdownOnSignal } from "./shutdown.ts";
import type { WorkerSettings } from "./worker-settings.ts";

/** Between two attempts to reach a Redis that is away. */
const AGAIN_MS = 1000;

const RUNNER = new URL("../../sweep/runner.ts", import.meta.url);

/**
 * Works until it is told to leave.
 * @param runner  the module that opens a project; a test brings its own
 * @throws GxError when Redis is there and cannot be used
 */
export async function runWorker(settings: WorkerSettings, runner: URL = RUNNER): Promise<void> {
  const { address, name, bundle, force, memoryMb, checkpointMs, lockMs, patienceMs } = settings;
  const numerics = numericsVersion();
  const shutdown = shutdownOnSignal(log);
  const redis = await firstConnection(address, shutdown);
  if (!redis) return;
  for (const problem of await checkRequirements(redis, address, force)) log(`${address.shown}: ${problem}`);
  // Each attempt to connect that fails is a "close", too.
  let away = false;
  redis.on("close", () => {
    if (!away) log(`${address.shown}: the connection is lost; waiting for it`);
    away = true;
  });
  redis.on("ready", () => {
    if (away) log(`${address.shown}: connected again`);
    away = false;
  });

  const store = new TrialStore(redis, name);
  const current = { trials: 0, evaluations: 0, trial: "", rate: 0 };
  const { version: node, arch, pid } = process;
  const facts = { worker: name, host: hostname().replace(/[^\w.-]/g, "-"), pid, numerics, bundle, node, arch };
  const heartbeat = await startHeartbeat(redis, store, facts, current);
  const jobs = new Jobs(address, redis, { worker: name, numerics, lockMs }, log);
  const thread = new ComputeThread({ runner, checkpointMs, memoryMb });
  const projects = new ProjectCache(redis);
  const context: WorkerContext = {
    name,
    numerics,
    redis,
    store,
    heartbeat,
    current,
    thread,
    projects,
    memoryMb,
    patienceMs,
    shutdown,
    log,
  };
  log(`Worker ${name}, numerics ${numerics.slice(0, 8)}, at ${address.shown}; up to ${memoryMb} MB. Ready.`);

  while (!shutdown.aborted) {
    const job = await jobs.take();
    if (job) await runJob(job, context);
  }

  redis.removeAllListeners("close");
  await Promise.all([thread.end("shutdown"), jobs.close(), heartbeat.end().catch(() => {})]);
  redis.disconnect();
  log(`Worker ${name} leaves after ${current.trials} trials.`);
}

/** A Redis that is away is waited for: machines of a fleet start in any order. @returns undefined when it is time to leave before */
async function firstConnection(address: RedisAddress, signal: AbortSignal): Promise<Redis | undefined> {
  const logFailure = throttled(log);
  try {
    return await retry(() => connectRedis(address), {
      signal,
      again: (error) => (isAbsent(error) ? AGAIN_MS : undefined),
      failed: (error) => logFailure(`${(error as Error).message}; waiting for it`),
    });
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
