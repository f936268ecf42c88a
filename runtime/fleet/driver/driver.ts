/**
 * What a driver does for one sweep on the fleet, step by step; runtime/pool/fleet-pool.ts
 * says when. A step may fail half way because Redis went away, and is then simply
 * done again.
 *
 * What the driver waits for is `outstanding`. A result leaves it once the caller has
 * it safe (`finished` returns after the journal's fsync), and only after that is the
 * claim given back, so that whatever dies in between, the result is still in Redis
 * or already on the disk.
 */
import type { Queue } from "bullmq";
import { GxError } from "../../errors.ts";
import type { Activity } from "../../sweep/activity.ts";
import type { TrialProgress, TrialResult, TrialSpec } from "../../sweep/trial.ts";
import { FleetClock, localTime } from "../redis/clock.ts";
import { keys } from "../redis/keys.ts";
import { claim, claimedByOthers, leave, release } from "../store/claims.ts";
import { type FleetEvent, type Job, SWEEP, type WorkerFacts } from "../store/protocol.ts";
import { fetchResults, forgetEvents, readEvents } from "./collect.ts";
import type { FleetConnection } from "./connection.ts";
import {
  addJobs,
  idOf,
  missingJobs,
  openQueue,
  putProject,
  redisTime,
  register,
  removeJobs,
  retryJob,
  type Submission,
} from "./submit.ts";
import { readFleet } from "./workers.ts";

export interface DriverEvents {
  progress(event: TrialProgress): void;
  /** Keeps the result for good before it returns. `known`: it was there before this run asked for it. */
  finished(result: TrialResult, known?: "known"): void;
  activity(activity: Activity): void;
  log(line: string): void;
  /** A sentence for the user. */
  say(line: string): void;
  workers(count: number): void;
}

/** A job that fails so often without a dead letter meets a defect, which no repetition mends. */
const MOST_RETRIES = 5;

export class SweepDriver {
  /** By id: what this run waits for. */
  readonly outstanding: Map<string, TrialSpec>;
  readonly #fleet: FleetConnection;
  readonly #sweep: Submission;
  readonly #events: DriverEvents;
  readonly #queue: Queue<Job>;
  readonly #retries = new Map<string, number>();
  readonly #seen = new Map<string, WorkerFacts>();
  #clock: FleetClock | undefined;
  #last = "0";
  #stopping = false;
  #saidNobody = false;

  /** @param trials  those of the plan that have no result yet */
  constructor(fleet: FleetConnection, sweep: Submission, trials: readonly TrialSpec[], events: DriverEvents) {
    this.#fleet = fleet;
    this.#sweep = sweep;
    this.#events = events;
    this.outstanding = new Map(trials.map((trial) => [trial.id, trial]));
    this.#queue = openQueue(fleet.redis, sweep.numerics);
  }

