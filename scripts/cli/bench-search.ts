/** The table of `npm run bench -- --search`. */
import { geometricMean, type ProblemRow } from "../../bench/search/measure-search.ts";
import { tableText } from "../../runtime/results/text-table.ts";

export function searchText(rows: readonly ProblemRow[]): string {
  const whole = (value: number) => (Number.isFinite(value) ? Math.round(value).toLocaleString("en") : "–");
  const columns = [
    { title: "problem", align: "left" as const },
    { title: "parameters", align: "right" as const },
    { title: "found", align: "right" as const },
    { title: "settled", align: "right" as const },
    { title: "wrongly", align: "right" as const },
    { title: "evaluations", align: "right" as const },
    { title: "to the best", align: "right" as const },
    { title: "CPU s", align: "right" as const },
  ];
  const cells = rows.map((row) => [
    row.problem,
    String(row.parameters),
    `${row.found} of ${row.runs}`,
    String(row.settled),
    String(row.wrong),
    whole(row.evaluations),
    whole(row.toBest),
    row.cpuSeconds.toFixed(2),
  ]);
  const sum = (of: (row: ProblemRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  const reached = rows.map(({ toBest }) => toBest).filter(Number.isFinite);
  return (
    `\n${tableText(columns, cells)}\n\n` +
    `Found in ${sum(({ found }) => found)} of ${sum(({ runs }) => runs)} runs; settled in ${sum(({ settled }) => settled)}, ` +
    `of which ${sum(({ wrong }) => wrong)} elsewhere than at the best known.\n` +
    `Geometric means: ${whole(geometricMean(rows.map(({ evaluations }) => evaluations)))} evaluations a run, ` +
    `${whole(geometricMean(reached))} to the first try at the best.\n`
  );
}
