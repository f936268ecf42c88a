/**
 * How a sweep runs: trials to a pool, events to the journal first and then to the
 * caller, and its files now and then. The caller holds the clock: it stops a sweep
 * by its AbortSignal, and the journal's last line says why it ended. On a fleet a
 * sweep can also be left alone, and collected later.
 */
import type { FleetPool } from "../pool/fleet-pool.ts";
import type { Pool, PoolEvents } from "../pool/pool.ts";
import type { Journal } from "../results/journal.ts";
import { progressPace } from "../results/progress-pace.ts";
import type { TrialSpec } from "../sweep/trial.ts";
import { writeInterimResults } from "./interim-results.ts";
import type { OpenSweep } from "./open-sweep.ts";
import { causeOf, type StopCause } from "./sweep-stop.ts";

/** What a caller may listen to. Whatever it hears of is in the journal already, but for most of the progress. */
export type SweepEvents = Partial<PoolEvents>;

/** Runs what is left of the plan, or of a search until it has found enough; running trials end at their next step once `stop` aborts. @returns why it ended */
export async function runSweep(
  { folder, journal, trials, search }: OpenSweep,
  pool: Pool,
  events: SweepEvents = {},
  stop: AbortSignal = new AbortController().signal,
): Promise<"complete" | StopCause> {
  const wanted = search && ((trial: TrialSpec) => search.wants(trial));
  const interim = writeInterimResults(folder, (line) => events.say?.(line));
  const journalled = journalFirst(journal, events);
  try {
    beginSession(journal, pool);
    await pool.run(
      trials,
      {
        ...journalled,
        finished(result, known) {
          journalled.finished(result, known);
          search?.take(result);
          interim.trialEnded();
        },
      },
      search ? AbortSignal.any([stop, search.enough]) : stop,
      wanted,
    );
    const reason = stop.aborted ? causeOf(stop) : "complete";
    journal.append({ type: "end", reason });
    return reason;
  } finally {
    await interim.end();
    journal.close();
  }
}

/** Puts a sweep on a fleet and leaves it there. @returns how many trials are left to the fleet */
export async function detachSweep(
  { journal, trials }: OpenSweep,
  pool: FleetPool,
  events: SweepEvents = {},
): Promise<number> {
  try {
    beginSession(journal, pool);
    const left = await pool.submit(trials, journalFirst(journal, events));
    journal.append({ type: "end", reason: "detached" });
    return left;
  } finally {
    await pool.close();
    journal.close();
  }
}

/** Takes in what a fleet has of a sweep. @returns how many results are still missing, and whether the fleet goes on with them */
export async function collectSweep(
  { journal, trials, search }: OpenSweep,
  pool: FleetPool,
  events: SweepEvents = {},
): Promise<{ missing: number; goesOn: boolean }> {
  const journalled = journalFirst(journal, events);
  const finished: PoolEvents["finished"] = (result, known) => {
    journalled.finished(result, known);
    search?.take(result);
  };
  try {
    beginSession(journal, pool);
    const left = await pool.collect(trials, { ...journalled, finished }, search?.enough);
    journal.append({ type: "end", reason: left.missing === 0 ? "complete" : "detached" });
    return left;
  } finally {
    await pool.close();
    journal.close();
  }
}

function beginSession(journal: Journal, { description }: Pool): void {
  journal.append({ type: "session", where: description, pid: process.pid });
}

/** An event is in the journal before anybody hears of it; of progress, one word every ten seconds is enough there. */
function journalFirst(journal: Journal, events: SweepEvents): PoolEvents {
  const due = progressPace();
  return {
    progress(progress) {
      if (due(progress, Date.now())) journal.append({ type: "progress", progress });
      else journal.touch();
      events.progress?.(progress);
    },
    finished(result, known) {
      journal.append({ type: "trial", result });
      events.finished?.(result, known);
    },
    activity(activity) {
      journal.append({ type: "activity", activity });
      events.activity?.(activity);
    },
    log(line) {
      journal.append({ type: "log", line });
      events.log?.(line);
    },
    say(line) {
      journal.append({ type: "log", line });
      events.say?.(line);
    },
    workers(count) {
      // A driver that waits for workers has nothing to write.
      journal.touch();
      events.workers?.(count);
    },
  };
}
