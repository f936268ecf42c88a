/** The sequence of tries: fixed beforehand, about equal shares, dear arms late; and the rule that ends it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../runtime/optimisers/random.ts";
import { optimiserNamed } from "../../runtime/optimisers/registry.ts";
import { judge, type StopRule, type TryEnd } from "../../runtime/sweep/stop-rule.ts";
import { ARM_NAMES, type SequenceFacts, TRY_STARTS, type Try, tries } from "../../runtime/sweep/try-sequence.ts";

const evolution = { km: 0.6, kr: 0.9, popSize: 30, minParameterSpread: 0, maxLogElements: 100_000 };
const FACTS: SequenceFacts = { fit: 0, parameters: 10, evolution, seed: 1, starts: TRY_STARTS };

function first(count: number, more: Partial<SequenceFacts> = {}): Try[] {
  const sequence = tries({ ...FACTS, ...more });
  return Array.from({ length: count }, () => sequence.next().value);
}

test("the same facts give the same sequence, and each try has dice of its own", () => {
  assert.deepEqual(first(50), first(50));
  assert.equal(new Set(first(200).map(({ seed }) => seed)).size, 200);
  assert.notEqual(first(1, { seed: 2 })[0]!.seed, first(1)[0]!.seed);
  assert.notEqual(first(1, { fit: 1 })[0]!.seed, first(1)[0]!.seed);
});

test("cheap arms begin at once, and each of the others once twice its cost was given", () => {
  const all = first(200);
  const at = (name: string) => all.findIndex(({ method }) => method === name);
  const cost = { growing_range: 600, scout: 600, memetic: 3000 } as Record<string, number>;
  const given = (until: number) => all.slice(0, until).reduce((sum, { method }) => sum + (cost[method] ?? 8000), 0);
  assert.deepEqual(ARM_NAMES.map(at).slice(0, 2), [0, 1]);
  assert.ok(given(at("memetic")) >= 6000 && given(at("memetic") - 1) < 6000);
  assert.ok(given(at("rand_either_or+lm")) >= 16_000 && given(at("rand_either_or+lm") - 1) < 16_000);
});

test("in the long run the arms have equal shares, but for one try", () => {
  const shares = new Map(ARM_NAMES.map((name) => [name, { all: 0, largest: 0 }]));
  let evolution = 0;
  for (const { method } of first(600)) {
    const budget = 8000 * 2 ** Math.floor(evolution / 4);
    if (method === "rand_either_or+lm") evolution++;
    const cost = method === "memetic" ? 3000 : method === "rand_either_or+lm" ? budget : 600;
    const share = shares.get(method)!;
    share.all += cost;
    share.largest = Math.max(share.largest, cost);
  }
  const sums = [...shares.values()];
  const most = Math.max(...sums.map(({ all }) => all));
  for (const { all } of sums)
    assert.ok(most - all <= Math.max(...sums.map(({ largest }) => largest)), `${all} of ${most}`);
});

test("evolution has the file's constants, and twice as much after every fourth try", () => {
  const evolution = first(2000).filter(({ method }) => method === "rand_either_or+lm");
  assert.deepEqual(
    evolution.slice(0, 9).map((each) => each.settings["searchEvaluations"]),
    [1, 1, 1, 1, 2, 2, 2, 2, 4].map((times) => 7200 * times),
  );
  assert.ok(evolution.every((each) => each.settings["km"] === 0.6 && each.settings["kr"] === 0.9));
});

test("the first try goes down from the file's values, the others begin where the starts allow", () => {
  const kinds = (starts: SequenceFacts["starts"]) => first(4, { starts }).map(({ start }) => start.kind);
  assert.deepEqual(kinds(TRY_STARTS), ["guess", "uniform", "uniform", "uniform"]);
  assert.deepEqual(kinds([{ kind: "uniform" }]), ["uniform", "uniform", "uniform", "uniform"]);
  assert.deepEqual(kinds([{ kind: "spread", percent: 5 }]), ["spread", "spread", "spread", "spread"]);
  assert.deepEqual(kinds([{ kind: "guess" }]), ["guess", "guess", "guess", "guess"]);
});

test("every try names an optimiser that there is", () => {
  for (const { optimiser } of first(40)) assert.equal(optimiserNamed(optimiser).name, optimiser);
});

const RULE: StopRule = { confidence: 3, maxEvaluations: 100_000, maxTries: 1000 };
const end = (fom: number, more: Partial<TryEnd> = {}): TryEnd => ({
  fom,
  best: [fom],
  evaluations: 10,
  status: "complete",
  ...more,
});
const same = (a: TryEnd, b: TryEnd) => Math.abs(a.fom - b.fom) < 0.01;
const judged = (ends: (TryEnd | undefined)[], rule: Partial<StopRule> = {}) => judge(ends, { ...RULE, ...rule }, same);
const foms = (...values: number[]) => values.map((fom) => end(fom));

test("it ends at the smallest prefix in which the deepest was found often enough", () => {
  const { state, tries: count, best, hits, evaluations } = judged(foms(5, 2, 2, 1, 1.001, 3, 1.002, 1));
  assert.deepEqual([state, count, best, hits, evaluations], ["settled", 7, 3, 3, 70]);
});

test("finds of a minimum that is not the deepest do not count", () => {
  assert.deepEqual([judged(foms(2, 2, 1)).state, judged(foms(2, 2, 1)).hits], ["searching", 1]);
});

test("a try that is deeper within the same minimum keeps its finds", () => {
  const { state, best, hits } = judged(foms(1.004, 1.002, 1));
  assert.deepEqual([state, best, hits], ["settled", 2, 3]);
});

test("a failed try, and one without a number, is a miss and no hole", () => {
  const ends = [end(1), end(Number.POSITIVE_INFINITY, { status: "failed" }), end(1), end(Number.NaN), end(1)];
  assert.deepEqual([judged(ends).state, judged(ends).tries, judged(ends).hits], ["settled", 5, 3]);
  const failed = judged(Array.from({ length: 4 }, () => end(1, { status: "failed" })));
  assert.deepEqual([failed.state, failed.best, failed.hits], ["searching", undefined, 0]);
});

test("what has not ended ends the prefix, whatever came later", () => {
  const verdict = judged([end(1), undefined, end(1), end(1)]);
  assert.deepEqual([verdict.state, verdict.tries, verdict.hits], ["searching", 1, 1]);
});

test("the limit of evaluations ends it, settled or not", () => {
  assert.deepEqual(
    [1, 2].map((confidence) => judged(foms(1, 1, 1, 1), { confidence: 3 * confidence, maxEvaluations: 30 }).state),
    ["settled", "spent"],
  );
  assert.equal(judged(foms(3, 2, 1, 0), { maxEvaluations: 30 }).tries, 3);
});

test("the last try that there is ends it", () => {
  assert.deepEqual(
    [judged(foms(3, 2), { maxTries: 2 }).state, judged(foms(3, 2), { maxTries: 3 }).state],
    ["spent", "searching"],
  );
});

test("a deeper one that had ended past the prefix makes it grow, and the rule begins again there", () => {
  const ends = [...foms(2, 2, 2), undefined, end(1)];
  const grown = judged(ends);
  assert.deepEqual([grown.state, grown.grew, grown.tries], ["searching", true, 3]);
  const later = judged([...foms(2, 2, 2, 5, 1, 1, 3, 1, 1)]);
  assert.deepEqual([later.state, later.grew, later.tries, later.best, later.hits], ["settled", true, 8, 4, 3]);
  // The same minimum, a little deeper, is no reason.
  const near = judged([...foms(2, 2, 2), undefined, end(1.999)]);
  assert.deepEqual([near.state, near.grew, near.tries], ["settled", false, 3]);
});

test("any order in which tries end gives one verdict, as long as nothing deeper had ended", () => {
  const random = new Random(5);
  const all = foms(4, 2, 2, 1, 3, 1, 1, 2, 1);
  const expected = judged(all.slice(0, 7));
  for (let round = 0; round < 50; round++) {
    const order = [...all.keys()].sort(() => random.uniform() - 0.5);
    const ends: (TryEnd | undefined)[] = [];
    let verdict = judged(ends);
    for (const k of order) {
      ends[k] = all[k];
      verdict = judged(Array.from({ length: all.length }, (_, i) => ends[i]));
      if (verdict.state !== "searching") break;
    }
    assert.deepEqual(verdict, expected);
  }
});
