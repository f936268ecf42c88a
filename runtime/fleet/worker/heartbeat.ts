/**
 * Once a second a worker says that it is there and what it does, and learns how the
 * trial that it runs stands: who still claims it, whether all of them asked it to
 * stop, whether somebody else has delivered it. The answer carries Redis's time.
 *
 * A connection that was lost without a word is found here: no answer for a while,
 * and it is opened anew.
 */
import { loadavg } from "node:os";
import type { Redis } from "ioredis";
import { FleetClock, localTime } from "../redis/clock.ts";
import { keys } from "../redis/keys.ts";
import type { WorkerFacts } from "../store/protocol.ts";
import type { TrialStatus, TrialStore } from "../store/trial-store.ts";
import { memoryMb } from "./memory.ts";

const EVERY_MS = 1000;
/** A worker that was not heard of for so long is not shown any more. */
const EXPIRES_MS = 10_000;
/** Longer than any server takes that is there. */
const LOST_MS = 10_000;

/** What changes while it works; run-trial.ts and run-attempt.ts write it. */
export interface CurrentWork {
  trials: number;
  evaluations: number;
  /** By name; "" while idle. */
  trial: string;
  rate: number;
}

export type FixedFacts = Pick<WorkerFacts, "worker" | "host" | "pid" | "numerics" | "bundle" | "node" | "arch">;

export interface Heartbeat {
  readonly clock: FleetClock;
  /** Called with every answer while a trial runs. */
  onStatus: ((status: TrialStatus) => void) | undefined;
  /** Ends it, and takes the worker off the list. */
  end(): Promise<void>;
}

export async function startHeartbeat(
  redis: Redis,
  store: TrialStore,
  fixed: FixedFacts,
  current: CurrentWork,
): Promise<Heartbeat> {
  const first = await timed(() => store.readStatus(""));
  const clock = new FleetClock(first.asked, first.answered, first.reply.time);
  const started = Math.round(clock.now());

  const beat = async () => {
    const facts: WorkerFacts = {
      ...fixed,
      ...current,
      load: Math.round(100 * loadavg()[0]!) / 100,
      memory: memoryMb(),
      started,
      seen: Math.round(clock.now()),
    };
    const key = keys.worker(fixed.worker);
    redis
      .pipeline()
      .hset(key, { ...facts })
      .pexpire(key, EXPIRES_MS)
      .zadd(keys.workers, facts.seen, fixed.worker)
      .exec()
      // A Redis that is full says so to the heartbeat, too; whoever has a result to deliver speaks of it.
      .catch(() => {});
    const watched = current.trial;
    const { asked, answered, reply } = await timed(() => store.readStatus(watched));
    clock.sync(asked, answered, reply.time);
    if (watched !== "" && watched === current.trial) heartbeat.onStatus?.(reply);
  };

  let waiting = 0;
  const timer = setInterval(() => {
    if (redis.status !== "ready") return;
    if (waiting > 0) {
      if (performance.now() - waiting > LOST_MS) redis.disconnect(true);
      return;
    }
    waiting = performance.now();
    beat()
      .catch(() => {})
      .finally(() => {
        waiting = 0;
      });
  }, EVERY_MS);

  const heartbeat: Heartbeat = {
    clock,
    onStatus: undefined,
    async end() {
      clearInterval(timer);
      await redis.pipeline().del(keys.worker(fixed.worker)).zrem(keys.workers, fixed.worker).exec();
    },
  };
  await beat();
  return heartbeat;
}

async function timed<T>(ask: () => Promise<T>): Promise<{ asked: number; answered: number; reply: T }> {
  const asked = localTime();
  const reply = await ask();
  return { asked, answered: localTime(), reply };
}
