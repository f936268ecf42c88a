/**
 * The best fit of a project, asked whether it describes the data (sweep/fit-quality.ts):
 * which of its figures of merit are in units of error bars, which follow weak points, and
 * whether the bars are bars. GenX takes the data themselves for the error bars of a file
 * that has only two columns.
 */
import type { Fit } from "../fit/compile.ts";
import { FIGURES_OF_MERIT } from "../fit/fom.ts";
import type { DataSet, Project } from "../gx/project.ts";
import type { DataSetResult } from "../results/sweep-results.ts";
import { evenResiduals } from "../sweep/even-residuals.ts";
import { type FitQuality, judgeQuality } from "../sweep/fit-quality.ts";

/** @param at  float[d]  the best */
export function qualityOf(
  project: Project,
  objective: Fit["objective"],
  at: Float64Array,
  datasets: readonly DataSetResult[],
): FitQuality {
  const { inSigma, squared, transform } = FIGURES_OF_MERIT[project.fomFunction]!;
  const used = datasets.flatMap((set, k) =>
    set.use ? [{ ...set, barsAreData: barsAreData(project.datasets[k]!) }] : [],
  );
  return judgeQuality(
    used,
    objective.names.length,
    {
      terms: !inSigma ? "no sigma" : squared ? "squares" : "absolutes",
      even: inSigma === true || transform !== "identity",
    },
    () =>
      evenResiduals(
        objective,
        at,
        used.map(({ x }) => x),
      ),
  );
}

/** A sentence on error bars that are used and are none. */
export function barNotes({ fomFunction, datasets }: Project): string[] {
  const names = datasets.filter((set) => set.use && barsAreData(set)).map(({ name }) => name);
  if (!FIGURES_OF_MERIT[fomFunction]!.inSigma || names.length === 0) return [];
  return [
    `The error bars of ${new Intl.ListFormat("en").format(names)} are equal to the data, as GenX fills them in for a file without any: neither χ² nor ± means anything by them.`,
  ];
}

/** Equal after the data commands, or before them where none was meant for the bars. */
function barsAreData({ y, error, yRaw, errorRaw, commands }: DataSet): boolean {
  const equal = (a: Float64Array, b: Float64Array) =>
    a.length > 0 && a.length === b.length && a.every((value, i) => Math.abs(value) === Math.abs(b[i]!));
  return equal(error.values, y.values) || (commands.error.trim() === "e" && equal(errorRaw.values, yRaw.values));
}
