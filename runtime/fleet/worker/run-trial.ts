/**
 * One trial on this worker, from a look at how it stands to its outcome in Redis.
 *
 * A strike is counted before it begins, so that a worker that does not come back
 * has left one behind; an orderly end takes it away, and so does a checkpoint that
 * is further than the beginning. Only a trial that takes down whoever runs it, three
 * times in a row and without getting any further, is set aside.
 */
import { randomUUID } from "node:crypto";
import { GxError } from "../../errors.ts";
import { failed } from "../../sweep/failed-result.ts";
import type { TrialResult, TrialSpec } from "../../sweep/trial.ts";
import { SET_ASIDE } from "../store/protocol.ts";
import { type Beginning, readCheckpoint, STRIKES } from "../store/trial-store.ts";
import type { Station } from "./context.ts";
import type { TakenJob } from "./jobs.ts";
import { News } from "./report-events.ts";
import { untilDone } from "./retry-write.ts";
import { compute } from "./run-attempt.ts";

/** "over": there is nothing more to do about it here. "left": it is to go on elsewhere. */
export type Ending = "over" | "left";

export async function runOne(spec: TrialSpec, project: string, job: TakenJob, station: Station): Promise<Ending> {
  const { records, say, leaving } = station;
  for (;;) {
    if (leaving.aborted) return "left";
    const run = randomUUID();
    const found = await untilDone(`${named(spec)}: Redis refuses`, station, () => records.begin(spec.id, run));
    if (found === undefined) return "left";
    if (found.state === "out") {
      const error = `Set aside: ${STRIKES} times in a row it took its worker down without getting any further. The last time: ${found.why}.`;
      return await setAside(failed(spec, withLog(error, found.log), SET_ASIDE), station);
    }
    if (found.state !== "wanted") return "over";
    const ending = await attempt(spec, project, run, found, job, station);
    if (ending !== "again") return ending;
    say(`${named(spec)}: once more, strike ${found.strikes} of ${STRIKES}`);
  }
}

async function attempt(
  spec: TrialSpec,
  project: string,
  run: string,
  found: Beginning & { state: "wanted" },
  job: TakenJob,
  station: Station,
): Promise<Ending | "again"> {
  const { records, numerics, say, heart, projects } = station;
  const write = <T>(act: () => Promise<T>) => untilDone(`${named(spec)}: Redis refuses`, station, act);
  const pardon = () => write(() => records.pardon(spec.id, run));

  const news = new News({ ...station, clock: heart.clock }, spec);
  const file = await projects.file(project).catch(async (error) => {
    await pardon();
    throw error;
  });
  const from = found.checkpoint === undefined ? undefined : readCheckpoint(found.checkpoint, numerics);
  if (from) say(`${named(spec)}: goes on after ${from.tally.evaluations} evaluations`);
  const { outcome, opened, reason } = await compute({ spec, project, file, from, run, job, news }, station);

  if (outcome.kind === "died") {
    if (outcome.ours) {
      await pardon();
      return "left";
    }
    news.line(outcome.why);
    await write(() => records.blame(spec.id, run, outcome.why));
    return "again";
  }
  if (outcome.kind === "threw") {
    const { error } = outcome;
    if (!opened) return await setAside(failed(spec, `The file cannot be opened: ${error.message}`, SET_ASIDE), station);
    if (from && isOfCheckpoint(error)) {
      say(`${named(spec)}: its checkpoint cannot be used, it begins anew: ${error.message}`);
      await write(() => records.forgetCheckpoint(spec.id));
      await pardon();
      return "again";
    }
    if (error instanceof GxError) return await deliver(failed(spec, error.message), station);
    news.line(error.stack ?? error.message);
    return await setAside(failed(spec, `A defect of meta-genx: ${error.message}`, SET_ASIDE), station);
  }
  const { result } = outcome;
  if (result.status !== "partial") return await deliver(result, station);
  await pardon();
  if (reason === "leaving") return "left";
  if (reason === "unwanted" || reason === "done") await write(() => records.drop(spec.id));
  if (reason === "stopped") await records.tell(spec.id, { kind: "partial", result }).catch(() => {});
  return "over";
}

async function deliver(result: TrialResult, station: Station): Promise<Ending> {
  const { records, say, doing } = station;
  const refused = `${named(result)}: Redis does not take its result`;
  const first = await untilDone(refused, station, () => records.deliver(result));
  if (first === undefined) return "left";
  doing.trials++;
  const fom = result.status === "failed" ? `failed: ${result.error}` : `FOM ${result.fom.toPrecision(6)}`;
  const again = first ? "" : " (somebody else was first, or nobody wants it any more)";
  say(`${named(result)}: ${fom}, ${result.evaluations} evaluations, ${result.seconds.toFixed(1)} s${again}`);
  return "over";
}

async function setAside(result: TrialResult, station: Station): Promise<Ending> {
  station.say(`${named(result)}: ${result.error}`);
  const done = await untilDone(`${named(result)}: Redis refuses`, station, () => station.records.setAside(result));
  return done === undefined ? "left" : "over";
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
