/** What can be wrong with a parameter table although GenX takes it: a row that is there twice, a value that is no number. */
import { GxError } from "../errors.ts";
import type { ParameterRow, Project } from "../gx/project.ts";

/** Bounds so many times as far apart as the value is large, or as 1, are no bounds. */
const WIDE = 1e9;

/** What a user should know of the file, and a sentence for each parameter to look at. */
export function tableWarnings(project: Project): string[] {
  const rows = namedRows(project);
  const twice = [...Map.groupBy(rows, ({ name }) => name)].flatMap(([name, same]) => {
    if (same.length === 1) return [];
    const places = new Intl.ListFormat("en").format(same.map(({ row }) => `${row}`));
    const [last, lastFitted] = [same.at(-1)!, same.findLast(({ fit }) => fit)];
    // All rows are set from top to bottom, as in GenX; a fit then sets those that are fitted, again and again.
    const what =
      lastFitted === undefined || lastFitted === last
        ? `the last of them counts${same.filter(({ fit }) => fit).length > 1 ? ", and fitting another changes nothing" : ""}`
        : `a fit varies row ${lastFitted.row}, but a simulation of the table takes row ${last.row}`;
    return `\`${name}\` is in the parameter table ${same.length === 2 ? "twice" : `${same.length} times`}, in rows ${places}: ${what}.`;
  });
  const noNumbers = rows
    .filter(({ value }) => Number.isNaN(value))
    .map(({ name, row }) => `\`${name}\` (row ${row} of the parameter table) has no number for a value: NaN.`);
  const wide = rows
    .filter(
      ({ fit, value, min, max }) =>
        fit && Number.isFinite(max - min) && max - min > WIDE * Math.max(1, Math.abs(value)),
    )
    .map(
      ({ name, row, value, min, max }) =>
        `\`${name}\` (row ${row} of the parameter table) has bounds, ${min} … ${max}, so far apart that a search between them does not find its value, ${value} in the file: give it bounds near what it can be.`,
    );
  return [...project.notes, ...twice, ...noNumbers, ...wide];
}

/** Names of rows, by their places; with the row behind it where another row, fitted or not, has the same name. */
export function namesOfRows({ parameters }: Project, places: readonly number[]): string[] {
  const names = parameters.map(({ name }) => name.trim());
  return places.map((i) =>
    names.indexOf(names[i]!) === names.lastIndexOf(names[i]!) ? parameters[i]!.name : `${names[i]} (row ${i + 1})`,
  );
}

/** Does `act`; when that fails and some parameter is NaN, says so first, for that is the likely reason. */
export function blamingNaN<T>(project: Project, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const culprit = namedRows(project).find(({ value }) => Number.isNaN(value));
    if (culprit === undefined || !(error instanceof GxError) || error.code === "GX_PARAMETER") throw error;
    throw new GxError(
      "GX_PARAMETER",
      `${project.fileName}: parameter \`${culprit.name}\` (row ${culprit.row}) has the value NaN, which is no number, and the script fails with it.`,
      "Give it a number in GenX's parameter table.",
      { cause: error },
    );
  }
}

export function hasNaN(project: Project): boolean {
  return namedRows(project).some(({ value }) => Number.isNaN(value));
}

function namedRows({
  parameters,
}: Project): (Pick<ParameterRow, "name" | "value" | "fit" | "min" | "max"> & { row: number })[] {
  return parameters.flatMap(({ name, value, fit, min, max }, i) =>
    name.trim() === "" ? [] : { name: name.trim(), value, fit, min, max, row: i + 1 },
  );
}
