/**
 * One run of a trial on the worker's thread, and an eye on everything that may end
 * it before its time: nobody wants it any more, another worker has delivered it,
 * all who want it asked it to stop, this worker leaves, the memory is used up, an
 * evaluation does not end.
 */
import type { ProjectFile } from "../../sweep/runner.ts";
import type { TrialCheckpoint, TrialSpec } from "../../sweep/trial.ts";
import type { Watch } from "../store/trial-store.ts";
import { Saver } from "./checkpoint-writer.ts";
import type { Outcome } from "./compute-thread.ts";
import type { Station } from "./context.ts";
import type { TakenJob } from "./jobs.ts";
import { memoryMb } from "./memory.ts";
import type { News } from "./report-events.ts";
import { HAND_BACK_MS } from "./shutdown.ts";

/** Why a trial that runs was asked to end. */
export type Reason = "stopped" | "unwanted" | "done" | "leaving";

export interface Run {
  outcome: Outcome;
  /** Whether the file could be opened at all. */
  opened: boolean;
  /** undefined for one that ended by itself. */
  reason: Reason | undefined;
}

export interface Task {
  spec: TrialSpec;
  /** sha256 of the file's bytes. */
  project: string;
  file: ProjectFile;
  from: TrialCheckpoint | undefined;
  /** A name for this attempt. */
  run: string;
  job: TakenJob;
  news: News;
}

const LOOK_EVERY_MS = 100;
/** Of the limit: above it the thread is replaced before a trial begins, so that what others left behind does not count against it. */
const CLEAN_SHARE = 0.7;

export async function compute(task: Task, station: Station): Promise<Run> {
  const endWatch = watchThread(station);
  try {
    const lost = await open(task, station);
    if (lost) return { outcome: lost, opened: false, reason: undefined };
    return { ...(await runToEnd(task, station)), opened: true };
  } finally {
    endWatch();
  }
}

/** @returns what went wrong, if anything */
async function open({ project, file, news }: Task, { seat, memoryMb: limit }: Station) {
  if (seat.has(project) && memoryMb() < CLEAN_SHARE * limit) return undefined;
  const lost = await seat.open(project, file);
  news.did("fetching");
  return lost;
}

async function runToEnd({ spec, from, run, job, news }: Task, station: Station) {
  const { seat, heart, doing, leaving } = station;
  let reason: Reason | undefined;
  const end = (why: Reason) => {
    reason ??= why;
    if (why !== "leaving") return seat.stop();
    seat.handBack();
    setTimeout(() => seat.end("its generation did not end in time"), HAND_BACK_MS).unref();
  };
  const leave = () => end("leaving");
  const saver = new Saver(spec.id, run, station);
  const count = evaluationCounter(from?.tally.evaluations ?? 0, station);
  leaving.addEventListener("abort", leave, { once: true });
  heart.onWatch = ({ sweeps, stopped, done }: Watch) => {
    if (done) end("done");
    else if (sweeps.length === 0) end("unwanted");
    else if (stopped) end("stopped");
  };
  doing.trial = spec.id;
  try {
    const running = seat.run(spec, from, {
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
    if (leaving.aborted) leave();
    const outcome = await running;
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

/** Keeps evaluations and rate of the heartbeat. @param before  evaluations at which this run begins */
function evaluationCounter(before: number, { doing }: Station): (evaluations: number) => void {
  const began = performance.now();
  let counted = before;
  return (evaluations) => {
    doing.evaluations += evaluations - counted;
    counted = evaluations;
    doing.rate = Math.round((1000 * (evaluations - before)) / (performance.now() - began));
  };
}

/**
 * Ends the thread when it takes too much memory or is silent for too long. What an ended thread had comes back
 * some time after it, so a trial answers for the limit only with what it takes itself. @returns ends the watch
 */
function watchThread({ seat, memoryMb: limit, patienceMs }: Station): () => void {
  let least = memoryMb();
  const timer = setInterval(() => {
    const mb = memoryMb();
    least = Math.min(least, mb);
    const allowed = Math.max(limit, least + (1 - CLEAN_SHARE) * limit);
    if (mb > allowed) seat.end(`the process took ${mb} MB, more than its limit of ${limit} MB`, false);
    else if (seat.silentMs > patienceMs) {
      seat.end(`one evaluation lasted more than ${Math.round(patienceMs / 1000)} s`, false);
    }
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