  /** Puts the file, the entry, the claims and the jobs; what is in Redis already is taken in at once. */
  async submit(): Promise<void> {
    await register(this.#fleet.redis, this.#sweep);
    await this.#settleClaims();
    const waiting = this.outstanding.size;
    await this.#keep(await fetchResults(this.#fleet.redis, [...this.outstanding.keys()]), "known");
    const known = waiting - this.outstanding.size;
    if (known > 0) this.#events.say(`${known} of ${waiting} trials had been computed before.`);
    await this.#addMissing();
  }

  /** Takes in what the stream of events says. */
  async takeEvents(): Promise<void> {
    const { redis } = this.#fleet;
    for (let more = true; more; ) {
      const batch = await readEvents(redis, this.#sweep.sweep, this.#last);
      const ended = batch.events.flatMap((event) =>
        "trial" in event && event.kind !== "log" && event.kind !== "activity" ? [event.trial] : [],
      );
      for (const event of batch.events) this.#handleEvent(event);
      const results = await fetchResults(
        redis,
        [...new Set(ended)].filter((id) => this.outstanding.has(id)),
      );
      const partial = batch.events.flatMap((event) =>
        this.#stopping && event.kind === "partial" ? [event.result] : [],
      );
      await this.#keep([...results, ...partial]);
      this.#last = batch.last;
      more = batch.more;
    }
  }

  /**
   * The truth, beyond all events: results under the trials' names; claims as they have to be; jobs that got lost or failed.
   * @param anew  Redis was away and may have forgotten its last second
   */
  async reconcile(anew: boolean): Promise<void> {
    const { redis } = this.#fleet;
    if (anew) await this.#registerAgain();
    else await putProject(redis, this.#sweep);
    const claimed = await redis.scard(keys.wanted(this.#sweep.sweep));
    if (anew || claimed !== this.outstanding.size) await this.#settleClaims();
    await this.#addMissing();
  }

  /** Says that it is here, and sees who else is. @throws GxError GX_FLEET when the sweep was cancelled */
  async heartbeat(): Promise<void> {
    const { redis } = this.#fleet;
    const { sweep } = this.#sweep;
    const [known, cancelled] = await redis.hmget(keys.sweep(sweep), "sweep", "cancelled");
    if (known === null) await register(redis, this.#sweep);
    if (cancelled === "1") {
      await this.#removeJobs();
      await this.leave();
      throw new GxError(
        "GX_FLEET",
        "This sweep was taken off the fleet from another terminal",
        "What was finished is kept. --resume goes on with the rest.",
      );
    }
    const asked = localTime();
    const time = await redisTime(redis);
    if (this.#clock) this.#clock.sync(asked, localTime(), time);
    else this.#clock = new FleetClock(asked, localTime(), time);
    await redis.hset(keys.sweep(sweep), { seen: Math.round(time) });
    await forgetEvents(redis, sweep, this.#last);
    await this.#watchWorkers();
  }

  /** Says that nobody waits here any more, and leaves everything else as it is. */
  async detach(): Promise<void> {
    await this.#fleet.redis.hset(keys.sweep(this.#sweep.sweep), { seen: 0 });
  }

  /** Asks running trials to end as partial and takes waiting jobs back, but for what other sweeps wait for. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#fleet.redis.hset(keys.sweep(this.#sweep.sweep), { stop: 1 });
    await this.#removeJobs();
  }

  /** Whether some worker is still at a trial that only this sweep waits for, or has not been heard of since the given time of Redis. */
  async isBusy(since: number): Promise<boolean> {
    const { redis } = this.#fleet;
    const workers = (await readFleet(redis)).workers.filter(({ numerics }) => numerics === this.#sweep.numerics);
    const running = workers.map(({ trial }) => trial).filter((trial) => this.outstanding.has(trial));
    const others = await claimedByOthers(redis, this.#sweep.sweep, running);
    return workers.some(({ seen }) => seen < since) || running.some((trial) => !others.has(trial));
  }

  /** Redis's time, in milliseconds since 1970. */
  time(): Promise<number> {
    return redisTime(this.#fleet.redis);
  }

  /** Gives back whatever it still claims, and goes off the list. */
  async leave(): Promise<void> {
    const { redis, cacheLimit } = this.#fleet;
    const { sweep, project } = this.#sweep;
    await release(redis, sweep, await redis.smembers(keys.wanted(sweep)), cacheLimit);
    await leave(redis, sweep, project);
  }

  /** Takes in what is there, without asking for anything. @returns whether the fleet goes on with the sweep */
  async collect(): Promise<boolean> {
    const { redis } = this.#fleet;
    const facts = SWEEP.safeParse(await redis.hgetall(keys.sweep(this.#sweep.sweep)));
    const goesOn = facts.success && !facts.data.stop;
    await this.takeEvents();
    await this.#keep(await fetchResults(redis, [...this.outstanding.keys()]));
    await forgetEvents(redis, this.#sweep.sweep, this.#last);
    if (this.outstanding.size === 0) await this.leave();
    return goesOn;
  }

  #handleEvent(event: FleetEvent): void {
    if (event.kind === "progress") {
      const spec = this.outstanding.get(event.progress.id);
      if (spec) this.#events.progress({ ...event.progress, index: spec.index });
    }
    if (event.kind === "log") this.#events.log(event.line);
    if (event.kind === "activity") this.#events.activity(this.#translated(event));
  }

  /** A worker's times by this machine's clock, its trial by this sweep's plan. */
  #translated({ activity, trial }: FleetEvent & { kind: "activity" }): Activity {
    const offset = this.#clock ? Date.now() - this.#clock.now() : 0;
    const index = trial === undefined ? activity.trial : this.#index(trial);
    return { ...activity, from: activity.from + offset, to: activity.to + offset, trial: index };
  }

  #index(id: string): number | undefined {
    return this.#indices.get(id);
  }

  get #indices(): Map<string, number> {
    return (this.#known ??= new Map(this.#sweep.jobs.flat().map(({ id, index }) => [id, index])));
  }
  #known: Map<string, number> | undefined;

  /** Hands results on, which brings them to the disk, and then acknowledges them. */
  async #keep(results: readonly TrialResult[], known?: "known"): Promise<void> {
    const kept: string[] = [];
    for (const result of results) {
      const spec = this.outstanding.get(result.id);
      if (!spec) continue;
      // Another sweep, in whose plan it has another place, may have had it computed.
      this.#events.finished({ ...result, index: spec.index }, known);
      this.outstanding.delete(result.id);
      kept.push(result.id);
    }
    if (kept.length > 0) await release(this.#fleet.redis, this.#sweep.sweep, kept, this.#fleet.cacheLimit);
  }

  /** What Redis has as this sweep's claims becomes what is outstanding: no more, no less. */
  async #settleClaims(): Promise<void> {
    const { redis, cacheLimit } = this.#fleet;
    const { sweep } = this.#sweep;
    const claimed = await redis.smembers(keys.wanted(sweep));
    await release(
      redis,
      sweep,
      claimed.filter((id) => !this.outstanding.has(id)),
      cacheLimit,
    );
    await claim(redis, sweep, [...this.outstanding.keys()]);
  }

  /** A claim without a result and without a job is a job that got lost; a failed job is tried again. */
  async #addMissing(): Promise<void> {
    const { redis } = this.#fleet;
    const waiting = this.#waitingJobs();
    const missing = await missingJobs(redis, this.#queue, waiting);
    // A job that ended since left results.
    await this.#keep(await fetchResults(redis, [...this.outstanding.keys()]));
    await addJobs(
      this.#queue,
      this.#sweep.project,
      missing.unknown.filter((job) => this.#waitsFor(job)),
    );
    for (const id of missing.failed) {
      const why = await retryJob(this.#queue, id);
      const tries = (this.#retries.get(id) ?? 0) + 1;
      this.#retries.set(id, tries);
      this.#events.say(`A job failed and is tried again: ${why}`);
      if (tries > MOST_RETRIES) {
        throw new GxError("GX_FLEET", `A job failed again and again: ${why}`, "Look into the log of the workers.");
      }
    }
  }

  async #registerAgain(): Promise<void> {
    const cancelled = await this.#fleet.redis.hget(keys.sweep(this.#sweep.sweep), "cancelled");
    if (cancelled !== "1") await register(this.#fleet.redis, this.#sweep);
  }

  async #removeJobs(): Promise<void> {
    const { redis } = this.#fleet;
    const others = await claimedByOthers(redis, this.#sweep.sweep, [...this.outstanding.keys()]);
    const mine = this.#waitingJobs().filter((job) => !job.some(({ id }) => others.has(id)));
    await removeJobs(this.#queue, mine.map(idOf));
  }

  #waitingJobs(): (readonly TrialSpec[])[] {
    return this.#sweep.jobs.filter((job) => this.#waitsFor(job));
  }

  #waitsFor(job: readonly TrialSpec[]): boolean {
    return job.some(({ id }) => this.outstanding.has(id));
  }

  /** Reports how many there are, and who fell silent. */
  async #watchWorkers(): Promise<void> {
    const { workers, silent } = await readFleet(this.#fleet.redis);
    const mine = workers.filter(({ numerics }) => numerics === this.#sweep.numerics);
    for (const name of silent) {
      if (!this.#seen.delete(name)) continue;
      this.#events.say(`Worker ${name} is not heard of any more; what it was at goes to another.`);
    }
    for (const facts of mine) this.#seen.set(facts.worker, facts);
    this.#events.workers(mine.length);
    if (mine.length > 0) this.#saidNobody = false;
    else if (!this.#saidNobody) {
      this.#saidNobody = true;
      this.#events.say(nobodyText(this.#fleet.address.shown, this.#sweep.numerics, workers));
    }
  }
}

/** What to do where no worker of this version is there. */
function nobodyText(shown: string, numerics: string, others: readonly WorkerFacts[]): string {
  const start = `Start one on any machine, from this same version: npm run worker -- --redis ${shown}`;
  return others.length === 0
    ? `No worker is there; the trials wait. ${start}`
    : `The workers there compute with another version than this sweep (${others[0]!.numerics.slice(0, 8)}, not ${numerics.slice(0, 8)}); the trials wait. ${start}`;
}
