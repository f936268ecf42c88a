/** How a sweep runs and ends: trials to the pool, events to the journal and the screen, then everything that it leaves. */
import { availableParallelism } from "node:os";
import { GxError } from "../../runtime/errors.ts";
import { localPool } from "../../runtime/pool/local.ts";
import { JOURNAL_FILE } from "../../runtime/results/journal.ts";
import { wrap } from "../../runtime/results/wrap.ts";
import { showProgress } from "./live.ts";
import { writeMeanwhile } from "./meanwhile.ts";
import { SweepProgress } from "./progress.ts";
import { type StopCause, stopOn } from "./stop.ts";
import type { Work } from "./sweep-begin.ts";
import type { SweepOptions } from "./sweep-options.ts";

/** Different lines of a script that are shown; the journal has more. */
const LINES_SHOWN = 20;

/** Runs what is left of the plan. @returns why it ended early, if it did */
export async function conduct(work: Work, { workers, time, cs }: SweepOptions): Promise<StopCause | undefined> {
  const { folder, journal, trials, opening } = work;
  const pool = localPool(work.file, Math.max(1, Math.min(workers ?? availableParallelism(), trials.length)));
  const tell = (line: string) => console.error(wrap(line, process.stderr.columns || Number.POSITIVE_INFINITY));
  for (const line of opening) tell(line);
  if (cs !== undefined) console.error("Note: --cs and --asi have no effect here: every trial is saved as it ends.");
  tell(
    `It runs here, on ${pool.description}, and costs nothing. Results: ${folder} (Ctrl-C stops and keeps what is finished)`,
  );

  const progress = new SweepProgress(trials);
  const live = showProgress(progress);
  const meanwhile = writeMeanwhile(folder, live.line);
  const said = new Set<string>();
  const stop = stopOn(time ?? Number.POSITIVE_INFINITY, live.line);
  journal.append({ type: "session", where: pool.description, pid: process.pid });
  try {
    await pool.run(
      trials,
      {
        progress(event) {
          progress.progress(event);
          journal.append({ type: "progress", progress: event });
        },
        finished(result) {
          journal.append({ type: "trial", result });
          meanwhile.trialEnded();
          progress.finished(result);
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

/** Says what was found and writes the files: in this order, so that a full disk hides nothing. */
export async function conclude({ folder }: Work, json: boolean): Promise<void> {
  const { gatherResults } = await import("./gather.ts");
  const { writeOutputs } = await import("./outputs.ts");
  const gathered = await gatherResults(folder);
  const { results } = gathered;
  const rows = results.fits.flatMap((fit) => fit.trials);
  if (rows.length > 0 && rows.every(({ result }) => result?.status === "failed")) {
    await writeOutputs(folder, gathered);
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
    return;
  }
  const { terminalText } = await import("../../runtime/results/terminal.ts");
  process.stdout.write(`\n${terminalText(results, process.stdout.columns || undefined)}\n`);
  process.stdout.write(`${folder}: ${(await writeOutputs(folder, gathered)).join(", ")}\n`);
}
