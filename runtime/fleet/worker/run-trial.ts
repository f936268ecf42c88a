/**
 * One trial on this worker, from a look at how it stands to its outcome in Redis.
 *
 * A crash is counted before it begins, so that a worker that does not come back
 * has left one behind; an orderly end takes it away, and so does a checkpoint that
 * is further than the beginning. Only a trial that takes down whoever runs it, three
 * times in a row and without getting any further, becomes a dead letter.
 */
import { randomUUID } from "node:crypto";
import { GxError } from "../../errors.ts";
import { failedResult } from "../../sweep/failed-result.ts";
import type { TrialResult, TrialSpec } from "../../sweep/trial.ts";
import { DEAD_LETTER } from "../store/protocol.ts";
import { type Beginning, MAX_CRASHES, readCheckpoint } from "../store/trial-store.ts";
import type { WorkerContext } from "./context.ts";
import type { TakenJob } from "./jobs.ts";
import { retryUntilWritten } from "./retry-write.ts";
import { runAttempt } from "./run-attempt.ts";
import { TrialReporter } from "./trial-reporter.ts";

/** "over": there is nothing more to do about it here. "handedBack": it is to go on elsewhere. */
export type Ending = "over" | "handedBack";

export async function runTrial(
  spec: TrialSpec,
  project: string,
  job: TakenJob,
  context: WorkerContext,
): Promise<Ending> {
  const { store, log, shutdown } = context;
  for (;;) {
    if (shutdown.aborted) return "handedBack";
    const run = randomUUID();
    const found = await retryUntilWritten(`${named(spec)}: Redis refuses`, context, () => store.begin(spec.id, run));
    if (found === undefined) return "handedBack";
    if (found.state === "crashed") {
      const error = `Set aside: ${MAX_CRASHES} times in a row it took its worker down without getting any further. The last time: ${found.why}.`;
      return await deadLetter(failedResult(spec, withLog(error, found.log), DEAD_LETTER), context);
    }
    if (found.state !== "wanted") return "over";
    const ending = await attempt(spec, project, run, found, job, context);
    if (ending !== "again") return ending;
    log(`${named(spec)}: once more, strike ${found.crashCount} of ${MAX_CRASHES}`);
  }
}

async function attempt(
  spec: TrialSpec,
  project: string,
  run: string,
  found: Beginning & { state: "wanted" },
  job: TakenJob,
  context: WorkerContext,
): Promise<Ending | "again"> {
  const { store, numerics, log, heartbeat, projects } = context;
  const write = <T>(act: () => Promise<T>) => retryUntilWritten(`${named(spec)}: Redis refuses`, context, act);
  const undoCrash = () => write(() => store.undoCrash(spec.id, run));

  const reporter = new TrialReporter({ ...context, clock: heartbeat.clock }, spec);
  const file = await projects.file(project).catch(async (error) => {
    await undoCrash();
    throw error;
  });
  const from = found.checkpoint === undefined ? undefined : readCheckpoint(found.checkpoint, numerics);
  if (from) log(`${named(spec)}: goes on after ${from.tally.evaluations} evaluations`);
  const { outcome, opened, reason } = await runAttempt({ spec, project, file, from, run, job, reporter }, context);

  if (outcome.kind === "died") {
    if (outcome.ours) {
      await undoCrash();
      return "handedBack";
    }
    reporter.line(outcome.why);
    await write(() => store.noteCause(spec.id, run, outcome.why));
    return "again";
  }
  if (outcome.kind === "threw") {
    const { error } = outcome;
    if (!opened)
      return await deadLetter(failedResult(spec, `The file cannot be opened: ${error.message}`, DEAD_LETTER), context);
    if (from && isOfCheckpoint(error)) {
      log(`${named(spec)}: its checkpoint cannot be used, it begins anew: ${error.message}`);
      await write(() => store.forgetCheckpoint(spec.id));
      await undoCrash();
      return "again";
    }
    if (error instanceof GxError) return await deliver(failedResult(spec, error.message), context);
    reporter.line(error.stack ?? error.message);
    return await deadLetter(failedResult(spec, `A defect of meta-genx: ${error.message}`, DEAD_LETTER), context);
  }
  const { result } = outcome;
  if (result.status !== "partial") return await deliver(result, context);
  await undoCrash();
  if (reason === "shutdown") return "handedBack";
  if (reason === "unwanted" || reason === "done") await write(() => store.discard(spec.id));
  if (reason === "stopped")
    await store.publishEvent(spec.id, { kind: "partial", result, worker: context.name }).catch(() => {});
  return "over";
}

async function deliver(result: TrialResult, context: WorkerContext): Promise<Ending> {
  const { store, log, current } = context;
  const refused = `${named(result)}: Redis does not take its result`;
  const first = await retryUntilWritten(refused, context, () => store.deliver(result));
  if (first === undefined) return "handedBack";
  current.trials++;
  const fom = result.status === "failed" ? `failed: ${result.error}` : `FOM ${result.fom.toPrecision(6)}`;
  const again = first ? "" : " (somebody else was first, or nobody wants it any more)";
  log(`${named(result)}: ${fom}, ${result.evaluations} evaluations, ${result.seconds.toFixed(1)} s${again}`);
  return "over";
}

/** A failed result that is no cache hit: whoever wants the trial again has it run again. */
async function deadLetter(result: TrialResult, context: WorkerContext): Promise<Ending> {
  context.log(`${named(result)}: ${result.error}`);
  const written = await retryUntilWritten(`${named(result)}: Redis refuses`, context, () =>
    context.store.deadLetter(result),
  );
  return written === undefined ? "handedBack" : "over";
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

function named({ id }: { id: string }): string {
  return `trial ${id.slice(0, 8)}`;
}
