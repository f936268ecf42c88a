/**
 * A worker of a fleet, from its start to its leave: one process for each core. Its
 * main thread talks to Redis and keeps the lock of the job; another one computes.
 */
import { hostname } from "node:os";
import { numericsVersion } from "../../sweep/numerics.ts";
import { connectRedis } from "../redis/connect.ts";
import { checkServer } from "../redis/requirements.ts";
import { Records } from "../store/trial-store.ts";
import { Seat } from "./compute-thread.ts";
import type { Station } from "./context.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { Jobs } from "./jobs.ts";
import { say } from "./log.ts";
import { Projects } from "./project-cache.ts";
import { workOn } from "./run-job.ts";
import { leaveOnSignal } from "./shutdown.ts";
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
  for (const problem of await checkServer(redis, address, force)) say(`${address.shown}: ${problem}`);
  // Each attempt to connect that fails is a "close", too.
  let away = false;
  redis.on("close", () => {
    if (!away) say(`${address.shown}: the connection is lost; waiting for it`);
    away = true;
  });
  redis.on("ready", () => {
    if (away) say(`${address.shown}: connected again`);
    away = false;
  });

  const leaving = leaveOnSignal(say);
  const records = new Records(redis, name);
  const doing = { trials: 0, evaluations: 0, trial: "", rate: 0 };
  const { version: node, arch, pid } = process;
  const facts = { worker: name, host: hostname(), pid, numerics, bundle, node, arch };
  const heart = await startHeartbeat(redis, records, facts, doing);
  const jobs = new Jobs(address, redis, { worker: name, numerics, lockMs }, say);
  const seat = new Seat({ runner, checkpointMs, memoryMb });
  const projects = new Projects(redis);
  const station: Station = {
    name,
    numerics,
    redis,
    records,
    heart,
    doing,
    seat,
    projects,
    memoryMb,
    patienceMs,
    leaving,
    say,
  };
  say(`Worker ${name}, numerics ${numerics.slice(0, 8)}, at ${address.shown}; up to ${memoryMb} MB. Ready.`);

  while (!leaving.aborted) {
    const job = await jobs.take();
    if (job) await workOn(job, station);
  }

  redis.removeAllListeners("close");
  await Promise.all([seat.end("leaving"), jobs.close(), heart.end().catch(() => {})]);
  redis.disconnect();
  say(`Worker ${name} leaves after ${doing.trials} trials.`);
}
