/**
 * One trial on this worker, from a look at how it stands to its outcome in Redis.
 *
 * A strike is counted before it begins, so that a worker that does not come back
 * has left one behind; an orderly end takes it away, and so does a checkpoint that
 * is further than the beginning. Only a trial that takes down whoever runs it, three
 * times in a row and without getting any further, is set aside.
 */
import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { GxError } from "../errors.ts";
import { failed } from "../sweep/failed.ts";
import type { TrialCheckpoint, TrialResult, TrialSpec } from "../sweep/trial.ts";
import type { Doing, Heartbeat } from "./heartbeat.ts";
import type { TakenJob } from "./jobs.ts";
import { HAND_BACK_MS } from "./leave.ts";
import { type Say, sparingly } from "./log.ts";
import { memoryMb } from "./memory.ts";
import { News } from "./news.ts";
import type { Projects } from "./project.ts";
import { FORMAT, SET_ASIDE } from "./protocol.ts";
import { type Beginning, type Records, readCheckpoint, STRIKES, type Watch } from "./records.ts";
import type { Outcome, Seat } from "./seat.ts";
import { untilDone } from "./until-done.ts";

/** What a worker works with. */
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

/** "over": there is nothing more to do about it here. "left": it is to go on elsewhere. */
export type Ending = "over" | "left";

type Wanted = Beginning & { state: "wanted" };

/** Why a trial that runs is asked to end. */
type Reason = "stopped" | "unwanted" | "done" | "leaving";

export async function runOne(spec: TrialSpec, project: string, job: TakenJob, station: Station): Promise<Ending> {
  const { records, say, leaving } = station;
  const short = spec.id.slice(0, 8);
  for (;;) {
    if (leaving.aborted) return "left";
    const run = randomUUID();
    const found = await untilDone(`trial ${short}: Redis refuses`, station, () => records.begin(spec.id, run));
    if (found === undefined) return "left";
    if (found.state === "out") {
      const error = `Set aside: ${STRIKES} times in a row it took its worker down without getting any further. The last time: ${found.why}.`;
      await setAside(failed(spec, withLog(error, found.log), SET_ASIDE), station);
      return "over";
    }
    if (found.state !== "wanted") return "over";
    const ending = await attempt(spec, project, run, found, job, station);
    if (ending !== "again") return ending;
    say(`trial ${short}: once more, strike ${found.strikes} of ${STRIKES}`);
  }
}

async function attempt(
  spec: TrialSpec,
  project: string,
  run: string,
  found: Wanted,
  job: TakenJob,
  station: Station,
): Promise<Ending | "again"> {
  const { records, numerics, say, heart } = station;
  const short = spec.id.slice(0, 8);
  const news = new News({ ...station, clock: heart.clock }, spec, found.sweeps);
  const pardon = () => untilDone(`trial ${short}: Redis refuses`, station, () => records.pardon(spec.id, run));

  const endWatch = watchSeat(station);
  const from = found.checkpoint === undefined ? undefined : readCheckpoint(found.checkpoint, numerics);
  const { lost, outcome, reason } = await (async () => {
    const lost = await ready(project, news, station);
    if (lost) return { lost, outcome: lost, reason: undefined };
    if (from) say(`trial ${short}: goes on after ${from.tally.evaluations} evaluations`);
    return { lost, ...(await compute(spec, run, from, job, news, station)) };
  })().finally(endWatch);
  if (lost?.kind === "threw") {
    await setAside(failed(spec, `The file cannot be opened: ${lost.error.message}`, SET_ASIDE), station);
    return "over";
  }
  if (outcome.kind === "died") {
    if (outcome.ours) {
      await pardon();
      return "left";
    }
    news.line(outcome.why);
    await untilDone(`trial ${short}: Redis refuses`, station, () => records.blame(spec.id, outcome.why));
    return "again";
  }
  if (outcome.kind === "threw") {
    if (from && isOfCheckpoint(outcome.error)) {
      say(`trial ${short}: its checkpoint cannot be used, it begins anew: ${outcome.error.message}`);
      await untilDone(`trial ${short}: Redis refuses`, station, () => records.forgetCheckpoint(spec.id));
      await pardon();
      return "again";
    }
    if (outcome.error instanceof GxError) return await deliver(failed(spec, outcome.error.message), station);
    news.line(outcome.error.stack ?? outcome.error.message);
    await setAside(failed(spec, `A defect of meta-genx: ${outcome.error.message}`, SET_ASIDE), station);
    return "over";
  }
  const { result } = outcome;
  if (result.status !== "partial") return await deliver(result, station);
  await pardon();
  if (reason === "leaving") return "left";
  if (reason === "stopped") await records.tell(news.sweeps, { kind: "partial", result }).catch(() => {});
  return "over";
}

/** The thread with the file open. @returns what went wrong, if anything */
async function ready(
  project: string,
  news: News,
  { seat, projects, memoryMb: limit }: Station,
): Promise<Exclude<Outcome, { kind: "finished" }> | undefined> {
  // What the trials before left behind must not count against this one.
  if (seat.has(project) && memoryMb() < MEMORY_SHARE * limit) return undefined;
  const file = await projects.file(project);
  const lost = await seat.open(project, file);
  news.did("fetching");
  return lost;
}

