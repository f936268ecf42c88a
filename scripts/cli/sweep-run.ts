/** How `sweep` shows a sweep: what is said before it, progress while it runs, and then what was found. */
import { GxError } from "../../runtime/errors.ts";
import { DEAD_LETTER, sweepName } from "../../runtime/fleet/store/protocol.ts";
import { JOURNAL_FILE } from "../../runtime/results/journal.ts";
import type { SweepResults, TrialRow } from "../../runtime/results/sweep-results.ts";
import { shellQuoted } from "../../runtime/shell.ts";
import type { OpenSweep } from "../../runtime/study/open-sweep.ts";
import type { ResumedSweep } from "../../runtime/study/resume-sweep.ts";
import { detachSweep, runSweep, type SweepEvents } from "../../runtime/study/run-sweep.ts";
import { nowAndThen } from "../terminal/now-and-then.ts";
import { type ProgressDisplay, showSweep } from "../terminal/progress-display.ts";
import { writeStderr } from "../terminal/stderr.ts";
import { pipeToStdout, writeStdout } from "../terminal/stdout.ts";
import { SweepProgress } from "./progress.ts";
import { SearchProgress } from "./search-progress.ts";
import { type Limit, STOPPING, stopOn } from "./stop.ts";
import type { SweepOptions } from "./sweep-options.ts";
import type { Target } from "./target.ts";
import { npmRun } from "./where.ts";

/** Different lines of a script that are shown; the journal has more. */
const LINES_SHOWN = 20;

type Running = Pick<SweepOptions, "time" | "cs" | "json">;

/** A sweep; and of one that was begun before, where it ran, if it was left there with something to do, and what is done of it. */
type Sweep = OpenSweep & Partial<Pick<ResumedSweep, "leftAt" | "done">>;

/** Runs what is left of the plan and reports. @param opening  said first @returns the exit code */
export async function runAndReport(sweep: Sweep, target: Target, opening: string[], options: Running): Promise<0 | 1> {
  const { folder, plan, search, done = [] } = sweep;
  const pool = target.pool(sweep);
  sayOpening(sweep, target, opening, `Results: ${folder} (Ctrl-C stops and keeps what is finished)`);
  if (options.cs !== undefined) {
    console.error("Note: --cs and --asi have no effect here: every trial is saved as it ends.");
  }
  const goOn = `go on with:\n  ${npmRun("sweep")} --resume ${shellQuoted(folder)}${target.option}`;
  const progress = search ? new SearchProgress(search, plan.search!.confidence) : new SweepProgress(plan.trials);
  for (const result of done) progress.finished(result, "known");
  const live = showSweep(progress);
  const stop = stopOn([...timeLimit(options.time), ...target.limits()], live.line, `${STOPPING} Later, ${goOn}`);
  let ending: Awaited<ReturnType<typeof runSweep>>;
  try {
    ending = await runSweep(sweep, pool, shownBy(progress, live, folder), stop.signal);
  } finally {
    await stop.release();
    live.end();
    // Whatever ended it: what is finished is reported.
    await reportResults(sweep, options.json === true);
  }
  if (ending !== "interrupted") return 0;
  writeStderr(`Interrupted. What is finished is in ${folder}; ${goOn}`);
  return 1;
}

function shownBy(progress: SweepProgress | SearchProgress, live: ProgressDisplay, folder: string): SweepEvents {
  const said = new Set<string>();
  return {
    progress: (event) => progress.progress(event),
    finished: (result, known) => progress.finished(result, known),
    log(line) {
      // Every trial runs the same script, which says the same things; or a number at every evaluation.
      if (said.has(line) || said.size > LINES_SHOWN) return;
      said.add(line);
      live.line(said.size > LINES_SHOWN ? `(What the script prints further is in ${folder}/${JOURNAL_FILE}.)` : line);
    },
    say: live.line,
    workers(count) {
      progress.workers = count;
    },
  };
}

