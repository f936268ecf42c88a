/**
 * A worker of a fleet, from its start to its leave: one process for each core. Its
 * main thread talks to Redis and keeps the lock of the job; another one computes.
 */
import { hostname } from "node:os";
import { numericsVersion } from "../../sweep/numerics.ts";
import { connectRedis } from "../redis/connect.ts";
import { checkRequirements } from "../redis/requirements.ts";
import { TrialStore } from "../store/trial-store.ts";
import { ComputeThread } from "./compute-thread.ts";
import type { WorkerContext } from "./context.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { Jobs } from "./jobs.ts";
import { log } from "./log.ts";
import { ProjectCache } from "./project-cache.ts";
import { runJob } from "./run-job.ts";
import { shutdownOnSignal } from "./shutdown.ts";
import type { WorkerSettings } from "./worker-settings.ts";

const RUNNER = new URL("../../sweep/runner.ts", import.meta.url);

/**
 * Works until it is told to leave.
 * @param runner  the module that opens a project; a test brings its own
 * @throws GxError when Redis cannot be used
 */
export async function runWorker(settings: WorkerSettings, runner: URL = RUNNER): Promise<void> {
  const { address, name, bundle, force, memoryMb, checkpointMs, lockMs, patienceMs } = settings;
  const numerics = numericsVersion();
  const redis = await connectRedis(address);
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

  const shutdown = shutdownOnSignal(log);
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
