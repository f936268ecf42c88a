/** A sweep of very many trials can be shown: in memory that holds its numbers once, and in a time that grows with them. */
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { OptimiserSettings } from "../../runtime/gx/project.ts";
import { readProjectFile } from "../../runtime/gx/read.ts";
import { Random } from "../../runtime/optimisers/random.ts";
import { jsonText } from "../../runtime/results/json-numbers.ts";
import { type PlanFile, planText } from "../../runtime/results/plan-file.ts";
import { sha256 } from "../../runtime/sweep/hash.ts";
import { planSweep, type SweepSpec } from "../../runtime/sweep/plan-sweep.ts";
import { command, FILM, temporaryFolder } from "../scripts/command.ts";

/** The gate has ten thousand; by hand META_GENX_TRIALS=100000, which takes some minutes. */
const TRIALS = Number(process.env["META_GENX_TRIALS"] ?? 10_000);
/** Bytes of the whole process: so much for what it is without trials, and so much a trial. */
const MOST = 380e6 + TRIALS * 6000;
const PAIRS = 100;

test(`${TRIALS} trials of ${PAIRS} pairs each are shown, as text, JSON and timeline, in less than ${Math.round(MOST / 1e6)} MB`, async (t) => {
  const folder = temporaryFolder(t);
  const trials = await writeSweep(folder);
  const measured = path.join(folder, "measured.mjs");
  fs.writeFileSync(
    measured,
    `process.on("exit", () => process.stderr.write("\\n" + process.resourceUsage().maxRSS * 1024));`,
  );
  for (const option of ["", "--json", "--timeline"]) {
    const args = [folder, ...(option === "" ? [] : [option])];
    const { code, stdout, stderr } = await command("results", args, () => {}, { NODE_OPTIONS: `--import=${measured}` });
    assert.equal(code, 0, stderr);
    const bytes = Number(stderr.split("\n").at(-1));
    t.diagnostic(`${option || "text"}: ${Math.round(bytes / 1e6)} MB`);
    assert.ok(bytes > 0 && bytes < MOST, `${option}: ${bytes} bytes`);
    if (option === "") assert.match(stdout, new RegExp(`fit\\.gx: ${trials} of ${trials} trials`));
    if (option === "--json") assert.equal(JSON.parse(stdout).fits[0].trials.length, trials);
  }
  const files = ["best.hgx", "report.html", "results.h5", "timeline.html"];
  for (const file of files) assert.ok(fs.existsSync(path.join(folder, file)), file);
  assert.ok(fs.statSync(path.join(folder, "report.html")).size < 5e6);
});

/**
 * As a sweep leaves it: each trial from a start of its own, and hardly two that ended at the same place.
 * @returns how many there are: among very many, two may have one seed, and be one trial
 */
async function writeSweep(folder: string): Promise<number> {
  const bytes = fs.readFileSync(FILM);
  const { parameters } = await readProjectFile(FILM);
  const own = parameters.filter(({ fit }) => fit).map(({ value }) => value);
  fs.writeFileSync(path.join(folder, "input.gx"), bytes);
  const settings = { scheme: "best_1_bin" } as OptimiserSettings;
  const facts = {
    projectHash: sha256(bytes),
    numerics: "0".repeat(64),
    kernel: "typescript",
    fits: [{ parameters: own.length, settings }],
  };
  const spec: SweepSpec = {
    methods: ["best_1_bin"],
    km: [0.7],
    kr: [0.7],
    populations: [40],
    repeats: TRIALS,
    starts: [{ kind: "uniform" }],
    evaluations: 1000,
  };
  const plan: PlanFile = {
    format: 1,
    created: "2026-12-01T00:00:00.000Z",
    software: { name: "meta-genx", version: "0.1.0", platform: "" },
    file: { name: "fit.gx", copy: "input.gx" },
    ...planSweep(facts, spec),
  };
  fs.writeFileSync(path.join(folder, "plan.json"), planText(plan));
  const random = new Random(1);
  const journal = fs.openSync(path.join(folder, "journal.ndjson"), "w");
  const write = (event: object) => fs.writeSync(journal, `${jsonText(event)}\n`);
  write({ at: 0, type: "session", where: "here" });
  for (const { id, index, fit } of plan.trials) {
    const best = own.map((value) => value * (1 + 0.02 * (random.uniform() - 0.5)));
    const fom = 0.0202 + 0.01 * random.uniform();
    const convergence = Array.from({ length: PAIRS }, (_, i) => [10 * (i + 1), fom * (1 + (PAIRS - 1 - i) / 80)]);
    const spent = { evaluations: 1000, generations: 24, seconds: 0.1, cpuSeconds: 0.1, stopReason: "evaluations" };
    const result = { id, index, fit, status: "complete", fom, best, start: own, ...spent, convergence };
    write({ at: index, type: "trial", result: { ...result, fomLevelBars: own.map(() => [-0.01, 0.01]) } });
  }
  write({ at: TRIALS, type: "end", reason: "complete" });
  fs.closeSync(journal);
  return plan.trials.length;
}
