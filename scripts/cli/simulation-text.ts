/** A simulation for people: the figure of merit, and what each data set and each profile holds. */
import type { Simulation } from "../../runtime/fit/compile.ts";
import { significant, unitText } from "../../runtime/results/format.ts";
import { pointsText } from "../../runtime/results/points-text.ts";
import { tableText } from "../../runtime/results/text-table.ts";
import { wrapPage } from "../../runtime/results/wrap.ts";
import { printable } from "../../runtime/text.ts";

/** @param width  columns of the terminal */
export function simulationText({ fom, fomFunction, datasets, sld, notes }: Simulation, width: number): string {
  const sets = datasets.map((set) => [
    set.name,
    set.use ? "yes" : "no",
    String(set.x.length),
    range(set.x),
    range(set.ySim),
    significant(set.fom, 6),
  ]);
  const row = (name: string, { unit, curves: { z, ...others } }: Pick<(typeof sld)[number], "unit" | "curves">) => [
    name,
    z ? `${range(z)} Å` : "",
    Object.keys(others).join(", "),
    unitText(unit),
  ];
  const profiles = sld.flatMap((profile) => [
    row(profile.dataset, profile),
    ...(profile.massDensity ? [row(`${profile.dataset}: mass`, profile.massDensity)] : []),
  ]);
  const text = [
    `Figure of merit (${fomFunction}): ${significant(fom, 9)}\n`,
    tableText(
      [
        { title: "Data set" },
        { title: "Counts" },
        { title: "Points", align: "right" },
        { title: "x", align: "right" },
        { title: "Simulated", align: "right" },
        { title: "FOM", align: "right" },
      ],
      sets,
      width,
    ),
    ...pointsText(datasets).map((line) => `  ${printable(line)}\n`),
    profiles.length === 0
      ? ""
      : tableText([{ title: "SLD of" }, { title: "Depth" }, { title: "Curves" }, { title: "Unit" }], profiles, width),
    ...notes.map((note) => `  ${printable(note)}\n`),
  ].join("");
  return wrapPage(text, width);
}

/** From the least to the greatest number, NaN left out. */
export function range(values: ArrayLike<number>): string {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, Number.isNaN(values[i]!) ? low : values[i]!);
    high = Math.max(high, Number.isNaN(values[i]!) ? high : values[i]!);
  }
  return low <= high ? `${significant(low, 4)} … ${significant(high, 4)}` : "–";
}
