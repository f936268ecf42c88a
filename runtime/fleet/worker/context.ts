/** What a worker works with: made once by main.ts, handed down to whatever needs some of it. */
import type { Redis } from "ioredis";
import type { TrialStore } from "../store/trial-store.ts";
import type { ComputeThread } from "./compute-thread.ts";
import type { CurrentWork, Heartbeat } from "./heartbeat.ts";
import type { Log } from "./log.ts";
import type { ProjectCache } from "./project-cache.ts";

export interface WorkerContext {
  name: string;
  numerics: string;
  redis: Redis;
  store: TrialStore;
  heartbeat: Heartbeat;
  current: CurrentWork;
  thread: ComputeThread;
  projects: ProjectCache;
  memoryMb: number;
  patienceMs: number;
  /** Aborted when it is time to leave. */
  shutdown: AbortSignal;
  log: Log;
}
