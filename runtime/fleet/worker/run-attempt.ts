/**
 * One run of a trial on the worker's thread, and an eye on everything that may end
 * it before its time: nobody wants it any more, another worker has delivered it,
 * all who want it asked it to stop, this worker shuts down, the memory is used up, an
 * evaluation does not end.
 */
import type { ProjectFile } from "../../sweep/runner.ts";
import type { TrialCheckpoint, TrialSpec } from "../../sweep/trial.ts";
import type { TrialStatus } from "../store/trial-store.ts";
import { CheckpointWriter } from "./checkpoint-writer.ts";
import type { Outcome } from "./compute-thread.ts";
import type { WorkerContext } from "./context.ts";
import type { TakenJob } from "./jobs.ts";
import { memoryMb } from "./memory.ts";
import { HAND_BACK_MS } from "./shutdown.ts";
import type { TrialReporter } from "./trial-reporter.ts";

/** Why a trial that runs was asked to end. */
export type Reason = "stopped" | "unwanted" | "done" | "shutdown";

export interface AttemptEnd {
  outcome: Outcome;
  /** Whether the file could be opened at all. */
  opened: boolean;
  /** undefined for one that ended by itself. */
  reason: Reason | undefined;
}

export interface Attempt {
  spec: TrialSpec;
  /** sha256 of the file's bytes. */
  project: string;
  file: ProjectFile;
  from: TrialCheckpoint | undefined;
  /** A name for this attempt. */
  run: string;
  job: TakenJob;
  reporter: TrialReporter;
}

const LOOK_EVERY_MS = 100;
/** Of the limit: above it the thread is replaced before a trial begins, so that what others left behind does not count against it. */
const CLEAN_SHARE = 0.7;

export async function runAttempt(attempt: Attempt, context: WorkerContext): Promise<AttemptEnd> {
  const endGuard = guardThread(context);
  try {
    const lost = await open(attempt, context);
    if (lost) return { outcome: lost, opened: false, reason: undefined };
    return { ...(await runToEnd(attempt, context)), opened: true };
  } finally {
    endGuard();
  }
}

/** @returns what went wrong, if anything */
async function open({ project, file, reporter }: Attempt, { thread, memoryMb: limit }: WorkerContext) {
  if (thread.has(project) && memoryMb() < CLEAN_SHARE * limit) return undefined;
  const lost = await thread.open(project, file);
  reporter.recordActivity("fetching");
  return lost;
}

async function runToEnd({ spec, from, run, job, reporter }: Attempt, context: WorkerContext) {
  const { thread, heartbeat, current, shutdown } = context;
  let reason: Reason | undefined;
  const end = (why: Reason) => {
    reason ??= why;
    if (why !== "shutdown") return thread.stop();
    thread.handBack();
    setTimeout(() => thread.end("its generation did not end in time"), HAND_BACK_MS).unref();
  };
  const shutDown = () => end("shutdown");
  const writer = new CheckpointWriter(spec.id, run, context);
  const count = evaluationCounter(from?.tally.evaluations ?? 0, context);
  shutdown.addEventListener("abort", shutDown, { once: true });
  heartbeat.onStatus = ({ sweeps, stopped, done }: TrialStatus) => {
    if (done) end("done");
    else if (sweeps === 0) end("unwanted");
    else if (stopped) end("stopped");
  };
  current.trial = spec.id;
  try {
    const running = thread.run(spec, from, {
      progress(progress) {
        count(progress.evaluations);
        reporter.progress(progress);
      },
      line: (line) => reporter.line(line),
      checkpoint(checkpoint, took) {
        reporter.recordActivity("computing", took);
        reporter.recordActivity("checkpointing");
        if (!job.lost()) writer.save(checkpoint);
      },
    });
    if (shutdown.aborted) shutDown();
    const outcome = await running;
    reporter.recordActivity("computing");
    if (outcome.kind === "finished") count(outcome.result.evaluations);
    await writer.settled();
    return { outcome, reason };
  } finally {
    heartbeat.onStatus = undefined;
    shutdown.removeEventListener("abort", shutDown);
    current.trial = "";
    current.rate = 0;
  }
}

/** Keeps evaluations and rate of the heartbeat. @param before  evaluations at which this run begins */
function evaluationCounter(before: number, { current }: WorkerContext): (evaluations: number) => void {
  const began = performance.now();
  let counted = before;
  return (evaluations) => {
    current.evaluations += evaluations - counted;
    counted = evaluations;
    current.rate = Math.round((1000 * (evaluations - before)) / (performance.now() - began));
  };
}

/**
 * Ends the thread when it takes too much memory or is silent for too long. What an ended thread had comes back
 * some time after it, so a trial answers for the limit only with what it takes itself. @returns ends that
 */
function guardThread({ thread, memoryMb: limit, patienceMs }: WorkerContext): () => void {
  let least = memoryMb();
  const timer = setInterval(() => {
    const mb = memoryMb();
    least = Math.min(least, mb);
    const allowed = Math.max(limit, least + (1 - CLEAN_SHARE) * limit);
    if (mb > allowed) thread.end(`the process took ${mb} MB, more than its limit of ${limit} MB`, false);
    else if (thread.silentMs > patienceMs) {
      thread.end(`one evaluation lasted more than ${Math.round(patienceMs / 1000)} s`, false);
    }
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
