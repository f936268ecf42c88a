/**
 * How a sweep is resumed: the plan that lies in its folder is obeyed, the journal
 * says which trials have a complete result, and the others are left to run. A sweep
 * of another version is refused, because its numbers may differ in the last digits;
 * so is one that runs still, because its trials would be computed twice.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { GxError } from "../errors.ts";
import { isAlive } from "../results/is-alive.ts";
import { type JournalContents, readJournal, resumeJournal } from "../results/journal.ts";
import { readPlan } from "../results/plan-file.ts";
import { shellQuoted } from "../shell.ts";
import type { TrialResult } from "../sweep/trial.ts";
import { isOpenHere, type OpenSweep, searchStateOf, whileOpen } from "./open-sweep.ts";
import { OUTPUTS, openCopy } from "./sweep-folder.ts";

export interface ResumedSweep extends OpenSweep {
  /** Where it ran before, if it was left there with something to do: "the fleet at …"; or "". */
  leftAt: string;
  /** Results of the trials that are not run again. */
  done: TrialResult[];
  /** It is over, and there is nothing to be done: its files stay as they are. */
  over: boolean;
}

/** ms after which a writer that has said nothing is no more, whatever process has its number by now. */
const SILENT_MS = 60_000;

/**
 * @param numerics  versions that can be computed where it goes on
 * @param again  results that are to be computed once more
 */
export async function resumeSweep(
  folder: string,
  numerics: readonly string[] | "any version",
  again: (result: TrialResult) => boolean = () => false,
): Promise<ResumedSweep> {
  const { plan, planText } = readPlan(folder);
  const contents = readJournal(folder);
  if (numerics !== "any version" && !numerics.includes(plan.numerics)) {
    throw new GxError(
      "GX_OUTPUT",
      `${folder}: was begun by another version of meta-genx or of Node, whose numbers may differ in the last digits`,
      "Go on with that version, or sweep again into another folder.",
    );
  }
  refuseRunning(folder, contents);
  const project = await openCopy(folder, plan);
  const done = plan.trials.flatMap(({ id }) => {
    const result = contents.results.get(id);
    return result === undefined || result.status === "partial" || again(result) ? [] : result;
  });
  const finished = new Set(done.map(({ id }) => id));
  const search = searchStateOf(
    plan,
    project,
    [...contents.results.values()].filter((result) => !again(result)),
  );
  const trials = plan.trials.filter((trial) => !finished.has(trial.id) && (search?.wants(trial) ?? true));
  const written = [OUTPUTS.results, OUTPUTS.report].every((name) => existsSync(join(folder, name)));
  const over = contents.ending === "complete" && trials.length === 0 && written;
  const leftAt = contents.ending !== "complete" && trials.length > 0 ? contents.where : "";
  return {
    folder,
    project,
    plan,
    planText,
    journal: whileOpen(resumeJournal(folder)),
    trials,
    search,
    leftAt,
    done,
    over,
  };
}

/** Two that go on with one sweep would do the same trials twice. */
function refuseRunning(folder: string, { pid, ending, heard }: JournalContents): void {
  // The number may have been given to another process since a kill -9, which falls silent; or to this one.
  const elsewhere =
    ending === "" && pid !== undefined && pid !== process.pid && Date.now() - heard <= SILENT_MS && isAlive(pid);
  if (!elsewhere && !isOpenHere(folder)) return;
  throw new GxError(
    "GX_OUTPUT",
    `${folder}: this sweep is running still, as process ${elsewhere ? pid : process.pid}`,
    `\`npm run results -- ${shellQuoted(folder)}\` shows how far it is.`,
  );
}
