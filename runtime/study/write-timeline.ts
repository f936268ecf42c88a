/**
 * timeline.html of a sweep's folder. Made of plan.json and the journal alone, so
 * that it takes no computing and shows a sweep that runs, or one whose GenX file is gone.
 */
import { join } from "node:path";
import { writeAtomically } from "../results/atomic-write.ts";
import { type JournalLine, readJournal } from "../results/journal.ts";
import { readPlan } from "../results/plan-file.ts";
import { progressPace } from "../results/progress-pace.ts";
import { timelineOf } from "../results/timeline/build-timeline.ts";
import { writeTimeline } from "../results/timeline.ts";

const FILE = "timeline.html";

/** @returns the file's name */
export function writeTimelineFile(folder: string): string {
  const { plan } = readPlan(folder);
  const lines: JournalLine[] = [];
  const due = progressPace();
  const journal = readJournal(folder, (line) => {
    // Earlier versions noted progress more often than a timeline can show it.
    if (line.type !== "progress" || due(line.progress, line.at)) lines.push(line);
  });
  const finished = plan.trials.every(({ id }) => (journal.results.get(id)?.status ?? "partial") !== "partial");
  const { name, version } = plan.software;
  const page = writeTimeline({
    fileName: plan.file.name,
    finished,
    software: `${name} ${version}`,
    timeline: timelineOf({ ...journal, lines, trials: plan.trials }),
  });
  writeAtomically(join(folder, FILE), page);
  return FILE;
}