const MEMORY_SHARE = 0.7;

/** Runs it on the thread, and keeps an eye on everything that may end it. */
async function compute(
  spec: TrialSpec,
  run: string,
  from: TrialCheckpoint | undefined,
  job: TakenJob,
  news: News,
  station: Station,
): Promise<{ outcome: Outcome; reason: Reason | undefined }> {
  const { seat, heart, doing, leaving } = station;
  let reason: Reason | undefined;
  const end = (why: Reason) => {
    reason ??= why;
    if (why !== "leaving") return seat.stop();
    seat.handBack();
    const late = "its generation did not end in time";
    setTimeout(() => seat.end(late), HAND_BACK_MS).unref();
  };
  const leave = () => end("leaving");
  leaving.addEventListener("abort", leave, { once: true });
  heart.onWatch = ({ sweeps, stopped, done }: Watch) => {
    news.sweeps = sweeps;
    if (done) end("done");
    else if (sweeps.length === 0) end("unwanted");
    else if (stopped) end("stopped");
  };
  const saver = new Saver(spec, run, station);
  const began = performance.now();
  const before = from?.tally.evaluations ?? 0;
  let counted = before;
  const count = (evaluations: number) => {
    doing.evaluations += evaluations - counted;
    counted = evaluations;
    doing.rate = Math.round((1000 * (evaluations - before)) / (performance.now() - began));
  };
  doing.trial = spec.id;
  doing.rate = 0;
  try {
    const outcome = await seat.run(spec, from, {
      progress(progress) {
        count(progress.evaluations);
        news.progress(progress);
      },
      line: (line) => news.line(line),
      checkpoint(checkpoint, took) {
        news.did("computing", took);
        news.did("checkpointing");
        if (!job.lost()) saver.save(checkpoint);
      },
    });
    news.did("computing");
    if (outcome.kind === "finished") count(outcome.result.evaluations);
    await saver.settled();
    return { outcome, reason };
  } finally {
    heart.onWatch = undefined;
    leaving.removeEventListener("abort", leave);
    doing.trial = "";
    doing.rate = 0;
  }
}

/** Ends the thread when it takes too much memory or is silent for too long. @returns ends the watch */
function watchSeat({ seat, memoryMb: limit, patienceMs }: Station): () => void {
  const timer = setInterval(() => {
    const mb = memoryMb();
    if (mb > limit) seat.end(`the process took ${mb} MB, more than its limit of ${limit} MB`, false);
    else if (seat.silentMs > patienceMs) {
      seat.end(`one evaluation lasted more than ${Math.round(patienceMs / 1000)} s`, false);
    }
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}

const LOOK_EVERY_MS = 100;

/** Checkpoints on their way to Redis, one after the other; what is older than one that waits is dropped. */
class Saver {
  readonly #save: (checkpoint: TrialCheckpoint) => Promise<void>;
  #waiting: TrialCheckpoint | undefined;
  #under: Promise<void> | undefined;

  constructor({ id }: TrialSpec, run: string, { records, numerics, say }: Station) {
    const speak = sparingly(say);
    this.#save = (checkpoint) =>
      records.checkpoint(id, run, { format: FORMAT, numerics, checkpoint }).catch((error: Error) => {
        speak(`trial ${id.slice(0, 8)}: a checkpoint could not be saved: ${error.message}`);
      });
  }

  save(checkpoint: TrialCheckpoint): void {
    this.#waiting = checkpoint;
    this.#under ??= this.#work();
  }

  async settled(): Promise<void> {
    await this.#under;
  }

  async #work(): Promise<void> {
    for (let next = this.#waiting; next; next = this.#waiting) {
      this.#waiting = undefined;
      await this.#save(next);
    }
    this.#under = undefined;
  }
}

async function deliver(result: TrialResult, station: Station): Promise<Ending> {
  const { records, say, doing } = station;
  const short = result.id.slice(0, 8);
  const first = await untilDone(`trial ${short}: Redis does not take its result`, station, () =>
    records.deliver(result),
  );
  if (first === undefined) return "left";
  doing.trials++;
  const fom = result.status === "failed" ? `failed: ${result.error}` : `FOM ${result.fom.toPrecision(6)}`;
  const again = first ? "" : " (somebody else was first, or nobody wants it any more)";
  say(`trial ${short}: ${fom}, ${result.evaluations} evaluations, ${result.seconds.toFixed(1)} s${again}`);
  return "over";
}

async function setAside(result: TrialResult, station: Station): Promise<void> {
  const short = result.id.slice(0, 8);
  station.say(`trial ${short}: ${result.error}`);
  await untilDone(`trial ${short}: Redis refuses`, station, () => station.records.setAside(result));
}

/** What a checkpoint can be wrong about is found when an optimiser reads it. */
function isOfCheckpoint(error: Error): boolean {
  return error instanceof GxError && error.code === "GX_OUTPUT";
}

function withLog(error: string, log: readonly string[]): string {
  return log.length === 0
    ? error
    : `${error}\nThe last lines of its log:\n${log.map((line) => `  ${line}`).join("\n")}`;
}
