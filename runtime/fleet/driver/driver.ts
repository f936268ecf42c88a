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
import { readHashes } from "../store/bounded-read.ts";
import { LOG_BYTES, WORD_CHARACTERS } from "../store/caps.ts";
import { chunks, claim, claimedBy, claimedByOthers, leave, release } from "../store/claims.ts";
import { removeMistyped, trialKeys } from "../store/mistyped.ts";
import type { FleetEvent, Job, WorkerFacts } from "../store/protocol.ts";
import { type Arrival, fetchResults, forgetEvents, readEvents } from "./collect.ts";
import type { FleetConnection } from "./connection.ts";
import { Judge, type Recheck, type Verdict } from "./judge.ts";
import { missingJobs, takeOut } from "./missing-jobs.ts";
import { addJobs, idOf, openQueue, putProject, redisTime, register, removeJobs, type Submission } from "./submit.ts";
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

/** A job that fails so often without a dead letter is one that no worker can do: its trials are computed here. */
const MOST_RETRIES = 5;
/** So often may the fleet answer a trial wrongly, before it is computed here. */
const MOST_WRONG = 2;
/** Sentences about wrong results; the rest is counted. */
const MOST_COMPLAINTS = 20;

export class SweepDriver {
  /** By id: what this run waits for. */
  readonly outstanding: Map<string, TrialSpec>;
  readonly #fleet: FleetConnection;
  readonly #sweep: Submission;
  readonly #events: DriverEvents;
  readonly #queue: Queue<Job>;
  readonly #judge: Judge;
  readonly #retries = new Map<string, number>();
  /** By trial: wrong results, and bytes of its log. */
  readonly #wrong = new Map<string, number>();
  readonly #logged = new Map<string, number>();
  #complaints = 0;
  /** What was there before: how many trials of how many, and how many of these are still looked into. */
  #before: { of: number; kept: number; open: number } | undefined;
  readonly #seen = new Map<string, WorkerFacts>();
  #clock: FleetClock | undefined;
  #last = "0";
  #stopping = false;
  #saidNobody = false;

  /** @param trials  those of the plan that have no result yet */
  constructor(
    fleet: FleetConnection,
    sweep: Submission,
    trials: readonly TrialSpec[],
    events: DriverEvents,
    recheck: Recheck,
  ) {
    this.#fleet = fleet;
    this.#sweep = sweep;
    this.#events = events;
    this.outstanding = new Map(trials.map((trial) => [trial.id, trial]));
    this.#queue = openQueue(fleet.redis, sweep.numerics);
    this.#judge = new Judge(recheck);
  }

  /** Puts the file, the entry, the claims and the jobs; what is in Redis already is taken in at once. */
  async submit(): Promise<void> {
    await register(this.#fleet.redis, this.#sweep);
    await this.#settleClaims();
    const there = await fetchResults(this.#fleet.redis, this.#awaited());
    this.#before ??= { of: this.outstanding.size, kept: 0, open: there.length };
    for (const arrival of there) this.#judge.take(arrival, this.outstanding.get(arrival.id)!, true);
    await this.#addMissing();
  }

  /** Takes in what the stream of events says. */
  async takeEvents(): Promise<void> {
    const { redis } = this.#fleet;
    for (let more = true; more; ) {
      const batch = await readEvents(redis, this.#sweep.sweep, this.#last);
      const ended = new Set(
        batch.events.flatMap((event) => (event.kind === "result" || event.kind === "aside" ? [event.trial] : [])),
      );
      for (const event of batch.events) this.#handleEvent(event);
      this.#consider(
        await fetchResults(
          redis,
          this.#awaited().filter((id) => ended.has(id)),
        ),
      );
      this.#consider(
        batch.events.flatMap((event) =>
          this.#stopping && event.kind === "partial"
            ? [{ id: event.result.id, worker: event.worker ?? "", result: { ...event.result, status: "partial" } }]
            : [],
        ),
      );
      this.#last = batch.last;
      more = batch.more;
    }
    await this.#follow();
  }

  /** Looks into all that has arrived, and takes in what is right. */
  async settle(): Promise<void> {
    await this.#judge.settled();
    await this.#follow();
  }

  /** Deletes what holds another type than ours: without it nothing goes on. @returns how much that was */
  async repair(): Promise<number> {
    const { redis } = this.#fleet;
    const { sweep, project } = this.#sweep;
    const gone = await removeMistyped(redis, [
      [keys.project(project), "hash"],
      [keys.sweep(sweep), "hash"],
      [keys.sweeps, "zset"],
      [keys.wanted(sweep), "set"],
      [keys.events(sweep), "stream"],
      [keys.cache, "zset"],
      [keys.cacheBytes, "string"],
      [keys.workers, "zset"],
    ]);
    for (const some of chunks([...this.outstanding.keys()])) {
      gone.push(...(await removeMistyped(redis, some.flatMap(trialKeys))));
    }
    if (gone.length > 0) {
      this.#events.say(
        `${gone[0]}: Redis held there what is none of ours; it is deleted, and what it cost is done again.`,
      );
    }
    return gone.length;
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
    await this.#follow();
  }

