/**
 * `npm run sweep -- FILE`: the main job. Many fits of one GenX file, from many
 * starts, by many methods, and one verdict. Where it runs and what it will do is
 * said first; the plan is on disk before the first trial runs; every finished
 * trial is in the journal before the next begins.
 */
import { GxError } from "../runtime/errors.ts";
import { type Command, runScript } from "./cli/run.ts";
import { type SweepOptions, sweepOptions } from "./cli/sweep-options.ts";
import type { Place } from "./cli/target.ts";

export const sweep: Command<SweepOptions> = {
  usage: "sweep [file]",
  about: "fit a file many times, from many starts, by many methods",
  options: sweepOptions,
  run: async (options) => {
    if (options.file !== undefined && options.resume !== undefined) {
      throw new GxError("GX_USAGE", "--resume takes its file from the folder", "Name a file, or --resume FOLDER.");
    }
    const { placeOf } = await import("./cli/target.ts");
    const place = await placeOf(options);
    try {
      return await sweepAt(place, options);
    } finally {
      await place.close();
    }
  },
};

async function sweepAt(place: Place, options: SweepOptions): Promise<0 | 1> {
  if (options.plan) {
    const { planOfFile } = await import("./cli/sweep-begin.ts");
    const { planJson, planPage } = await import("./cli/plan-text.ts");
    const planned = await planOfFile(options, place);
    process.stdout.write(options.json ? planJson(planned) : planPage(planned));
    return 0;
  }
  const { begin, goOn } = await import("./cli/sweep-begin.ts");
  const { detach, runToEnd } = await import("./cli/sweep-run.ts");
  const work = options.resume === undefined ? await begin(options, place) : await goOn(options.resume, place.numerics);
  if (!options.detach) return runToEnd(work, place, options);
  await detach(work, place);
  return 0;
}

if (import.meta.main) await runScript(sweep);
