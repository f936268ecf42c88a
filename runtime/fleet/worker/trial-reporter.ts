/**
 * What a worker tells about one trial while it runs: progress, log lines, what its
 * thread was doing and when. To all who claim it, as hints: while Redis is away or
 * full, nothing waits for them.
 */
import type { Redis } from "ioredis";
import type { Activity } from "../../sweep/activity.ts";
import type { TrialProgress, TrialSpec } from "../../sweep/trial.ts";
import type { FleetClock } from "../redis/clock.ts";
import type { FleetEvent } from "../store/protocol.ts";
import type { TrialStore } from "../store/trial-store.ts";
import type { Log } from "./log.ts";

/** Of one run; a script's own `print` is cut off by its thread before that. */
const LINES_PER_RUN = 200;

export class TrialReporter {
  readonly #redis: Redis;
  readonly #store: TrialStore;
  readonly #clock: FleetClock;
  readonly #log: Log;
  readonly #worker: string;
  readonly #spec: TrialSpec;
  #lines = 0;
  #activityBegan: number;

  constructor(
    { redis, store, clock, log, name }: { redis: Redis; store: TrialStore; clock: FleetClock; log: Log; name: string },
    spec: TrialSpec,
  ) {
    this.#redis = redis;
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
    this.#worker = name;
    this.#spec = spec;
    this.#activityBegan = clock.now();
  }

  /** What the thread did from the last call on, or from the beginning, until now. @param ago  until so many milliseconds before now */
  recordActivity(doing: Activity["doing"], ago = 0): void {
    const from = this.#activityBegan;
    this.#activityBegan = Math.max(from, this.#clock.now() - ago);
    const trial = doing === "fetching" ? undefined : this.#spec.index;
    const activity: Activity = { worker: this.#worker, thread: 0, doing, from, to: this.#activityBegan, trial };
    this.#send({ kind: "activity", activity, trial: this.#spec.id });
  }

  progress(progress: TrialProgress): void {
    if (this.#redis.status === "ready") this.#send({ kind: "progress", progress });
  }

  line(line: string): void {
    this.#lines++;
    if (this.#lines > LINES_PER_RUN) return;
    const last = this.#lines === LINES_PER_RUN;
    const text = last ? "(what it says further is left out)" : line;
    this.#log(`trial ${this.#spec.id.slice(0, 8)}: ${text}`);
    this.#send({ kind: "log", trial: this.#spec.id, worker: this.#worker, line: text });
  }

  #send(event: FleetEvent): void {
    this.#store.publishEvent(this.#spec.id, event).catch(() => {});
  }
}
