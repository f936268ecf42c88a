/**
 * What a sweep of which nothing is said is good for: of GenX's start files for its
 * optimiser, whose truth is known, it has to end within 1.01 × the bottom of the truth's
 * minimum, and to be settled, with at least nine seeds of ten. bench/README.md has many
 * more problems.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { problemNamed, STUDY_NAMES } from "../../bench/search/problems.ts";
import { runSequence } from "../../bench/search/run-sequence.ts";
import { SEARCH_DEFAULTS } from "../../runtime/sweep/plan-search.ts";

const SEEDS = 10;
const ENOUGH = 9;

for (const name of STUDY_NAMES.filter((each) => each.startsWith("op"))) {
  test(`${name}: the default sweep settles at the best known fit`, async (context) => {
    const problem = await problemNamed(name);
    const runs = Array.from({ length: SEEDS }, (_, i) => runSequence(problem, i + 1, SEARCH_DEFAULTS.confidence));
    for (const { seed, fom, hits, tries, evaluations } of runs) {
      const ratio = (fom / problem.bottom.fom).toFixed(3);
      context.diagnostic(`seed ${seed}: ${ratio} × the best, found by ${hits} of ${tries} tries in ${evaluations}`);
    }
    const good = runs.filter(({ fom, state }) => state === "settled" && fom <= 1.01 * problem.bottom.fom);
    assert.ok(good.length >= ENOUGH, `${good.length} of ${SEEDS} seeds`);
  });
}
