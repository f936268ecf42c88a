/**
 * best.hgx: the user's own file with the best parameters, their FOM-level bars
 * as error texts, and the best curves in it, to be opened in GenX as it stands.
 */
import type { ParameterRow, Project } from "../gx/project.ts";
import { writeHgx } from "../gx/write.ts";
import { writeAtomically } from "./atomic-write.ts";
import type { FitResults } from "./sweep-results.ts";

export async function writeBestHgx(file: string, project: Project, fit: FitResults): Promise<void> {
  const ySim = fit.datasets.map((set) => set.ySim);
  const yFom = fit.datasets.map((set) => set.residual);
  writeAtomically(file, await writeHgx(project, { parameters: bestRows(project, fit), ySim, yFom }));
}

/** The whole table; fitted rows, which are the results' parameters in their order, carry the best. */
export function bestRows(project: Project, fit: FitResults): ParameterRow[] {
  let i = 0;
  return project.parameters.map((row) => {
    if (!row.fit || row.name.trim() === "") return row;
    const { best, barLow, barHigh } = fit.parameters[i++]!;
    return { ...row, value: best, error: errorText(barLow, barHigh) };
  });
}

/** As GenX writes it: `(-1.234e-01, 5.600e-01,)`; "-" where there is none. */
export function errorText(low: number, high: number): string {
  return Number.isFinite(low) && Number.isFinite(high) ? `(${scientific(low)}, ${scientific(high)},)` : "-";
}

/** C's %.3e: an exponent has two digits at least. */
function scientific(value: number): string {
  return value.toExponential(3).replace(/e([+-])(\d)$/, "e$10$2");
}
