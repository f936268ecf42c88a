/** plan.json is checked where it is read: what is wrong with a damaged one is said, and where. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonText } from "../../runtime/results/json-numbers.ts";
import { checkPlan, type PlanFile } from "../../runtime/results/plan-file.ts";
import { trialId } from "../../runtime/sweep/plan-sweep.ts";
import type { TrialSpec } from "../../runtime/sweep/trial.ts";

const WORLD = { projectHash: "0".repeat(64), numerics: "1".repeat(64), kernel: "typescript" };

const named = (trial: Omit<TrialSpec, "id">): TrialSpec => ({ id: trialId(trial, WORLD), ...trial });

const trial = (index: number): Omit<TrialSpec, "id"> => ({
  index,
  fit: 0,
  method: "best_1_bin",
  optimiser: "differential-evolution",
  settings: { km: 0.5, popSize: 25, allowed: true, scheme: "best_1_bin", minParameterSpread: Number.POSITIVE_INFINITY },
  start: { kind: "spread", percent: 20 },
  seed: 4_294_967_295 - index,
  maxEvaluations: Number.MAX_SAFE_INTEGER,
});

const PLAN: PlanFile = {
  format: 1,
  created: "2026-11-21T08:30:00.000Z",
  software: { name: "meta-genx", version: "0.1.0", platform: "v24.21.0 x64" },
  file: { name: "fit.gx", copy: "input.gx" },
  secondsPerEvaluation: [0.0012],
  seed: 1,
  ...WORLD,
  trials: [
    named(trial(0)),
    named(trial(1)),
    named({ ...trial(2), start: { kind: "guess" } }),
    named({ ...trial(3), start: { kind: "uniform" } }),
  ],
};

// biome-ignore lint/suspicious/noExplicitAny: what it is changed to is no plan
type Change = (plan: any) => void;

/** As it comes back from the disk, with a change. */
function damaged(change: Change): unknown {
  const plan = JSON.parse(jsonText(PLAN));
  change(plan);
  return plan;
}

test("a plan comes back as it was written, infinite settings too", () => {
  assert.deepEqual(
    checkPlan(
      "folder",
      damaged(() => {}),
    ),
    PLAN,
  );
  const { secondsPerEvaluation: _, ...older } = PLAN;
  assert.deepEqual(checkPlan("folder", JSON.parse(jsonText(older))), older, "an older one had no speeds");
});

const DAMAGE: Record<string, [change: Change, message: RegExp]> = {
  "a seed that is text": [(plan) => (plan.trials[1].seed = "1"), /: trials\[1\]\.seed: .*expected number/],
  "a trial without a method": [(plan) => delete plan.trials[0].method, /: trials\[0\]\.method: .*expected string/],
  "a start that nobody knows": [(plan) => (plan.trials[2].start = { kind: "random" }), /: trials\[2\]\.start\.kind: /],
  "a near start that does not say how near": [
    (plan) => (plan.trials[0].start = { kind: "spread" }),
    /: trials\[0\]\.start\.percent: /,
  ],
  "a setting that is a list": [(plan) => (plan.trials[0].settings.km = [0.5]), /: trials\[0\]\.settings\.km: /],
  "no evaluations": [(plan) => (plan.trials[0].maxEvaluations = 0), /: trials\[0\]\.maxEvaluations: /],
  "a trial that is missing": [(plan) => plan.trials.splice(1, 1), /: trials\[1\]\.index: 1 was expected, not 2/],
  "a trial twice under one name": [
    (plan) => (plan.trials[3].id = plan.trials[1].id),
    /: trials\[3\]\.id: another trial has this id, too/,
  ],
  "no trials at all": [(plan) => delete plan.trials, /: trials: /],
  "a hash that is none": [(plan) => (plan.projectHash = "abc"), /: projectHash: a sha256 was expected/],
  "a copy outside the folder": [(plan) => (plan.file.copy = "../input.gx"), /: file\.copy: /],
  "speeds that are text": [(plan) => (plan.secondsPerEvaluation = ["fast"]), /: secondsPerEvaluation\[0\]: /],
};

for (const [what, [change, message]] of Object.entries(DAMAGE)) {
  test(`${what} is refused, with its place`, () => {
    assert.throws(() => checkPlan("folder", damaged(change)), {
      code: "GX_OUTPUT",
      message: new RegExp(`^folder/plan\\.json is damaged${message.source}`),
      advice: "Put it back as it was written, or sweep again into another folder.",
    });
  });
}

const EDITS: Record<string, [change: Change, what: string]> = {
  "another seed of a trial": [(plan) => (plan.trials[1].seed = 7), "trials[1] does not have"],
  "another km": [(plan) => (plan.trials[2].settings.km = 0.9), "trials[2] does not have"],
  "one evaluation more": [(plan) => (plan.trials[3].maxEvaluations = 1000), "trials[3] does not have"],
  "another start": [(plan) => (plan.trials[0].start.percent = 21), "trials[0] does not have"],
  "the id of another plan": [(plan) => (plan.trials[0].id = "a".repeat(64)), "trials[0] does not have"],
  "the hash of another file": [(plan) => (plan.projectHash = "a".repeat(64)), "no trial has"],
  "another version's numerics": [(plan) => (plan.numerics = "a".repeat(64)), "no trial has"],
};

for (const [what, [change, said]] of Object.entries(EDITS)) {
  test(`a plan that was edited to ${what} is refused`, () => {
    assert.throws(() => checkPlan("folder", damaged(change)), {
      code: "GX_OUTPUT",
      message: `folder/plan.json was changed since it was written: ${said} the settings that its id was made of`,
      advice: "Put it back as it was written, or sweep with other settings into another folder.",
    });
  });
}

test("a plan of another format, or what is no plan, belongs to another version", () => {
  for (const plan of [damaged((one) => (one.format = 2)), {}, [], null, 17, "plan"]) {
    assert.throws(() => checkPlan("folder", plan), {
      code: "GX_OUTPUT",
      message: "folder: its plan.json is not one that this version wrote",
    });
  }
});
