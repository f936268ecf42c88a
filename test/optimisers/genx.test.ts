/**
 * Our differential evolution against GenX's own, on functions without a model
 * (test/golden/optimisers/generate.py): the same distributions, other dice. So 30
 * runs of ours and 30 of GenX's are compared by rank (Mann & Whitney 1947), and
 * the counts of evaluations exactly.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { differentialEvolution } from "../../runtime/optimisers/differential-evolution.ts";
import type { SchemeName } from "../../runtime/optimisers/schemes.ts";
import { GOLDEN } from "../helpers/golden.ts";
import { FUNCTIONS, minimise } from "../helpers/minimise.ts";

interface Case {
  name: string;
  lower: number[];
  upper: number[];
  start: number[];
  pop: number;
  generations: number;
  schemes: Record<SchemeName, { fom: number[]; evaluations: number[] }>;
}

const { cases } = JSON.parse(readFileSync(join(GOLDEN, "optimisers/genx-diffev.json"), "utf8")) as { cases: Case[] };

for (const { name, lower, upper, start, pop, generations, schemes } of cases) {
  const problem = {
    lower: Float64Array.from(lower),
    upper: Float64Array.from(upper),
    start: Float64Array.from(start),
  };
  for (const [scheme, genx] of Object.entries(schemes)) {
    test(`${scheme} ends on the ${name} function where GenX's does`, () => {
      const constant = scheme === "jade_best" ? 0.5 : 0.7;
      const settings = {
        ...differentialEvolution.defaults,
        scheme: scheme as SchemeName,
        km: constant,
        kr: constant,
        popSize: pop,
        maxGenerations: generations,
      };
      const runs = genx.fom.map((_, seed) => {
        const run = differentialEvolution.start(problem, settings, seed);
        minimise(run, FUNCTIONS[name]!);
        return run;
      });
      assertSameRanks(
        runs.map((run) => run.bestFom),
        genx.fom,
      );
      const evaluations = runs.map((run) => run.evaluations);
      if (scheme === "simplex_best_1_bin") {
        // How many a simplex takes is chance.
        const ratio = mean(evaluations) / mean(genx.evaluations);
        assert.ok(ratio > 0.95 && ratio < 1.05, `${ratio} of GenX's evaluations`);
      } else {
        assert.deepEqual(evaluations, genx.evaluations);
      }
    });
  }
}

function assertSameRanks(ours: number[], theirs: number[]): void {
  const z = rankDeviation(ours, theirs);
  assert.ok(Math.abs(z) < 3, `the ranks of ours are ${z.toFixed(1)} standard deviations from GenX's`);
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mann and Whitney's U as standard deviations from its mean; above 0 when ours are larger. */
function rankDeviation(ours: number[], theirs: number[]): number {
  let u = 0;
  for (const a of ours) for (const b of theirs) u += a > b ? 1 : a === b ? 0.5 : 0;
  const [n, m] = [ours.length, theirs.length];
  return (u - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
}
