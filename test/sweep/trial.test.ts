/** One trial, on functions whose minimum is known: its stop rules, its record, and what it does with errors. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { GxError } from "../../runtime/errors.ts";
import { SCHEMES } from "../../runtime/gx/project.ts";
import type { Objective } from "../../runtime/optimisers/objective.ts";
import { optimiserNamed } from "../../runtime/optimisers/registry.ts";
import { runTrial, type TrialCheckpoint, type TrialHooks, type TrialSpec } from "../../runtime/sweep/trial.ts";

const BOTTOM = [0.3, -1.2, 2];

/** A bowl with its bottom, 1, at BOTTOM. */
const bowl = (x: Float64Array) => x.reduce((sum, v, j) => sum + (v - BOTTOM[j]!) ** 2, 1);

const objective = (evaluate: (x: Float64Array) => number): Objective => ({
  names: ["a", "b", "c"],
  lower: Float64Array.of(-5, -5, -5),
  upper: Float64Array.of(5, 5, 5),
  start: Float64Array.of(4, 4, 4),
  evaluate,
  residualCount: 0,
  residualKind: "none",
  residualSum: "squares",
});

const spec = (change: Partial<TrialSpec> = {}): TrialSpec => ({
  id: "a trial",
  index: 3,
  fit: 0,
  method: "best_1_bin",
  optimiser: "differential-evolution",
  settings: {
    scheme: "best_1_bin",
    km: 0.7,
    kr: 0.7,
    usePopMult: false,
    popSize: 10,
    useMaxGenerations: true,
    maxGenerations: 1e6,
  },
  start: { kind: "guess" },
  seed: 11,
  maxEvaluations: 1000,
  ...change,
});
const of = (scheme: string): TrialSpec => spec({ settings: { ...spec().settings, scheme } });

const trial = (
  evaluate: (x: Float64Array) => number,
  one = spec(),
  hooks: TrialHooks = { proceed: () => true },
  from?: TrialCheckpoint,
) => {
  const { seconds, cpuSeconds, ...result } = runTrial(
    one,
    objective(evaluate),
    optimiserNamed(one.optimiser),
    1.05,
    hooks,
    from,
  );
  assert.ok(seconds >= 0 && cpuSeconds >= 0);
  return result;
};

test("a trial finds the bottom, and its record says how", () => {
  const result = trial(bowl, spec({ maxEvaluations: 3000 }));
  assert.equal(result.status, "complete");
  assert.equal(result.stopReason, "evaluations");
  assert.ok(result.fom - 1 < 1e-9, `${result.fom}`);
  for (const [j, value] of result.best.entries()) assert.ok(Math.abs(value - BOTTOM[j]!) < 1e-4);
  assert.deepEqual([result.id, result.index, result.start], ["a trial", 3, [4, 4, 4]]);
});

test("a trial that goes on from a checkpoint counts the seconds before it too, in its result and its next checkpoint", () => {
  const run = (from?: TrialCheckpoint) => {
    const saved: TrialCheckpoint[] = [];
    const hooks: TrialHooks = { proceed: () => true, generation: (save) => saved.push(save()) };
    const { seconds, cpuSeconds } = runTrial(
      spec(),
      objective(bowl),
      optimiserNamed(spec().optimiser),
      1.05,
      hooks,
      from,
    );
    return { seconds, cpuSeconds, saved };
  };
  const again = run({ ...run().saved.at(-3)!, seconds: 1000, cpuSeconds: 500 });
  for (const seconds of [again.seconds, again.saved.at(-1)!.seconds]) {
    assert.ok(seconds >= 1000 && seconds < 1100, `${seconds} s`);
  }
  for (const { cpuSeconds } of [again, again.saved.at(-1)!]) {
    assert.ok(cpuSeconds >= 500 && cpuSeconds < 550, `${cpuSeconds} s of processor time`);
  }
});

test("it ends at the first completed generation at or past its budget", () => {
  assert.equal(trial(bowl, spec({ maxEvaluations: 101 })).evaluations, 110);
  assert.equal(trial(bowl, spec({ maxEvaluations: 100 })).evaluations, 100);
  assert.deepEqual(
    [trial(bowl, spec({ maxEvaluations: 100 })).generations, trial(bowl, spec({ maxEvaluations: 1 })).generations],
    [9, 0],
  );
});

test("it ends by the optimiser's own stop rule where that comes first", () => {
  const result = trial(bowl, spec({ settings: { ...spec().settings, maxGenerations: 4 } }));
  assert.deepEqual([result.stopReason, result.generations, result.evaluations], ["generations", 4, 50]);
});

test("the convergence is one pair per generation that improved, falling, and the last", () => {
  const { convergence, fom, evaluations } = trial(bowl);
  assert.equal(convergence[0]![0], 10);
  assert.deepEqual(convergence.at(-1), [evaluations, fom]);
  for (let i = 1; i < convergence.length - 1; i++) {
    assert.ok(convergence[i]![0] > convergence[i - 1]![0] && convergence[i]![1] < convergence[i - 1]![1]);
    assert.equal(convergence[i]![0] % 10, 0);
  }
});

test("the FOM-level bars are the reach of all evaluations below 1.05 × the best", () => {
  const seen: { x: number[]; fom: number }[] = [];
  const result = trial((x) => {
    const fom = bowl(x);
    seen.push({ x: [...x], fom });
    return fom;
  });
  const good = seen.filter(({ fom }) => fom < 1.05 * result.fom);
  assert.ok(good.length > 10);
  const bars = result.best.map((best, j) => {
    const values = good.map(({ x }) => x[j]!);
    return [Math.min(...values) - best, Math.max(...values) - best];
  });
  assert.deepEqual(result.fomLevelBars, bars);
});