function timeLimit(seconds: number | undefined): Limit[] {
  return seconds === undefined ? [] : [{ cause: "time", seconds, line: "The time is up: stopping at the next step." }];
}

/** Leaves a sweep to the fleet. */
export async function leaveToFleet(sweep: Sweep, target: Target, opening: string[]): Promise<void> {
  const { folder, trials, planText } = sweep;
  const pool = target.fleetPool!(sweep);
  sayOpening(sweep, target, opening, `Results will be in ${folder}.`);
  const left = await detachSweep(sweep, pool, { say: writeStderr });
  writeStderr(`${left} of ${trials.length} trials are left to the fleet as sweep ${sweepName(planText)}.`);
  writeStderr(
    `Look in with:\n  ${npmRun("fleet")} ls\nTake in what is there with:\n  ${npmRun("fleet")} collect ${shellQuoted(folder)}`,
  );
}

function sayOpening({ folder, trials, leftAt }: Sweep, target: Target, opening: string[], ending: string): void {
  const where = target.opening(trials.length);
  const lines = [...opening, ...where.slice(0, -1), `${where.at(-1)} ${ending}`];
  if (leftAt?.startsWith("the fleet") && !target.fleetPool) {
    lines.push(
      `Note: it was on ${leftAt} before. If it is there still: ${npmRun("fleet")} cancel ${shellQuoted(folder)}`,
    );
  }
  for (const line of lines) writeStderr(line);
}

/** A sweep that was over before: nothing is run, and nothing in its folder changes. */
export async function showAgain(
  { folder, project, journal }: OpenSweep,
  opening: string[],
  json: boolean,
): Promise<void> {
  journal.close();
  for (const line of opening) writeStderr(line);
  const { loadResults } = await import("../../runtime/study/load-results.ts");
  await showResults(folder, (await loadResults(folder, { project, tell: nowAndThen() })).results, json);
  if (!json) writeStdout(`${folder} stays as it was.\n`);
}

async function showResults(folder: string, results: SweepResults, json: boolean): Promise<void> {
  if (json) {
    const { resultsJson } = await import("./results-page.ts");
    await pipeToStdout(resultsJson(folder, results));
  } else {
    const { terminalText } = await import("../../runtime/results/terminal.ts");
    writeStdout(`\n${terminalText(results, process.stdout.columns || undefined)}\n`);
  }
}

/** Says what was found and writes the files: in this order, so that a full disk hides nothing. */
export async function reportResults({ folder, project }: OpenSweep, json: boolean): Promise<void> {
  const { loadResults } = await import("../../runtime/study/load-results.ts");
  const { writeOutputs } = await import("../../runtime/study/write-outputs.ts");
  const loaded = await loadResults(folder, { project, tell: nowAndThen() });
  const { results } = loaded;
  const rows = results.fits.flatMap((fit) => fit.trials);
  if (rows.length > 0 && rows.every(({ result }) => result?.status === "failed")) {
    await writeOutputs(loaded);
    nameDeadLetters(folder, rows);
    throw new GxError(
      "GX_SCRIPT_FAILED",
      `Every trial failed. The first: ${rows[0]!.result!.error}`,
      `All are in ${folder}.`,
    );
  }
  await showResults(folder, results, json);
  const files = await writeOutputs(loaded);
  if (!json) writeStdout(`${folder}: ${files.join(", ")}\n`);
  nameDeadLetters(folder, rows);
}

/** Trials that took their workers down, each with the end of its log. */
function nameDeadLetters(folder: string, rows: readonly TrialRow[]): void {
  const deadLetters = rows.filter(({ result }) => result?.stopReason === DEAD_LETTER);
  for (const { spec, result } of deadLetters) {
    writeStderr(`Set aside: trial ${spec.index} (${spec.method}). ${result!.error}`);
  }
  if (deadLetters.length > 0) writeStderr(`They run again with:\n  ${npmRun("fleet")} retry ${shellQuoted(folder)}`);
}
