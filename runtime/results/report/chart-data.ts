/**
 * What the charts of report.html draw, as compact JSON. Curves are sorted by x
 * (uPlot asks for that), numbers cut to seven digits, non-finite ones null.
 */
import { thinned } from "../../math/thinned.ts";
import { unitText } from "../format.ts";
import type { DataSetResult, FitResults, SldResult } from "../sweep-results.ts";
import { evenly, type Room } from "./room.ts";

type Numbers = (number | null)[];

export interface FitCharts {
  residualLabel: string;
  targetFom: number | null;
  datasets: {
    xLabel: string;
    x: number[];
    y: Numbers;
    error: Numbers;
    ySim: Numbers;
    residual: Numbers;
    logY: boolean;
    /** Of both signs, as an asymmetry is: no axis of it is ever logarithmic. */
    signed: boolean;
  }[];
  sld: { quantity: string; unit: string; z: number[]; curves: { name: string; values: Numbers }[] }[];
  /** One per row of the ranking: the curves of its trials, the best one's last. */
  convergence: { evaluations: number[]; fom: Numbers }[][];
}

export function fitCharts(fit: FitResults, room: Pick<Room, "points" | "lines">): FitCharts {
  return {
    residualLabel: fit.residualLabel,
    targetFom: plain(fit.targetFom),
    datasets: fit.datasets.map((set) => datasetChart(set, room.points)),
    sld: fit.sld.map((profile) => sldChart(profile, room.points)),
    convergence: fit.ranking.map(({ members }) => {
      const results = members
        .flatMap((row) => fit.trials[row]?.result ?? [])
        .filter((result) => result.status !== "failed" && result.convergence.length > 0)
        .sort((a, b) => b.fom - a.fom);
      return evenly(results, room.lines).map((result) => fewer(result.convergence));
    }),
  };
}

function datasetChart(set: DataSetResult, points: number): FitCharts["datasets"][number] {
  const sorted = [...set.x.keys()].filter((i) => Number.isFinite(set.x[i])).sort((a, b) => set.x[a]! - set.x[b]!);
  const kept = thinned(
    [set.y, set.ySim, set.residual].map((values) => sorted.map((i) => values[i]!)),
    sorted.length,
    points,
  );
  const order = Array.from(kept, (k) => sorted[k]!);
  const pick = (values: Float64Array) => order.map((i) => plain(values[i]!));
  const { xLabel } = set;
  const [y, error] = [pick(set.y), pick(set.error)];
  const signed = isSigned(y, error);
  return {
    xLabel,
    x: order.map((i) => rounded(set.x[i]!)),
    y,
    error,
    ySim: pick(set.ySim),
    residual: pick(set.residual),
    logY: !signed && spansDecades(y),
    signed,
  };
}

/** More than one point in twenty lies below 0 by more than two error bars: no noise about nothing. */
function isSigned(values: Numbers, errors: Numbers): boolean {
  const below = values.filter((value, i) => value !== null && value < -2 * Math.max(0, errors[i] ?? 0));
  return below.length > 0.05 * values.length;
}

/** A log axis suits numbers that are nearly all above 0 and span more than a factor of thirty. */
function spansDecades(values: Numbers): boolean {
  const known = values.filter((v) => v !== null);
  const above = known.filter((v) => v > 0).sort((a, b) => a - b);
  return above.length > 0.7 * known.length && above.at(-1)! > 30 * above[Math.floor(0.05 * above.length)]!;
}

function sldChart({ quantity, unit, z, curves }: SldResult, points: number): FitCharts["sld"][number] {
  const kept = thinned(
    curves.map(({ values }) => values),
    z.length,
    points,
  );
  const pick = (values: Float64Array) => Array.from(kept, (i) => values[i]!);
  return {
    quantity: quantity === "mass density" ? quantity : "SLD",
    unit: unitText(unit),
    z: pick(z).map(rounded),
    curves: curves.map(({ name, values }) => ({ name, values: pick(values).map(plain) })),
  };
}

/** At most forty points a decade of evaluations, which no eye can tell from all of them. */
function fewer(curve: readonly [number, number][]): { evaluations: number[]; fom: Numbers } {
  const bin = (i: number) => Math.floor(40 * Math.log10(Math.max(1, curve[i]![0])));
  const kept = curve.filter((_, i) => i === 0 || i === curve.length - 1 || bin(i) !== bin(i + 1));
  return { evaluations: kept.map(([n]) => n), fom: kept.map(([, fom]) => plain(fom)) };
}

function plain(value: number): number | null {
  return Number.isFinite(value) ? rounded(value) : null;
}

function rounded(value: number): number {
  return Number(value.toPrecision(7));
}
