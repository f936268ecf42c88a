/**
 * `npm run sweep -- FILE`: the main job. Many fits of one GenX file, from many
 * starts, by many methods, and one verdict. Where it runs and what it will do is
 * said first; the plan is on disk before the first trial runs; every finished
 * trial is in the journal before the next begins.
 */
import { GxError } from "../runtime/errors.ts";
import { shellQuoted } from "../runtime/shell.ts";
import type { OpenSweep } from "../runtime/study/open-sweep.ts";
import type { StudySpec } from "../runtime/study/start-sweep.ts";
import { refuseFile, refuseSweep } from "./cli/file-or-sweep.ts";
import { type Command, runScript } from "./cli/run.ts";
import { SWEEP_EXAMPLES, SWEEP_LISTS, type SweepOptions, studySpec, sweepOptions } from "./cli/sweep-options.ts";
import type { Target } from "./cli/target.ts";
import { npmRun } from "./cli/where.ts";
import { stdoutWidth, writeStdout } from "./terminal/stdout.ts";

export const sweep: Command<SweepOptions> = {
  usage: "sweep [file]",
  about: "find the best fit of a file, by independent tries or as planned",
  lists: SWEEP_LISTS,
  examples: SWEEP_EXAMPLES,
  options: sweepOptions,
  run: async (options) => {
    if (options.file !== undefined && options.resume !== undefined) {
      throw new GxError(
        "GX_USAGE",
        "--resume takes its file from the folder",
        `To go on with that sweep: \`${npmRun("sweep")} --resume ${shellQuoted(options.resume)}\`. To begin another: \`${npmRun("sweep")} ${shellQuoted(options.file)}\`.`,
      );
    }
    if (options.file !== undefined) refuseSweep(options.file);
    if (options.resume !== undefined) refuseFile(options.resume, `${npmRun("sweep")} --resume`);
    const { targetOf } = await import("./cli/choose-target.ts");
    // The file is opened once, by whoever needs it first.
    let opened: Promise<StudySpec> | undefined;
    const spec = () => (opened ??= studySpec(options));
    const target = await targetOf(options, spec);
    try {
      return await sweepAt(target, options, spec);
    } finally {
      await target.close();
    }
  },
};

async function sweepAt(target: Target, options: SweepOptions, spec: () => Promise<StudySpec>): Promise<0 | 1> {
  const { openingText, planJson, planPage, resumedText } = await import("./cli/plan-text.ts");
  const { planStudy, startSweep } = await import("../runtime/study/start-sweep.ts");
  if (options.plan) {
    const planned = await planStudy(await spec(), target);
    writeStdout(options.json ? planJson(planned) : planPage(planned, stdoutWidth()));
    return 0;
  }
  const { leaveToFleet, runAndReport } = await import("./cli/sweep-run.ts");
  let sweep: OpenSweep;
  let opening: string[];
  if (options.resume === undefined) {
    const { agreeToLong } = await import("./cli/long-search.ts");
    await agreeToLong(await planStudy(await spec(), target), options);
    const started = await startSweep(await spec(), target);
    [sweep, opening] = [started, openingText(started.planned)];
  } else {
    const { resumeSweep } = await import("../runtime/study/resume-sweep.ts");
    const resumed = await resumeSweep(options.resume, target.numerics);
    [sweep, opening] = [resumed, resumedText(resumed)];
    if (resumed.over) {
      const { showAgain } = await import("./cli/sweep-run.ts");
      await showAgain(resumed, opening, options.json === true);
      return 0;
    }
  }
  if (!options.detach) return runAndReport(sweep, target, opening, options);
  await leaveToFleet(sweep, target, opening);
  return 0;
}

if (import.meta.main) await runScript(sweep);
