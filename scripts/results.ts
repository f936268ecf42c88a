/**
 * `npm run results -- FOLDER`: the tables and the plots of a sweep again,
 * finished or still running. Everything is made anew from plan.json, the journal
 * and the copy of the GenX file.
 *
 * `--timeline` writes another page, of which thread did what and when, and nothing else.
 */
import { refuseFile } from "./cli/file-or-sweep.ts";
import { type Command, runScript } from "./cli/run.ts";
import { npmRun } from "./cli/where.ts";
import { nowAndThen } from "./terminal/now-and-then.ts";
import { writeStderr } from "./terminal/stderr.ts";
import { pipeToStdout, writeStdout } from "./terminal/stdout.ts";

interface Options {
  folder: string;
  json?: boolean | undefined;
  csv?: boolean | undefined;
  timeline?: boolean | undefined;
}

export const results: Command<Options> = {
  usage: "results <folder>",
  about: "show a sweep again, finished or running, and write its files anew",
  examples: [
    ["npm run results -- sweeps/fit-2026-11-21T08-30-00", ""],
    ["npm run --silent results -- FOLDER --csv > best.csv", "for a spreadsheet"],
  ],
  options: (parser) =>
    parser
      .positional("folder", { type: "string", demandOption: true, describe: "the folder that the sweep named" })
      .option("json", {
        type: "boolean",
        describe: "one JSON object: parameters, ranking, every trial",
      })
      .option("csv", { type: "boolean", describe: "the best parameters for a spreadsheet" })
      .option("timeline", {
        type: "boolean",
        describe:
          "write timeline.html: what each thread of each worker did, when, and how much of the time it computed",
      })
      .conflicts({ json: ["csv", "timeline"], csv: "timeline" }),
  run: async ({ folder, json, csv, timeline }) => {
    refuseFile(folder, npmRun("results"));
    if (timeline) {
      const { writeTimelineFile } = await import("../runtime/study/write-timeline.ts");
      writeStdout(`${folder}: ${writeTimelineFile(folder)}\n`);
      return 0;
    }
    const { loadResults } = await import("../runtime/study/load-results.ts");
    const loaded = await loadResults(folder, { tell: nowAndThen() });
    for (const problem of loaded.problems) writeStderr(problem);
    const { writeOutputs } = await import("../runtime/study/write-outputs.ts");
    const { results } = loaded;
    // Shown first: another user's folder can be read, if not written.
    if (json) {
      const { resultsJson } = await import("./cli/results-page.ts");
      await pipeToStdout(resultsJson(folder, results));
    } else if (csv) {
      const { parametersCsv } = await import("../runtime/results/csv.ts");
      process.stdout.write(parametersCsv(results));
    } else {
      const { terminalText } = await import("../runtime/results/terminal.ts");
      writeStdout(`${terminalText(results, process.stdout.columns || undefined)}\n`);
    }
    const files = await writeOutputs(loaded);
    if (!json && !csv) writeStdout(`${folder}: ${files.join(", ")}\n`);
    return 0;
  },
};

if (import.meta.main) await runScript(results);
