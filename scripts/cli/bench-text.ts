/** The benchmark's table and what is said around it. */
import { availableParallelism, cpus, loadavg } from "node:os";
import type { Case } from "../../bench/cases.ts";
import { type Measured, ratioRange, rowsOf } from "../../bench/rows.ts";
import { tableText } from "../../runtime/results/text-table.ts";

const UNITS: Record<Case["kind"], string> = {
  "whole-fit": "evaluations per CPU s",
  "one-curve": "curves per CPU s",
  "start-up": "starts per s",
};

/** Who runs here, on what: the first thing to look at when two tables differ. */
export function machineText(python: string): string {
  const load = loadavg()[0]!.toFixed(1);
  return [
    `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC, ${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, load ${load} at the start`,
    `meta-genx on Node ${process.versions.node}; ${python}; one thread each`,
  ].join("\n");
}

export function benchText(measured: readonly Measured[]): string {
  const columns = (["case", "peer", "ours", "theirs", "", "ratio", "of single rounds"] as const).map((title) => ({
    title,
    align: ["ours", "theirs", "ratio"].includes(title) ? ("right" as const) : ("left" as const),
  }));
  const rows = measured.flatMap((each) =>
    rowsOf([each]).map(({ case: name, peer, ratio, ours, theirs }, i) => {
      const range = ratioRange(each.ours, [...each.theirs.values()][i]!);
      return [
        name,
        peer,
        rate(ours),
        rate(theirs),
        UNITS[each.case.kind],
        ratio.toFixed(1),
        range.map((end) => end.toFixed(1)).join(" … "),
      ];
    }),
  );
  return `\n${tableText(columns, rows)}\n${studyText(measured)}`;
}

/** GenX's figures beside those of the study before the project, so that a badly set up GenX does not look like a fast us. */
function studyText(measured: readonly Measured[]): string {
  const lines = measured.flatMap((each) => {
    const { name, kind, study } = each.case;
    const genx = rowsOf([each]).find(({ peer }) => peer === "genx");
    if (!study || !genx) return [];
    const [low, high] = study;
    const there = low === high ? rate(low) : `${rate(low)} to ${rate(high)}`;
    const verdict =
      genx.theirs > 1.1 * high
        ? `faster here by ${(genx.theirs / high).toFixed(1)}`
        : genx.theirs < 0.9 * low
          ? `slower here by ${(low / genx.theirs).toFixed(1)}`
          : "as here";
    return [`  ${name}: ${there} ${UNITS[kind]}, ${verdict}\n`];
  });
  if (lines.length === 0) return "";
  return (
    `GenX in the study before this project (November 2026, another machine: 2 cores of a Xeon, Sapphire Rapids, busy with other work):\n` +
    `${lines.join("")}` +
    "Another processor, less or more work beside it, and a model of the same size but not the same file account for a\n" +
    "difference; one-curve was the Specular call alone there and is Sim with its parameters here.\n"
  );
}

function rate(value: number): string {
  if (value < 100) return value.toPrecision(3);
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, " ");
}
