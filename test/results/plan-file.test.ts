/** plan.json is checked where it is read: what is wrong with a damaged one is said, and where. */
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { createJournal } from "../../runtime/results/journal.ts";
import { jsonText } from "../../runtime/results/json-numbers.ts";
import { checkPlan, type PlanFile, planText, readPlan } from "../../runtime/results/plan-file.ts";
import { planSearch } from "../../runtime/sweep/plan-search.ts";
import { trialId } from "../../runtime/sweep/plan-sweep.ts";
import type { TrialSpec } from "../../runtime/sweep/trial.ts";
import { projectOf } from "../helpers/project.ts";
import { temporaryFolder } from "../scripts/command.ts";

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

const DAMAGE: Record<string, [change: Change, message: string]> = {
  "a seed that is text": [(plan) => (plan.trials[1].seed = "1"), 'trials[1].seed: a number was expected, not "1"'],
  "a seed that is no whole number": [
    (plan) => (plan.trials[1].seed = 1.5),
    "trials[1].seed: a whole number was expected, not 1.5",
  ],
  "a seed below 0": [(plan) => (plan.seed = -1), "seed: a number from 0 on was expected, not -1"],
  "a trial without a method": [
    (plan) => delete plan.trials[0].method,
    "trials[0].method: a text was expected, and there is nothing",
  ],
  "a start that nobody knows": [
    (plan) => (plan.trials[2].start = { kind: "random" }),
    'trials[2].start.kind: "guess", "spread" or "uniform" was expected, not "random"',
  ],
  "a near start that does not say how near": [
    (plan) => (plan.trials[0].start = { kind: "spread" }),
    "trials[0].start.percent: a number was expected, and there is nothing",
  ],
  "a setting that is a list": [
    (plan) => (plan.trials[0].settings.km = [0.5]),
    "trials[0].settings.km: a number, a text or a truth value was expected, not [0.5]",
  ],
  "no evaluations": [
    (plan) => (plan.trials[0].maxEvaluations = 0),
    "trials[0].maxEvaluations: a number above 0 was expected, not 0",
  ],
  "a trial that is missing": [(plan) => plan.trials.splice(1, 1), "trials[1].index: 1 was expected, not 2"],
  "a trial that is null": [(plan) => (plan.trials[1] = null), "trials[1]: an object was expected, not null"],
  "a trial twice under one name": [
    (plan) => (plan.trials[3].id = plan.trials[1].id),
    `trials[3].id: the id of no other trial was expected, not "${PLAN.trials[1]!.id.slice(0, 59)}…`,
  ],
  "no trials at all": [(plan) => delete plan.trials, "trials: a list was expected, and there is nothing"],
  "a hash that is none": [(plan) => (plan.projectHash = "abc"), 'projectHash: a SHA-256 was expected, not "abc"'],
  "a copy outside the folder": [
    (plan) => (plan.file.copy = "../input.gx"),
    'file.copy: "input.gx" or "input.hgx" was expected, not "../input.gx"',
  ],
  "speeds that are text": [
    (plan) => (plan.secondsPerEvaluation = ["fast"]),
    'secondsPerEvaluation[0]: a number was expected, not "fast"',
  ],
  "an option of the command that is a number": [
    (plan) => (plan.asked = { command: "sweep", options: { km: 0.5 } }),
    "asked.options.km: a text or true was expected, not 0.5",
  ],
  "numerics without a name": [
    (plan) => (plan.numerics = ""),
    'numerics: a text that is not empty was expected, not ""',
  ],
};

