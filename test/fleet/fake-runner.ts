/**
 * A runner whose trials do what their method says: count in small steps, take
 * memory, take their process down. `maxEvaluations` steps, each of them
 * `settings.ms` long; the figure of merit hangs on every step, so that one that is
 * left out or done twice shows in the result.
 */
import { GxError } from "../../runtime/errors.ts";
import type { ProjectFile, TrialRunner } from "../../runtime/sweep/runner.ts";
import type { TrialCheckpoint, TrialHooks, TrialResult, TrialSpec } from "../../runtime/sweep/trial.ts";

export async function openRunner(file: ProjectFile, print: (line: string) => void): Promise<TrialRunner> {
  if (file.name === "refused.gx") throw new GxError("GX_SCRIPT_SYNTAX", "refused.gx: no", "Write it again.");
  return {
    evaluate: (_, x) => x[0]!,
    run(spec, hooks, from) {
      print(`trial ${spec.index} begins`);
      const act = ACTS[spec.method];
      if (act === undefined) return count(spec, hooks, from);
      act();
      throw new Error("it should not have come back");
    },
  };
}

const ACTS: Record<string, () => void> = {
  /** JavaScript's heap. */
  heap() {
    const kept: number[][] = [];
    for (;;) kept.push(Array.from({ length: 100_000 }, (_, i) => i + 0.5));
  },
  /** Typed arrays, which no heap limit counts. */
  arrays() {
    const kept: Float64Array[] = [];
    for (;;) {
      kept.push(new Float64Array(2 ** 20).fill(1));
      pause(5);
    }
  },
  exit: () => process.exit(3),
  /** The whole worker with it, as the kernel does when memory runs out; its last words have left it by then. */
  kill() {
    pause(3000);
    process.kill(process.pid, "SIGKILL");
    pause(10_000);
  },
  defect() {
    throw new TypeError("a defect");
  },
  raise() {
    throw new GxError("GX_SCRIPT_BUDGET", "too many steps");
  },
  silent: () => pause(1e9),
};

export function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** One generation a step. */
function count(spec: TrialSpec, hooks: TrialHooks, from?: TrialCheckpoint): TrialResult {
  let state = from ? Number(from.state["value"]) : 1 / spec.seed;
  let steps = from?.tally.evaluations ?? 0;
  if (from && Number.isNaN(state)) throw new GxError("GX_OUTPUT", "A checkpoint does not belong to this trial");
  const progress = { id: spec.id, index: spec.index, evaluations: steps, generation: steps, bestFom: state };
  let status: TrialResult["status"] = "complete";
  while (steps < spec.maxEvaluations) {
    pause(Number(spec.settings["ms"] ?? 0));
    state = Math.sin(3 * state + 1 / ++steps);
    progress.evaluations = progress.generation = steps;
    progress.bestFom = state;
    if (!hooks.proceed(progress)) {
      status = "partial";
      break;
    }
    hooks.generation?.(() => ({
      state: { value: state },
      tally: { evaluations: steps, best: [state], bestFom: state, bars: { best: null, stairs: [] } },
      convergence: [[steps, state]],
      seconds: 0,
      cpuSeconds: 0,
    }));
  }
  const { id, index, fit } = spec;
  return {
    id,
    index,
    fit,
    status,
    fom: state,
    best: [state],
    start: [1 / spec.seed],
    evaluations: steps,
    generations: steps,
    seconds: 0,
    cpuSeconds: 0,
    stopReason: status === "complete" ? "evaluations" : "stopped",
    convergence: [[steps, state]],
    fomLevelBars: [],
  };
}
