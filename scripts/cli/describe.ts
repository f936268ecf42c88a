/** What a GenX file holds, as one plain object: the page behind `inspect`, for people and for `--json`. */
import type { Column, Project } from "../../runtime/gx/project.ts";

/** What came of running the script once. */
export interface Verdict {
  /** undefined when it cannot be evaluated. */
  fom: number | undefined;
  warnings: string[];
  refusals: { code: string; message: string; advice: string | undefined }[];
}

export type Description = ReturnType<typeof describeProject>;

export function describeProject(project: Project, { fom, warnings, refusals }: Verdict) {
  return {
    file: project.fileName,
    format: project.format,
    datasets: project.datasets.map(({ name, use, x, extra, commands }) => ({
      name,
      use,
      points: x.values.length,
      x: bounds(x),
      extra: Object.keys(extra),
      commands: { x: commands.x, y: commands.y, error: commands.error, ...commands.extra },
    })),
    parameters: project.parameters.filter(({ name }) => name.trim() !== ""),
    fom: { function: project.fomFunction, ...project.solver, value: fom ?? null },
    optimiser: project.optimiser,
    models: importedModels(project.script),
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

/** The `models.…` that the script imports, in the order of their first mention; GenX 3 writes `genx.models` too. */
function importedModels(script: string): string[] {
  const found = new Set<string>();
  for (const [, from, names, path] of script.matchAll(
    /^[ \t]*(?:from[ \t]+((?:genx\.)?models(?:\.[\w.]+)?)[ \t]+import[ \t]+([\w*, \t]+)|import[ \t]+((?:genx\.)?models\.[\w.]+))/gm,
  )) {
    if (path) found.add(path);
    else if (from!.endsWith("models"))
      for (const name of names!.split(",")) found.add(`${from}.${name.trim().split(/\s/)[0]}`);
    else found.add(from!);
  }
  return [...found].map((name) => name.replace(/^genx\./, ""));
}
