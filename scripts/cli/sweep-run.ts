/** How a sweep runs and ends: trials to the pool, events to the journal and the screen, then everything that it leaves. */
import { GxError } from "../../runtime/errors.ts";
import { DEAD_LETTER, sweepName } from "../../runtime/fleet/store/protocol.ts";
import type { PoolEvents } from "../../runtime/pool/pool.ts";
import { JOURNAL_FILE, type Journal } from "../../runtime/results/journal.ts";
import type { TrialRow } from "../../runtime/results/sweep-results.ts";
import { writeMeanwhile } from "./interim-results.ts";
import { SweepProgress } from "./progress.ts";
import { showSweep } from "./progress-display.ts";
import { tell } from "./stderr.ts";
import { type Limit, type StopCause, stopOn } from "./stop.ts";
import type { Work } from "./sweep-begin.ts";
import type { SweepOptions } from "./sweep-options.ts";
import type { Place } from "./target.ts";

/** Different lines of a script that are shown; the journal has more. */
const LINES_SHOWN = 20;

type Running = Pick<SweepOptions, "time" | "cs" | "json">;

/** Runs what is left of the plan and reports. @returns the exit code */
export async function runToEnd(work: Work, place: Place, options: Running): Promise<0 | 1> {
  let cause: StopCause | undefined;
  try {
    cause = await conduct(work, place, options);
  } finally {
    // Whatever ended it: what is finished is reported.
    await conclude(work, options.json === true);
  }
  if (cause !== "interrupted") return 0;
  console.error(
    `Interrupted. What is finished is in ${work.folder}; go on with: npm run sweep -- --resume ${work.folder}${place.option}`,
  );
  return 1;
}

/** Runs what is left of the plan. @returns why it ended early, if it did */
async function conduct(work: Work, place: Place, { time, cs }: Running): Promise<StopCause | undefined> {
  const { folder, journal, trials } = work;
  const pool = place.pool(work);
  openingOf(work, place, `Results: ${folder} (Ctrl-C stops and keeps what is finished)`);
  if (cs !== undefined) console.error("Note: --cs and --asi have no effect here: every trial is saved as it ends.");

  const progress = new SweepProgress(trials);
  const live = showSweep(progress);
  const meanwhile = writeMeanwhile(folder, live.line);
  const said = new Set<string>();
  const stop = stopOn([...timeLimit(time), ...place.limits()], live.line);
  journal.append({ type: "session", where: pool.description, pid: process.pid });
  try {
    await pool.run(
      trials,
      {
        progress(event) {
          progress.progress(event);
          journal.append({ type: "progress", progress: event });
        },
        finished(result, known) {
          journal.append({ type: "trial", result });
          meanwhile.trialEnded();
          progress.finished(result, known);
        },
        activity(activity) {
          journal.append({ type: "activity", activity });
        },
        log(line) {
          journal.append({ type: "log", line });
          // Every trial runs the same script, which says the same things; or a number at every evaluation.
          if (said.has(line) || said.size > LINES_SHOWN) return;
          said.add(line);
          live.line(
            said.size > LINES_SHOWN ? `(What the script prints further is in ${folder}/${JOURNAL_FILE}.)` : line,
          );
        },
        say(line) {
          journal.append({ type: "log", line });
          live.line(line);
        },
        workers(count) {
          progress.workers = count;
          // A driver that waits for workers has nothing to write.
          journal.touch();
        },
      },
      stop.signal,
    );
    journal.append({ type: "end", reason: stop.cause() ?? "complete" });
  } finally {
    await meanwhile.end();
    stop.release();
    live.end();
    journal.close();
  }
  return stop.cause();
}

function timeLimit(seconds: number | undefined): Limit[] {
  return seconds === undefined ? [] : [{ cause: "time", seconds, line: "The time is up: stopping at the next step." }];
}

/** Leaves a sweep to the fleet. */
export async function detach(work: Work, place: Place): Promise<void> {
  const { folder, journal, trials } = work;
  const pool = place.fleetPool!(work);
  openingOf(work, place, `Results will be in ${folder}.`);
  journal.append({ type: "session", where: pool.description, pid: process.pid });
  try {
    const left = await pool.submit(trials, journalling(journal, tell));
    journal.append({ type: "end", reason: "detached" });
    tell(`${left} of ${trials.length} trials are left to the fleet as sweep ${sweepName(work.planText)}.`);
    tell(`Look in with:\n  npm run fleet -- ls\nTake in what is there with:\n  npm run fleet -- collect ${folder}`);
  } finally {
    await pool.close();
    journal.close();
  }
}

/** Events to the journal, sentences to the user, and no progress. */
export function journalling(journal: Journal, say: (line: string) => void): PoolEvents {
  return {
    progress: (progress) => journal.append({ type: "progress", progress }),
    finished: (result) => journal.append({ type: "trial", result }),
    activity: (activity) => journal.append({ type: "activity", activity }),
    log: (line) => journal.append({ type: "log", line }),
    say,
    workers: () => {},
  };
}

function openingOf({ folder, opening, trials, before }: Work, place: Place, ending: string): void {
  const where = place.opening(trials.length);
  const lines = [...opening, ...where.slice(0, -1), `${where.at(-1)} ${ending}`];
  if (before?.startsWith("the fleet") && !place.fleetPool) {
    lines.push(`Note: it was on ${before} before. If it is there still: npm run fleet -- cancel ${folder}`);
  }
  for (const line of lines) tell(line);
}

/** Says what was found and writes the files: in this order, so that a full disk hides nothing. */
export async function conclude({ folder }: Work, json: boolean): Promise<void> {
  const { gatherResults } = await import("../../runtime/study/load-results.ts");
  const { writeOutputs } = await import("../../runtime/study/write-outputs.ts");
  const gathered = await gatherResults(folder);
  const { results } = gathered;
  const rows = results.fits.flatMap((fit) => fit.trials);
  if (rows.length > 0 && rows.every(({ result }) => result?.status === "failed")) {
    await writeOutputs(folder, gathered);
    nameAside(folder, rows);
    throw new GxError(
      "GX_SCRIPT_FAILED",
      `Every trial failed. The first: ${rows[0]!.result!.error}`,
      `All are in ${folder}.`,
    );
  }
  if (json) {
    const { resultsJson } = await import("./results-page.ts");
    process.stdout.write(resultsJson(folder, results));
    await writeOutputs(folder, gathered);
  } else {
    const { terminalText } = await import("../../runtime/results/terminal.ts");
    process.stdout.write(`\n${terminalText(results, process.stdout.columns || undefined)}\n`);
    process.stdout.write(`${folder}: ${(await writeOutputs(folder, gathered)).join(", ")}\n`);
  }
  nameAside(folder, rows);
}

/** Trials that took their workers down, each with the end of its log. */
function nameAside(folder: string, rows: readonly TrialRow[]): void {
  const aside = rows.filter(({ result }) => result?.stopReason === DEAD_LETTER);
  for (const { spec, result } of aside) {
    tell(`Set aside: trial ${spec.index} (${spec.method}). ${result!.error}`);
  }
  if (aside.length > 0) tell(`They run again with:\n  npm run fleet -- retry ${folder}`);
}