for (const [what, [change, message]] of Object.entries(DAMAGE)) {
  test(`${what} is refused, with its place`, () => {
    assert.throws(() => checkPlan("folder", damaged(change)), {
      code: "GX_OUTPUT",
      message: `folder/plan.json is damaged: ${message}`,
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
  for (const plan of [damaged((one) => (one.format = 3)), {}, [], null, 17, "plan"]) {
    assert.throws(() => checkPlan("folder", plan), {
      code: "GX_OUTPUT",
      message: "folder: its plan.json is not one that this version wrote",
    });
  }
});

test("a plan is written with a trial a line, and read as it was", (t) => {
  const folder = path.join(temporaryFolder(t), "sweep");
  createJournal(folder, planText(PLAN)).close();
  assert.deepEqual(readPlan(folder), { plan: PLAN, planText: planText(PLAN) });
  const lines = planText(PLAN).split("\n");
  assert.equal(lines.filter((line) => line.startsWith('    {"id":')).length, PLAN.trials.length);
});

test("a folder without a plan, and a plan that is no JSON, are refused with the place and advice", (t) => {
  const folder = temporaryFolder(t);
  assert.throws(() => readPlan(folder), {
    code: "GX_OUTPUT",
    message: `${folder}: no sweep here (plan.json is missing)`,
    advice: /start a sweep first/,
  });
  const whole = planText(PLAN);
  const broken = {
    "it is empty": "",
    "it ends too early": whole.slice(0, -4),
    "it stops being JSON in line 3, column 14": whole.replace('"2026', "2026"),
    "it stops being JSON in line 1, column 1": `<<<<<<< HEAD\n${whole}`,
  };
  for (const [said, text] of Object.entries(broken)) {
    fs.writeFileSync(path.join(folder, "plan.json"), text);
    assert.throws(() => readPlan(folder), {
      code: "GX_OUTPUT",
      message: `${path.join(folder, "plan.json")} is damaged: ${said}`,
      advice: "Put it back as it was written, or sweep again into another folder.",
    });
  }
});

const CUTS: Record<string, Change> = {
  "fewer trials": (plan) => plan.trials.pop(),
  "another seed of the sweep": (plan) => plan.seed++,
  "another speed": (plan) => (plan.secondsPerEvaluation = [1]),
};

for (const [what, change] of Object.entries(CUTS)) {
  test(`a plan that was edited to ${what} is not the one that the journal begins with`, (t) => {
    const folder = path.join(temporaryFolder(t), "sweep");
    const journal = createJournal(folder, planText(PLAN));
    journal.append({ type: "session", where: "here" });
    journal.close();
    fs.writeFileSync(path.join(folder, "plan.json"), planText(damaged(change) as PlanFile));
    assert.throws(() => readPlan(folder), {
      code: "GX_OUTPUT",
      message: `${path.join(folder, "plan.json")} was changed since it was written: it is not the plan that journal.ndjson begins with`,
      advice: "Put it back as it was written, or sweep with other settings into another folder.",
    });
    // An older version's journal did not say.
    const file = path.join(folder, "journal.ndjson");
    fs.writeFileSync(file, fs.readFileSync(file, "utf8").split("\n").slice(1).join("\n"));
    assert.equal(readPlan(folder).plan.format, 1);
  });
}
test("the plan of a search holds its rule, from which its tries follow; one that is damaged is refused with the place", () => {
  const facts = { ...WORLD, fits: [{ parameters: 3, settings: projectOf("", [], []).optimiser }] };
  const plan: PlanFile = { ...PLAN, format: 2, ...planSearch(facts, { seed: 7 }) };
  const written = JSON.parse(planText(plan));
  assert.equal(written.trials, undefined);
  assert.deepEqual(checkPlan("folder", written), plan);
  const refused = (change: Change, place: RegExp) => {
    const one = structuredClone(written);
    change(one);
    assert.throws(() => checkPlan("folder", one), { code: "GX_OUTPUT", message: place });
  };
  refused((one) => (one.search.confidence = 0), /plan\.json is damaged: search\.confidence: /);
  refused((one) => delete one.search.fits[0].evolution.km, /plan\.json is damaged: search\.fits\[0\]\.evolution\.km: /);
  refused((one) => (one.search.starts = []), /plan\.json is damaged: search\.starts: /);
});
