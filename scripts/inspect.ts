/**
 * `npm run inspect -- FILE`: what is inside, before anything is fitted: data
 * sets, parameters, figure of merit, optimiser settings, the script, and what in
 * it is not supported and why. That last one is an answer, not a failure.
 */
import { GxError, isOfOnePoint } from "../runtime/errors.ts";
import type { Fit, Simulation } from "../runtime/fit/compile.ts";
import type { Verdict } from "./cli/describe.ts";
import { refuseSweep } from "./cli/file-or-sweep.ts";
import { type Command, runScript } from "./cli/run.ts";
import { stdoutWidth, writeStdout } from "./terminal/stdout.ts";

interface Options {
  file: string;
  script?: boolean | undefined;
  json?: boolean | undefined;
}

export const inspect: Command<Options> = {
  usage: "inspect <file>",
  about: "show what a GenX file holds and whether it can be fitted here",
  examples: [
    ["npm run inspect -- fit.gx", ""],
    ["npm run --silent inspect -- fit.gx --script > model.py", "the script alone"],
  ],
  options: (parser) =>
    parser
      .positional("file", { type: "string", demandOption: true, describe: "a .gx or .hgx file from GenX" })
      .option("script", { type: "boolean", describe: "print the script, and nothing else" })
      .option("json", { type: "boolean", describe: "one JSON object" })
      .conflicts("script", "json"),
  run: async ({ file, script, json }) => {
    refuseSweep(file);
    const { readProjectFile } = await import("../runtime/gx/read.ts");
    const project = await readProjectFile(file);
    if (script) {
      const text = project.script.endsWith("\n") ? project.script : `${project.script}\n`;
      // A pipe or a file gets it as it is.
      if (process.stdout.isTTY) writeStdout(text);
      else process.stdout.write(text);
      return 0;
    }
    const { describeProject } = await import("./cli/describe.ts");
    const { compileFit } = await import("../runtime/fit/compile.ts");
    const { tryStarts } = await import("../runtime/study/try-starts.ts");
    const { defaultStarts } = await import("../runtime/sweep/plan-sweep.ts");
    const { commandNotes } = await import("../runtime/fit/commands.ts");
    const { scriptSupport } = await import("../runtime/fit/support.ts");
    const support = scriptSupport(project);
    const found = withSupport(
      verdict(
        () => compileFit(project, { print: () => {} }),
        (fit) => tryStarts(project, fit, defaultStarts()),
      ),
      support,
    );
    const warnings = [...found.warnings, ...project.datasets.flatMap((set) => commandNotes(set, project.fileName))];
    const description = describeProject(project, { ...found, warnings }, support.imports);
    if (json) {
      const { jsonText } = await import("../runtime/results/json-numbers.ts");
      process.stdout.write(`${jsonText(description)}\n`);
      return 0;
    }
    const { descriptionText } = await import("./cli/description-text.ts");
    writeStdout(descriptionText(description, stdoutWidth()));
    return 0;
  },
};

/** All that the modules lack, not only what a run met first: why it fails, or what to know where it does not. */
function withSupport(
  found: Verdict,
  { missing }: ReturnType<typeof import("../runtime/fit/support.ts").scriptSupport>,
): Verdict {
  if (found.refusals.length > 0) return { ...found, refusals: [...found.refusals, ...missing.map(plain)] };
  const notes = missing.map(({ message, advice }) => `${message}\n${advice}\nNo line with it was run.`);
  return { ...found, warnings: [...found.warnings, ...notes] };
}

const plain = ({ code, message, advice }: GxError) => ({ code, message, advice });

/** Runs the script at the file's own values, tries where a sweep would begin, and says what came of it. */
function verdict(compile: () => Fit, tryStarts: (fit: Fit) => void): Verdict {
  const refusals: Verdict["refusals"] = [];
  const attempt = <T>(act: () => T): T | undefined => {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof GxError)) throw error;
      refusals.push(plain(error));
      return undefined;
    }
  };
  const fit = attempt(compile);
  const ofTheFile = [...(fit?.warnings ?? [])];
  let simulation: Simulation | undefined;
  let mayStart = true;
  try {
    simulation = fit?.simulate();
  } catch (error) {
    if (!(error instanceof GxError)) throw error;
    // Other starts may do; otherwise, where one evaluation fails, the objective fails for the same reason.
    mayStart = isOfOnePoint(error);
    if (!mayStart) refusals.push(plain(error));
  }
  if (fit && mayStart) attempt(() => tryStarts(fit));
  // Where nothing can be fitted, the refusal says what was tried; what was noted on the way there would say it again.
  const warnings = refusals.length === 0 ? (fit?.warnings ?? []) : ofTheFile.filter((note) => !isSaid(note, refusals));
  return { fom: simulation?.fom, points: simulation?.datasets, warnings: [...warnings], refusals };
}

/** Whether a refusal is about the same row of the parameter table: both name it as `film.setD` (row 1. */
function isSaid(note: string, refusals: Verdict["refusals"]): boolean {
  const row = /^`.*` \(row \d+/.exec(note)?.[0];
  return row !== undefined && refusals.some(({ code, message }) => code === "GX_PARAMETER" && message.includes(row));
}

if (import.meta.main) await runScript(inspect);
