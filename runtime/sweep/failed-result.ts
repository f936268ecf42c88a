/** The result of a trial that came to nothing. */
import type { TrialResult, TrialSpec } from "./trial.ts";

export function failedResult(spec: TrialSpec, error: string, stopReason = "failed"): TrialResult {
  return {
    id: spec.id,
    index: spec.index,
    fit: spec.fit,
    status: "failed",
    fom: Number.POSITIVE_INFINITY,
    best: [],
    start: [],
    evaluations: 0,
    generations: 0,
    seconds: 0,
    cpuSeconds: 0,
    stopReason,
    convergence: [],
    fomLevelBars: [],
    error,
  };
}
