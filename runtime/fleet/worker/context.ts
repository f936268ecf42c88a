/** What a worker works with: made once by main.ts, handed down to whatever needs some of it. */
import type { Redis } from "ioredis";
import type { Records } from "../store/trial-store.ts";
import type { Seat } from "./compute-thread.ts";
import type { Doing, Heartbeat } from "./heartbeat.ts";
import type { Say } from "./log.ts";
import type { Projects } from "./project-cache.ts";

export interface Station {
  name: string;
  numerics: string;
  redis: Redis;
  records: Records;
  heart: Heartbeat;
  doing: Doing;
  seat: Seat;
  projects: Projects;
  memoryMb: number;
  patienceMs: number;
  /** Aborted when it is time to leave. */
  leaving: AbortSignal;
  say: Say;
}