for (const scheme of SCHEMES) {
  test(`${scheme}: the same spec gives the same result, another seed another`, () => {
    assert.deepEqual(trial(bowl, of(scheme)), trial(bowl, of(scheme)));
    assert.notDeepEqual(trial(bowl, { ...of(scheme), seed: 12 }).best, trial(bowl, of(scheme)).best);
  });

  test(`${scheme}: resumed from any checkpoint, written down as JSON, it ends as if nothing had happened`, () => {
    const checkpoints: string[] = [];
    const whole = trial(bowl, of(scheme), {
      proceed: () => true,
      generation: (save) => checkpoints.push(JSON.stringify(save())),
    });
    assert.ok(checkpoints.length > 5);
    for (const text of [checkpoints[0]!, checkpoints[7]!, checkpoints.at(-1)!]) {
      assert.deepEqual(trial(bowl, of(scheme), { proceed: () => true }, JSON.parse(text)), whole);
    }
  });
}

test("a stop within a generation keeps what was evaluated in it", () => {
  let n = 0;
  const result = trial((x) => (++n === 57 ? 0.5 : bowl(x)), spec(), { proceed: ({ evaluations }) => evaluations < 57 });
  assert.deepEqual([result.status, result.evaluations, result.fom, result.generations], ["partial", 57, 0.5, 4]);
});

test("progress counts every evaluation", () => {
  const counts: number[] = [];
  trial(bowl, spec({ maxEvaluations: 30 }), { proceed: ({ evaluations }) => counts.push(evaluations) > 0 });
  assert.deepEqual(
    counts,
    Array.from({ length: 30 }, (_, i) => i + 1),
  );
});

test("where the script raises, the figure of merit is infinite and the trial goes on", () => {
  const raised: string[] = [];
  const result = trial(
    (x) => {
      if (x[0]! < 0) throw new GxError("GX_SCRIPT_FAILED", "math domain error");
      return bowl(x);
    },
    spec({ maxEvaluations: 2000 }),
    { proceed: () => true, raised: (error) => raised.push(error.message) },
  );
  assert.deepEqual(raised, ["math domain error"], "said once");
  assert.equal(result.status, "complete");
  assert.ok(result.fom - 1 < 1e-6);
});

test("where it raises for the whole first population, the trial has failed and says why", () => {
  const result = trial(() => {
    throw new GxError("GX_SCRIPT_FAILED", "fit.gx, script line 3: ZeroDivisionError", "Divide by something else.");
  });
  assert.deepEqual([result.status, result.evaluations], ["failed", 10]);
  assert.equal(
    result.error,
    "fit.gx, script line 3: ZeroDivisionError Divide by something else. (at every one of the first candidates)",
  );
});

test("a figure of merit that is never a number fails the trial, too", () => {
  const result = trial(() => Number.NaN);
  assert.deepEqual(
    [result.status, result.error],
    ["failed", "The figure of merit is not a finite number at any of the first candidates."],
  );
});

test("a spent step budget or a defect ends the trial at once", () => {
  for (const error of [new GxError("GX_SCRIPT_BUDGET", "while True"), new TypeError("a defect")]) {
    assert.throws(
      () =>
        trial(() => {
          throw error;
        }),
      (thrown) => thrown === error,
    );
  }
});

test("a method that asks for residuals gets them, and goes on from its checkpoint", () => {
  const local = spec({ optimiser: "levenberg-marquardt", method: "levenberg_marquardt", settings: {} });
  // Rosenbrock's valley as residuals, and a third that stands still.
  const valley = (x: Float64Array) => [10 * (x[1]! - x[0]! ** 2), 1 - x[0]!, x[2]! - 2, 1];
  const fom = (x: Float64Array) => valley(x).reduce((sum, r) => sum + r * r, 0);
  const withResiduals: Objective = {
    ...objective(fom),
    residualCount: 4,
    residualKind: "relative",
    residuals(x, out) {
      out.set(valley(x));
      return fom(x);
    },
  };
  const checkpoints: string[] = [];
  const go = (from?: TrialCheckpoint) => {
    const hooks: TrialHooks = {
      proceed: () => true,
      generation: (save) => void checkpoints.push(JSON.stringify(save())),
    };
    return {
      ...runTrial(local, withResiduals, optimiserNamed(local.optimiser), 1.05, hooks, from),
      seconds: 0,
      cpuSeconds: 0,
    };
  };
  const whole = go();
  assert.equal(whole.stopReason, "converged");
  assert.ok(whole.fom < 1 + 1e-10 && whole.best.every((v, i) => Math.abs(v - [1, 1, 2][i]!) < 1e-5), `${whole.best}`);
  const saved = checkpoints.splice(0);
  for (const text of [saved[0]!, saved[4]!, saved.at(-1)!]) assert.deepEqual(go(JSON.parse(text)), whole);
});

test("a descent that begins at the edge of what the script can do goes on along it", () => {
  const local = spec({ optimiser: "levenberg-marquardt", method: "levenberg_marquardt", settings: {} });
  const residuals = (x: Float64Array) => [...x.map((v, j) => v - BOTTOM[j]!), 1];
  const atEdge: Objective = {
    ...objective(bowl),
    residualCount: 4,
    residuals(x, out) {
      if (x[0]! > 4) throw new GxError("GX_SCRIPT_FAILED", "math domain error");
      out.set(residuals(x));
      return bowl(x);
    },
  };
  const { best, stopReason } = runTrial(local, atEdge, optimiserNamed(local.optimiser), 1.05, { proceed: () => true });
  assert.equal(stopReason, "converged");
  for (const j of [1, 2]) assert.ok(Math.abs(best[j]! - BOTTOM[j]!) < 1e-6, `${best}`);
});