  /** Says that it is here, and sees who else is. @throws GxError GX_FLEET when the sweep was cancelled */
  async heartbeat(): Promise<void> {
    const { redis } = this.#fleet;
    const { sweep } = this.#sweep;
    const { sweep: known, cancelled } = await this.#entry();
    if (known !== sweep) await register(redis, this.#sweep);
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
    await redis.hset(keys.sweep(sweep), { seen: Math.round(time), stop: Number(this.#stopping) });
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

  /** Waits for these no longer: their waiting jobs are taken back, and what runs of them ends unheard. */
  async forget(trials: readonly TrialSpec[]): Promise<void> {
    if (trials.length === 0) return;
    const gone = trials.map(({ id }) => id);
    const others = await claimedByOthers(this.#fleet.redis, this.#sweep.sweep, gone);
    for (const id of gone) this.outstanding.delete(id);
    const jobs = this.#sweep.jobs.filter((job) => job.every(({ id }) => !this.outstanding.has(id) && !others.has(id)));
    const unwanted = new Set(gone);
    await removeJobs(this.#queue, jobs.filter((job) => job.some(({ id }) => unwanted.has(id))).map(idOf));
    await this.#settleClaims();
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
    await release(redis, sweep, await claimedBy(redis, sweep), cacheLimit);
    await leave(redis, sweep, project);
  }

  /** Takes in what is there, without asking for anything. @returns whether the fleet goes on with the sweep */
  async collect(): Promise<boolean> {
    const { redis } = this.#fleet;
    const { sweep, stop } = await this.#entry();
    const goesOn = sweep !== undefined && stop !== "1";
    await this.takeEvents();
    this.#consider(await fetchResults(redis, this.#awaited()));
    await this.settle();
    await forgetEvents(redis, this.#sweep.sweep, this.#last);
    if (this.outstanding.size === 0) await this.leave();
    return goesOn;
  }

  #handleEvent(event: FleetEvent): void {
    if (event.kind === "progress") {
      const spec = this.outstanding.get(event.progress.id);
      if (spec) this.#events.progress({ ...event.progress, index: spec.index });
    }
    if (event.kind === "log") this.#log(event);
    if (event.kind === "activity" && this.#index(event.trial ?? "") !== undefined) {
      this.#events.activity(this.#translated(event));
    }
  }

  /** As much of a trial's log as a trial may say. */
  #log({ trial, line }: FleetEvent & { kind: "log" }): void {
    const before = this.#logged.get(trial) ?? 0;
    if (this.#index(trial) === undefined || before > LOG_BYTES) return;
    const after = before + Buffer.byteLength(line);
    this.#logged.set(trial, after);
    this.#events.log(after > LOG_BYTES ? `trial ${this.#index(trial)}: (what its log says further is left out)` : line);
  }

  /** A worker's times by this machine's clock, its trial by this sweep's plan. */
  #translated({ activity, trial }: FleetEvent & { kind: "activity" }): Activity {
    const offset = this.#clock ? Date.now() - this.#clock.now() : 0;
    const index = activity.trial === undefined ? undefined : this.#index(trial!);
    return { ...activity, from: activity.from + offset, to: activity.to + offset, trial: index };
  }

  #index(id: string): number | undefined {
    return this.#indices.get(id);
  }

  get #indices(): Map<string, number> {
    return (this.#known ??= new Map(this.#sweep.jobs.flat().map(({ id, index }) => [id, index])));
  }
  #known: Map<string, number> | undefined;

  /** Of what is outstanding, that about which there is no verdict to come. */
  #awaited(): string[] {
    return [...this.outstanding.keys()].filter((id) => !this.#judge.has(id));
  }

  #consider(arrivals: readonly Arrival[]): void {
    for (const arrival of arrivals) {
      const spec = this.outstanding.get(arrival.id);
      if (spec) this.#judge.take(arrival, spec, false);
    }
  }

  /** Does what the judge's verdicts say. */
  async #follow(): Promise<void> {
    const verdicts = this.#judge.verdicts();
    const right = verdicts.filter((verdict) => verdict.kind === "right");
    const wrong = verdicts.filter((verdict) => verdict.kind === "wrong");
    await this.#keep(right);
    if (this.#before && this.#before.open > 0) {
      this.#before.kept += right.filter(({ known }) => known).length;
      this.#before.open -= right.filter(({ known }) => known).length + wrong.length;
      const { kept, of, open } = this.#before;
      if (open <= 0 && kept > 0) this.#events.say(`${kept} of ${of} trials had been computed before.`);
    }
    if (wrong.length > 0) await this.#refuse(wrong);
  }

  /** Hands results on, which brings them to the disk, and then acknowledges them. */
  async #keep(right: readonly (Verdict & { kind: "right" })[]): Promise<void> {
    const kept: string[] = [];
    for (const { spec, result, known } of right) {
      if (!this.outstanding.has(spec.id)) continue;
      // Another sweep, in whose plan it has another place, may have had it computed.
      this.#events.finished({ ...result, index: spec.index }, known ? "known" : undefined);
      this.outstanding.delete(spec.id);
      kept.push(spec.id);
    }
    if (kept.length > 0) await release(this.#fleet.redis, this.#sweep.sweep, kept, this.#fleet.cacheLimit);
  }

  /** What is wrong is deleted, said, and computed anew: by the fleet, and after that here. */
  async #refuse(wrong: readonly (Verdict & { kind: "wrong" })[]): Promise<void> {
    for (const { spec, why, worker } of wrong) {
      const times = (this.#wrong.get(spec.id) ?? 0) + 1;
      this.#wrong.set(spec.id, times);
      const where = times < MOST_WRONG ? "anew" : "on this machine";
      if (times >= MOST_WRONG) this.#judge.compute(spec);
      this.#complaints++;
      if (this.#complaints > MOST_COMPLAINTS) continue;
      const who = worker === "" ? "Somebody who gives no name" : `Worker ${worker}`;
      this.#events.say(
        `${who} delivered a wrong result of trial ${spec.index}: ${why}. It is computed ${where}.${
          this.#complaints === MOST_COMPLAINTS ? " Further ones are not named." : ""
        }`,
      );
    }
    for (const some of chunks(wrong)) {
      await this.#fleet.redis.unlink(
        some.flatMap(({ spec: { id } }) => [keys.result(id), keys.deadLetter(id), keys.checkpoint(id)]),
      );
    }
    if (!this.#stopping) await this.#addMissing();
  }

  /** The fields of the sweep's entry that say whether it goes on. */
  async #entry(): Promise<Record<string, string>> {
    const { redis } = this.#fleet;
    const fields = ["sweep", "stop", "cancelled"];
    return (await readHashes(redis, [keys.sweep(this.#sweep.sweep)], fields, WORD_CHARACTERS))[0]!;
  }

  /** What Redis has as this sweep's claims becomes what is outstanding: no more, no less. */
  async #settleClaims(): Promise<void> {
    const { redis, cacheLimit } = this.#fleet;
    const { sweep } = this.#sweep;
    const claimed = await claimedBy(redis, sweep);
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
    const { sweep, project } = this.#sweep;
    const { jobs, failed } = await missingJobs(redis, this.#queue, project, this.#waitingJobs());
    // A job that ended since left results.
    this.#consider(await fetchResults(redis, this.#awaited()));
    const lost = jobs.filter((job) => this.#waitsFor(job));
    await takeOut(redis, this.#queue, lost.map(idOf));
    const again = lost.filter((job) => !this.#givenUp(job, failed.get(idOf(job))));
    if (failed.size > 0) await putProject(redis, this.#sweep, "whatever is there");
    await claim(
      redis,
      sweep,
      again.flat().flatMap(({ id }) => (this.outstanding.has(id) ? [id] : [])),
    );
    await addJobs(this.#queue, project, again);
  }

  /** Whether this job failed once too often; its trials are then computed here. @param why  it failed, if it did */
  #givenUp(job: readonly TrialSpec[], why: string | undefined): boolean {
    if (why === undefined) return false;
    const tries = (this.#retries.get(idOf(job)) ?? 0) + 1;
    this.#retries.set(idOf(job), tries);
    const given = tries > MOST_RETRIES;
    this.#events.say(`A job failed and is ${given ? "computed on this machine" : "tried again"}: ${why}`);
    if (given) for (const { id } of job) if (this.outstanding.has(id)) this.#judge.compute(this.outstanding.get(id)!);
    return given;
  }

  async #registerAgain(): Promise<void> {
    const { cancelled } = await this.#entry();
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
    return job.some(({ id }) => this.outstanding.has(id) && !this.#judge.has(id));
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
