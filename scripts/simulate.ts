/**
 * `npm run simulate -- FILE`: one evaluation at the file's parameters, or with
 * some of them changed. The quickest way to see that a file runs here and gives
 * the figure of merit that GenX gives.
 */
import { GxError } from "../runtime/errors.ts";
import type { Simulation } from "../runtime/fit/compile.ts";
import type { Project } from "../runtime/gx/project.ts";
import { printableLines } from "../runtime/text.ts";
import { refuseSweep } from "./cli/file-or-sweep.ts";
import { readings } from "./cli/number-option.ts";
import { type Command, runScript } from "./cli/run.ts";
import { writeStderr } from "./terminal/stderr.ts";
import { stdoutWidth, writeStdout } from "./terminal/stdout.ts";

interface Options {
  file: string;
  set: string[];
  json?: boolean | undefined;
}

export const simulate: Command<Options> = {
  usage: "simulate <file>",
  about: "evaluate a fit once, at its own parameters or at others",
  examples: [
    ["npm run simulate -- fit.gx", "the figure of merit, data set by data set"],
    ["npm run simulate -- fit.gx --set film.setD=138.5", "the same with another thickness"],
    ["npm run --silent simulate -- fit.gx --json | jq .fom", "for a pipe"],
  ],
  options: (parser) =>
    parser
      // Elsewhere the last of two equal options counts; here each --set does.
      .parserConfiguration({ "duplicate-arguments-array": true })
      .positional("file", { type: "string", demandOption: true, describe: "a .gx or .hgx file from GenX" })
      .option("set", {
        type: "string",
        array: true,
        nargs: 1,
        default: [],
        defaultDescription: "none",
        describe: "NAME=VALUE: change a parameter, named as in the file's table (repeatable)",
      })
      .option("json", { type: "boolean", describe: "one JSON object with all curves in full" }),
  run: async ({ file, set, json }) => {
    const overrides = new Map(set.map(parseSetting));
    refuseSweep(file);
    const { readProjectFile } = await import("../runtime/gx/read.ts");
    const { compileFit } = await import("../runtime/fit/compile.ts");
    const said = new Set<string>();
    const evaluate = (project: Project) => {
      const fit = compileFit(project, { print: (line) => console.error(printableLines(line)) });
      for (const note of fit.warnings.filter((each) => !said.has(each))) {
        said.add(note);
        writeStderr(`Note: ${note}`);
      }
      const simulation = fit.simulate(overrides);
      return { ...simulation, notes: [...outsideBounds(project, overrides), ...simulation.notes] };
    };

    const project = await readProjectFile(file);
    const simulation = evaluate(project);
    const sequence = project.batch.map((member) => ({ name: member.name, simulation: evaluate(member.project) }));
    if (json) {
      const { jsonText } = await import("../runtime/results/json-numbers.ts");
      const page = {
        ...simulationPage(simulation),
        ...(sequence.length > 0 && { sequence: sequence.map((member) => simulationPage(member.simulation)) }),
      };
      process.stdout.write(`${jsonText(page)}\n`);
      return 0;
    }
    const { simulationText } = await import("./cli/simulation-text.ts");
    writeStdout(`${project.fileName}\n${simulationText(simulation, stdoutWidth())}`);
    for (const member of sequence) writeStdout(`\n${member.name}\n${simulationText(member.simulation, stdoutWidth())}`);
    return 0;
  },
};

/** The name may hold `=` itself, so the value is what follows the last one. */
function parseSetting(text: string): [name: string, value: number] {
  const at = text.lastIndexOf("=");
  const [name, value] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  if (at > 0 && value !== "" && Number.isFinite(Number(value))) return [name, Number(value)];
  const meant = at > 0 ? readings(value).map((number) => `${name}=${number}`) : [];
  const hint = meant.length > 0 ? `: did you mean ${meant.join(" or ")}?` : "";
  throw new GxError(
    "GX_USAGE",
    `--set takes NAME=VALUE with a number, not "${text}"${hint}`,
    "For example --set film.setD=138.5",
  );
}

/** GenX simulates there, too; a fit does not go there. */
function outsideBounds({ parameters }: Project, overrides: ReadonlyMap<string, number>): string[] {
  return parameters.flatMap(({ name, fit, min, max }) => {
    const value = overrides.get(name.trim());
    if (value === undefined || !(value < min || value > max)) return [];
    return `\`${name}\` = ${value} is outside its bounds, ${min} … ${max}${fit ? ": no fit goes there" : ""}.`;
  });
}

/** The object that `--json` prints: docs and tests hold its shape. */
function simulationPage({ fom, fomFunction, datasets, sld, notes }: Simulation) {
  const list = (values: Float64Array) => Array.from(values);
  return {
    fom,
    fomfunction: fomFunction,
    datasets: datasets.map(({ name, use, points, counted, x, ySim, fom }) => ({
      name,
      use,
      x: list(x),
      y_sim: list(ySim),
      fom,
      points,
      counted,
    })),
    sld: sld.map(({ dataset, unit, curves }) => ({
      dataset,
      unit,
      curves: Object.fromEntries(Object.entries(curves).map(([name, values]) => [name, list(values)])),
    })),
    notes,
  };
}

if (import.meta.main) await runScript(simulate);
