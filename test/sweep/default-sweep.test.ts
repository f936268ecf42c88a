/**
 * What a sweep without options is good for: of GenX's start files for its
 * optimiser, whose truth is known, it has to end within 1.1 × the figure of merit
 * at the truth with at least nine seeds of ten.
 *
 * How large such a sweep is follows from the machine's speed. Here it is the
 * smallest that there is, that of the slowest machine; every larger one holds its
 * trials and runs each at least as long (size.test.ts). With
 * META_GENX_DEFAULT_SWEEP_MS=0.15 it is the one of a machine with two threads on
 * which an evaluation takes so many milliseconds; that takes an hour or two.
 */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { compileFit } from "../../runtime/fit/compile.ts";
import { readProject } from "../../runtime/gx/read.ts";
import { optimiserNamed } from "../../runtime/optimisers/registry.ts";
import { findMinima } from "../../runtime/sweep/minima.ts";
import { planSweep } from "../../runtime/sweep/plan-sweep.ts";
import { sizeSweep } from "../../runtime/sweep/size.ts";
import { runTrial } from "../../runtime/sweep/trial.ts";
import { GOLDEN } from "../helpers/golden.ts";

const SEEDS = 10;
const ENOUGH = 9;
const SECONDS_PER_EVALUATION = Number(process.env["META_GENX_DEFAULT_SWEEP_MS"] ?? Number.POSITIVE_INFINITY) / 1000;

for (const file of globSync(join(GOLDEN, "optimiser/*.gx")).sort()) {
  const name = basename(file, ".gx");
  test(`${name}: the default sweep ends within 1.1 × the figure of merit at the truth`, async (context) => {
    const project = await readProject(readFileSync(file), basename(file));
    const { objective } = compileFit(project);
    const { fom_at_truth: truth } = JSON.parse(readFileSync(file.replace(/gx$/, "json"), "utf8"));
    const facts = {
      projectHash: name,
      numerics: "",
      kernel: "",
      fits: [{ parameters: objective.names.length, settings: project.optimiser }],
    };
    const ratios: number[] = [];
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { trials } = planSweep(facts, sizeSweep(facts, { seed }, [SECONDS_PER_EVALUATION], 2).spec);
      const ends = trials.map((spec) => ({
        spec,
        result: runTrial(spec, objective, optimiserNamed(spec.optimiser), 1.05, { proceed: () => true }),
      }));
      const reached = ends.filter(({ result }) => result.fom <= 1.1 * truth).length;
      ratios.push(findMinima(objective, ends, () => undefined).found[0]!.fom / truth);
      context.diagnostic(
        `seed ${seed}: ${ratios.at(-1)!.toFixed(3)} × truth, so near ${reached} of ${ends.length} trials`,
      );
    }
    const good = ratios.filter((ratio) => ratio <= 1.1).length;
    assert.ok(good >= ENOUGH, `${good} of ${SEEDS} seeds: ${ratios.map((ratio) => ratio.toFixed(3)).join(", ")}`);
  });
}
