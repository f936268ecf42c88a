/** The page of `inspect` for people. */
import { significant } from "../../runtime/results/format.ts";
import { pointsText } from "../../runtime/results/points-text.ts";
import { tableText } from "../../runtime/results/text-table.ts";
import { wrapPage } from "../../runtime/results/wrap.ts";
import { printable } from "../../runtime/text.ts";
import type { Description } from "./describe.ts";

/** @param width  columns of the terminal */
export function descriptionText(page: Description, width: number): string {
  const { datasets, parameters, fom, optimiser, batch } = page;
  const fitted = parameters.filter(({ fit }) => fit).length;
  const text = [
    `${page.file} (${page.format})\n`,
    section("Data sets", `${datasetTable(datasets, width)}${countText(datasets)}`),
    section(`Parameters: ${fitted} of ${parameters.length} fitted`, parameterTable(parameters, width)),
    section(
      "Figure of merit",
      `  ${fom.function}${fom.value === null ? "" : `, ${significant(fom.value, 6)} at the file's values`}\n${fomNotes(fom)}`,
    ),
    section("Optimiser settings", optimiserText(optimiser)),
    section("Script", `  ${page.scriptLines} lines; --script prints it\n`),
    page.imports.length === 0 ? "" : section("Imports", importTable(page.imports, width)),
    batch.length === 0
      ? ""
      : section("Batch", batch.map(({ name, sequenceValue }) => `  ${printable(name)} (${sequenceValue})\n`).join("")),
    section("Can it be fitted here?", verdictText(page)),
  ].join("");
  return wrapPage(text, width);
}

function section(title: string, body: string): string {
  return `\n${title}\n${body}`;
}

function datasetTable(datasets: Description["datasets"], width: number): string {
  const rows = datasets.map(({ name, use, points, x, extra, commands }) => [
    name,
    use ? "yes" : "no",
    String(points),
    x === null ? "–" : `${significant(x[0], 4)} … ${significant(x[1], 4)}`,
    Object.entries(commands)
      .filter(([column, command]) => command !== "" && command !== column && !(column === "error" && command === "e"))
      .map(([column, command]) => `${column} = ${command}`)
      .concat(extra.length > 0 ? [`columns ${extra.join(", ")}`] : [])
      .join("; "),
  ]);
  return tableText(
    [
      { title: "Name" },
      { title: "Counts" },
      { title: "Points", align: "right" },
      { title: "x", align: "right" },
      { title: "Commands" },
    ],
    rows,
    width,
  );
}

/** At the file's own values, where they can be evaluated. */
function countText(datasets: Description["datasets"]): string {
  const counts = datasets.flatMap(({ name, inFitRange, counted }) =>
    inFitRange === null || counted === null ? [] : { name, points: inFitRange, counted },
  );
  return counts.length === 0
    ? ""
    : pointsText(counts)
        .map((line) => `  ${printable(line)}\n`)
        .join("");
}

function parameterTable(parameters: Description["parameters"], width: number): string {
  const rows = parameters.map(({ name, value, fit, min, max, error }) => [
    name,
    significant(value, 7),
    fit ? "yes" : "no",
    `${significant(min, 5)} … ${significant(max, 5)}`,
    // GenX's words for none.
    error === "-" || error === "None" ? "" : error,
  ]);
  return tableText(
    [
      { title: "Name" },
      { title: "Value", align: "right" },
      { title: "Fit" },
      { title: "Bounds", align: "right" },
      { title: "Error in the file" },
    ],
    rows,
    width,
  );
}

function importTable(imports: Description["imports"], width: number): string {
  const rows = imports.map(({ module, line, supported, used, missing }) => [
    module,
    String(line),
    supported ? "yes" : missing.length > 0 ? `without ${missing.join(", ")}` : used ? "no" : "no, and not used",
  ]);
  return tableText([{ title: "Module" }, { title: "Line", align: "right" }, { title: "Here" }], rows, width);
}

function fomNotes({ ignoreNan, ignoreInf, limitFitRange, fitXMin, fitXMax }: Description["fom"]): string {
  const notes = [
    ignoreNan ? "points that are NaN are left out" : "",
    ignoreInf ? "points that are infinite are left out" : "",
    limitFitRange ? `only x from ${significant(fitXMin)} to ${significant(fitXMax)} counts` : "",
  ].filter((note) => note !== "");
  return notes.length === 0 ? "" : `  ${notes.join("; ")}\n`;
}

function optimiserText(o: Description["optimiser"]): string {
  const population = o.usePopMult ? `${o.popMult} × parameters` : String(o.popSize);
  const generations = o.useMaxGenerations
    ? String(o.maxGenerations)
    : `${o.maxGenerationMult} × parameters × population`;
  return (
    `  ${o.scheme}, km ${o.km}, kr ${o.kr}, population ${population}, at most ${generations} generations\n` +
    `  ${o.useBoundaries ? "kept within the bounds" : "free to leave the bounds"}, first member ${o.useStartGuess ? "the file's values" : "random"}\n`
  );
}

function verdictText({ notSupported, warnings }: Description): string {
  const lines = notSupported.flatMap(({ code, message, advice }) => [
    `No: ${code}  ${message}`,
    ...(advice ? [advice] : []),
  ]);
  return [...(lines.length > 0 ? lines : ["Yes."]), ...warnings.map((warning) => `Note: ${warning}`)]
    .flatMap((text) => text.split("\n"))
    .map((line) => `  ${line}\n`)
    .join("");
}
