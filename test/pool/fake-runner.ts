/** A runner whose trials do what their method says, so that a test of the pool needs no GenX file. */
import { GxError } from "../../runtime/errors.ts";
import type { ProjectFile, TrialRunner } from "../../runtime/sweep/runner.ts";
import type { TrialResult, TrialSpec } from "../../runtime/sweep/trial.ts";

export async function openRunner(file: ProjectFile, print: (line: string) => void): Promise<TrialRunner> {
  if (file.name === "refused.gx") throw new GxError("GX_SCRIPT_SYNTAX", "refused.gx: no", "Write it again.");
  return {
    evaluate: (_, x) => x[0]!,
    run(spec, hooks) {
      print(`trial ${spec.index}`);
      if (spec.method === "chatty") for (let line = 2; line <= 50; line++) print(`line ${line}`);
      if (spec.method === "die") process.exit(3);
      if (spec.method === "late throw")
        queueMicrotask(() => {
          throw new Error("too late");
        });
      if (spec.method === "throw") throw new TypeError("a defect");
      if (spec.method === "raise") throw new GxError("GX_SCRIPT_BUDGET", "too many steps");
      const progress = { id: spec.id, index: spec.index, evaluations: 0, generation: 0, bestFom: spec.seed };
      if (spec.method === "endless") {
        while (hooks.proceed(progress)) progress.evaluations++;
        return result(spec, "partial");
      }
      return result(spec, "complete");
    },
  };
}

function result(spec: TrialSpec, status: TrialResult["status"]): TrialResult {
  const { id, index, fit, seed } = spec;
  return {
    id,
    index,
    fit,
    status,
    fom: seed / 7,
    best: [seed],
    start: [0],
    evaluations: seed,
    generations: 1,
    seconds: 0,
    cpuSeconds: 0,
    stopReason: "evaluations",
    convergence: [],
    fomLevelBars: [],
  };
}
