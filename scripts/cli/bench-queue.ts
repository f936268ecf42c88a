/** The table of `npm run bench -- --queue`. */
import type { QueueShares } from "../../bench/queue.ts";
import { tableText } from "../../runtime/results/text-table.ts";

/** What a fleet has to reach. */
const BUSY = 0.95;
const QUEUE = 0.01;

export function queueText(shares: QueueShares): string {
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const columns = [
    { title: "of threads × wall", align: "left" as const },
    { title: "here", align: "right" as const },
    { title: "aim", align: "left" as const },
  ];
  const rows = [
    ["busy: computing and checkpointing", percent(shares.busy), `at least ${percent(BUSY)}`],
    ["queue: from one trial to the next", percent(shares.queue), `under ${percent(QUEUE)}`],
    ["fetching and opening the file", percent(shares.fetching), ""],
  ];
  const { trials, trial, threads, wall, gap } = shares;
  return (
    `\n${trials} trials of ${trial.toFixed(2)} s over ${threads} workers in ${wall.toFixed(1)} s; ` +
    `${gap.toFixed(1)} ms from one trial to the next (median)\n\n${tableText(columns, rows)}\n`
  );
}
