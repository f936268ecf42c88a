/**
 * `npm run inspect -- FILE`: what is inside, before anything is fitted: data
 * sets, parameters, figure of merit, optimiser settings, the script, and what in
 * it is not supported and why. That last one is an answer, not a failure.
 */
import { GxError } from "../runtime/errors.ts";
import { type Command, runScript } from "./cli/run.ts";

interface Options {
  file: string;
  script?: boolean | undefined;
  json?: boolean | undefined;
}

export const inspect: Command<Options> = {
  usage: "inspect <file>",
  about: "show what a GenX file holds and whether it can be fitted here",
  options: (parser) =>
    parser
      .positional("file", { type: "string", demandOption: true, describe: "a .gx or .hgx file from GenX" })
      .option("script", { type: "boolean", describe: "print the script, and nothing else" })
      .option("json", { type: "boolean", describe: "one JSON object" })
      .conflicts("script", "json")
      .example("npm run inspect -- fit.gx", "")
      .example("npm run --silent inspect -- fit.gx --script > model.py", "the script alone"),
  run: async ({ file, script, json }) => {
    const { readProjectFile } = await import("../runtime/gx/read.ts");
    const project = await readProjectFile(file);
    if (script) {
      process.stdout.write(project.script.endsWith("\n") ? project.script : `${project.script}\n`);
      return 0;
    }
    const { describeProject } = await import("./cli/describe.ts");
    const { compileFit } = await import("../runtime/fit/compile.ts");
    const { commandNotes } = await import("../runtime/fit/commands.ts");
    const found = verdict(() => compileFit(project, { print: () => {} }));
    const warnings = [...found.warnings, ...project.datasets.flatMap((set) => commandNotes(set, project.fileName))];
    const description = describeProject(project, { ...found, warnings });
    if (json) {
      const { jsonText } = await import("../runtime/results/numbers.ts");
      process.stdout.write(`${jsonText(description)}\n`);
      return 0;
    }
    const { descriptionText } = await import("./cli/description-text.ts");
    process.stdout.write(descriptionText(description));
    return 0;
  },
};

/** Runs the script once and says what came of it. */
function verdict(compile: () => import("../runtime/fit/compile.ts").Fit) {
  const refusals: { code: string; message: string; advice: string | undefined }[] = [];
  const attempt = <T>(act: () => T): T | undefined => {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof GxError)) throw error;
      refusals.push({ code: error.code, message: error.message, advice: error.advice });
      return undefined;
    }
  };
  const fit = attempt(compile);
  const fom = fit && attempt(() => fit.simulate().fom);
  // Where one evaluation fails, the objective fails for the same reason.
  if (fom !== undefined) attempt(() => fit!.objective);
  return { fom, warnings: [...(fit?.warnings ?? [])], refusals };
}

if (import.meta.main) await runScript(inspect);
