/** What a GenX file holds, as one plain object: the page behind `inspect`, for people and for `--json`. */
import type { ModuleUse } from "../../runtime/fit/support.ts";
import type { Column, Project } from "../../runtime/gx/project.ts";
import type { CountedPoints } from "../../runtime/results/points-text.ts";

/** What came of running the script once. */
export interface Verdict {
  /** undefined when it cannot be evaluated. */
  fom: number | undefined;
  /** One for each data set, at the file's own values; undefined when they cannot be evaluated. */
  points: readonly CountedPoints[] | undefined;
  warnings: string[];
  refusals: { code: string; message: string; advice: string | undefined }[];
}

export type Description = ReturnType<typeof describeProject>;

/** @param imports  what the script imports, and whether it is here */
export function describeProject(
  project: Project,
  { fom, points, warnings, refusals }: Verdict,
  imports: readonly ModuleUse[],
) {
  return {
    file: project.fileName,
    format: project.format,
    datasets: project.datasets.map(({ name, use, x, extra, commands }, k) => ({
      name,
      use,
      points: x.values.length,
      inFitRange: points?.[k]?.points ?? null,
      counted: points?.[k]?.counted ?? null,
      x: bounds(x),
      extra: Object.keys(extra),
      commands: { x: commands.x, y: commands.y, error: commands.error, ...commands.extra },
    })),
    parameters: project.parameters.filter(({ name }) => name.trim() !== ""),
    fom: { function: project.fomFunction, ...project.solver, value: fom ?? null },
    optimiser: project.optimiser,
    models: imports.map(({ module }) => module).filter((module) => module.startsWith("models.")),
    imports: imports.map(({ module, line, isHere, isUsed, missing }) => ({
      module,
      line,
      supported: isHere && missing.length === 0,
      used: isUsed,
      missing,
    })),
    scriptLines: project.script.trimEnd().split("\n").length,
    batch: project.batch.map(({ name, sequenceValue }) => ({ name, sequenceValue })),
    fits: refusals.length === 0,
    warnings,
    notSupported: refusals,
  };
}

function bounds({ values }: Column): [number, number] | null {
  const numbers = values.filter((value) => !Number.isNaN(value));
  if (numbers.length === 0) return null;
  return [numbers.reduce((a, b) => Math.min(a, b)), numbers.reduce((a, b) => Math.max(a, b))];
}
