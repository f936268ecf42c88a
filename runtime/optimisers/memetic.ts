/**
 * A memetic search: differential evolution that learns its constants from what
 * succeeded (SHADE's success history), with a population of only two members a
 * parameter, whose best and one other member take a few steps of a quick descent every
 * few generations. What evolution finds in one valley, descent makes worth as much as
 * what it found in another, so that valleys are compared by their bottoms. It ends when
 * the best has hardly changed for a while, with a descent to the bottom.
 *
 *   R. Tanabe & A. Fukunaga, IEEE Congr. Evol. Comput. 2013, 71       SHADE
 *   P. Moscato, Caltech Concurrent Computation Program report 826 (1989)   memetic algorithms
 */
import { checkSettings } from "./check-bounds.ts";
import { BOTTOM, checkDescent } from "./growing-range.ts";
import { levenbergMarquardt } from "./levenberg-marquardt.ts";
import type { Batch, Optimisation, Optimiser, Problem, SavedState, StopReason } from "./optimiser.ts";
import { QuickDescent } from "./quick-descent.ts";
import { Random, type RandomState } from "./random.ts";
import { arrayToText, textToArray } from "./saved-arrays.ts";
import { StagedSearch, stepsOf } from "./staged-search.ts";
import { drawThicknesses, uniformPoint } from "./start-box.ts";

export type MemeticSettings = {
  readonly membersPerParameter: number;
  /** Generations from one descent to the next. */
  readonly generationsPerDescent: number;
  /** Steps of each descent. */
  readonly descentIterations: number;
  /** Descents without news before it ends. */
  readonly patience: number;
};

const FEWEST_MEMBERS = 12;
/** A gain of less than this part of the figure of merit is no news. */
const NEWS = 1e-3;
/** Members whose figure of merit is above this many times the best's are not worth a descent by absolute values. */
const NEAR = 1.5;
/** SHADE: places of the memory, its first contents, and the spread around what is remembered. */
const MEMORY = 6;
const FIRST = 0.5;
const SPREAD = 0.1;
/** Share of the population among which the leader of a step is drawn. */
const LEADERS = 0.15;
const TOLERANCE = 1e-3;

export const memetic: Optimiser<MemeticSettings> = {
  name: "memetic",
  defaults: { membersPerParameter: 2, generationsPerDescent: 4, descentIterations: 8, patience: 6 },
  start(problem, settings, seed) {
    check(problem, settings);
    return new Memetic(problem, settings, new Random(seed));
  },
  resume(problem, settings, state) {
    check(problem, settings);
    const run = new Memetic(problem, settings, new Random(0));
    run.restore(state);
    return run;
  },
};

function check(problem: Problem, settings: MemeticSettings): void {
  checkDescent(memetic.name, problem);
  const whole = (value: number): [string, boolean] => ["a whole number above 0", Number.isInteger(value) && value > 0];
  checkSettings(memetic.name, settings, {
    membersPerParameter: ["above 0", settings.membersPerParameter > 0],
    generationsPerDescent: whole(settings.generationsPerDescent),
    descentIterations: whole(settings.descentIterations),
    patience: whole(settings.patience),
  });
}

/** One candidate, and the constants that made it. */
interface Child {
  x: Float64Array;
  f: number;
  cr: number;
}

class Memetic extends StagedSearch {
  readonly #problem: Problem;
  readonly #settings: MemeticSettings;
  readonly #d: number;
  readonly #size: number;
  #random: Random;
  /** float[size][d], empty before the first batch */
  #members: Float64Array[] = [];
  #foms: Float64Array;
  /** Of each member: whether it is the bottom of a descent. */
  #settled: Uint8Array;
  readonly #memoryF = new Float64Array(MEMORY).fill(FIRST);
  readonly #memoryCr = new Float64Array(MEMORY).fill(FIRST);
  #place = 0;
  #generations = 0;
  #stale = 0;
  #last = Number.POSITIVE_INFINITY;
  #bottom: Optimisation | undefined;

  constructor(problem: Problem, settings: MemeticSettings, random: Random) {
    super(problem.start);
    [this.#problem, this.#settings, this.#random] = [problem, settings, random];
    this.#d = problem.start.length;
    this.#size = Math.max(FEWEST_MEMBERS, Math.ceil(settings.membersPerParameter * this.#d));
    this.#foms = new Float64Array(this.#size);
    this.#settled = new Uint8Array(this.#size);
  }

  protected *search(): Generator<Batch, StopReason, Float64Array> {
    if (this.#members.length === 0) {
      this.#members = Array.from({ length: this.#size }, (_, i) => {
        if (i === 0) return this.#problem.start.slice();
        const point = uniformPoint(this.#problem, this.#random);
        return i % 2 === 0 ? point : drawThicknesses(this.#problem, point, this.#random);
      });
      this.#foms.set(yield this.#batchOf(this.#members));
      this.#last = this.#least();
      this.completed();
    }
    while (this.#stale < this.#settings.patience && this.#bottom === undefined) {
      yield* this.#evolve();
      this.#generations++;
      if (this.#generations % this.#settings.generationsPerDescent === 0) yield* this.#descend();
      this.completed();
    }
    this.#bottom ??= levenbergMarquardt.start({ ...this.#problem, start: this.best.slice() }, BOTTOM, 0);
    return yield* stepsOf(this.#bottom, () => this.completed());
  }

  /** One generation of SHADE: current-to-pbest/1/bin, its own constants for each child. */
  *#evolve(): Generator<Batch, void, Float64Array> {
    const order = this.#order();
    const children = this.#members.map((_, i) => this.#child(i, order));
    const foms = (yield this.#batchOf(children.map(({ x }) => x))).slice();
    const won: { child: Child; gain: number }[] = [];
    for (const [i, child] of children.entries()) {
      if (!(foms[i]! < this.#foms[i]!)) continue;
      const gain = this.#foms[i]! - foms[i]!;
      // From no number to one: that is worth as much as the best of what can be told.
      won.push({ child, gain: Number.isFinite(gain) ? gain : Math.abs(foms[i]!) });
      this.#replace(i, child.x, foms[i]!, false);
    }
    this.#learn(won);
  }

  #child(i: number, order: readonly number[]): Child {
    const random = this.#random;
    const { lower, upper } = this.#problem;
    const at = random.integer(MEMORY);
    let f = 0;
    do f = this.#memoryF[at]! + SPREAD * random.cauchy();
    while (f <= 0);
    f = Math.min(1, f);
    const cr = Math.min(1, Math.max(0, this.#memoryCr[at]! + SPREAD * random.normal()));
    const own = this.#members[i]!;
    const leader = this.#members[order[random.integer(Math.max(2, Math.ceil(LEADERS * this.#size)))]!]!;
    const first = this.#other(i, i);
    const [a, b] = [this.#members[first]!, this.#members[this.#other(i, first)]!];
    const always = random.integer(this.#d);
    const x = own.map((value, j) => {
      if (j !== always && random.uniform() > cr) return value;
      const to = value + f * (leader[j]! - value) + f * (a[j]! - b[j]!);
      if (to < lower[j]!) return (value + lower[j]!) / 2;
      return to > upper[j]! ? (value + upper[j]!) / 2 : to;
    });
    return { x, f, cr };
  }

  /** A member that is neither of two. */
  #other(i: number, j: number): number {
    for (;;) {
      const k = this.#random.integer(this.#size);
      if (k !== i && k !== j) return k;
    }
  }

  /** The constants that succeeded, weighed by what they gained, take the oldest place of the memory. */
  #learn(won: readonly { child: Child; gain: number }[]): void {
    const total = won.reduce((sum, { gain }) => sum + gain, 0);
    if (!(total > 0)) return;
    const mean = (of: (child: Child) => number) =>
      won.reduce((sum, { child, gain }) => sum + (gain / total) * of(child), 0);
    this.#memoryF[this.#place] = mean(({ f }) => f * f) / mean(({ f }) => f);
    this.#memoryCr[this.#place] = mean(({ cr }) => cr);
    this.#place = (this.#place + 1) % MEMORY;
  }

  /** The best member and one other by dice go down a little. */
  *#descend(): Generator<Batch, void, Float64Array> {
    const order = this.#order();
    for (const i of [order[0]!, order[1 + this.#random.integer(this.#size - 1)]!]) {
      if (this.#settled[i] === 1) continue;
      const { x, fom, converged } = yield* this.#down(this.#members[i]!);
      if (fom < this.#foms[i]!) this.#replace(i, x, fom, converged);
      else if (converged) this.#settled[i] = 1;
    }
    const least = this.#least();
    const news = least < this.#last - NEWS * Math.abs(this.#last) || !Number.isFinite(this.#last);
    this.#stale = news ? 0 : this.#stale + 1;
    this.#last = Math.min(this.#last, least);
  }

  *#down(from: Float64Array): Generator<Batch, QuickDescent, Float64Array> {
    const maxIterations = this.#settings.descentIterations;
    const squares = new QuickDescent(this.#problem, from, { norm: "squares", maxIterations, tolerance: TOLERANCE });
    yield* squares.steps();
    const left = maxIterations - squares.iterations;
    const near = squares.fom <= this.#least() + (NEAR - 1) * Math.abs(this.#least());
    if (this.#problem.residualSum !== "absolutes" || !squares.converged || left === 0 || !near) return squares;
    const absolutes = new QuickDescent(this.#problem, squares.x, {
      norm: "absolutes",
      maxIterations: left,
      tolerance: TOLERANCE,
    });
    yield* absolutes.steps();
    return absolutes;
  }

  #replace(i: number, x: Float64Array, fom: number, settled: boolean): void {
    this.#members[i] = x;
    this.#foms[i] = fom;
    this.#settled[i] = Number(settled);
  }

  /** Places of the members, the best first; those without a number last. */
  #order(): number[] {
    const value = (i: number) => (Number.isNaN(this.#foms[i]!) ? Number.POSITIVE_INFINITY : this.#foms[i]!);
    return [...this.#foms.keys()].sort((i, j) => (value(i) === value(j) ? i - j : value(i) - value(j)));
  }

  #least(): number {
    return this.#foms[this.#order()[0]!]!;
  }

  #batchOf(points: readonly Float64Array[]): Batch {
    const candidates = new Float64Array(points.length * this.#d);
    for (const [i, point] of points.entries()) candidates.set(point, i * this.#d);
    return { candidates, count: points.length };
  }

  protected override state(): SavedState {
    const numbers = [this.#place, this.#generations, this.#stale, this.#last];
    return {
      random: this.#random.state(),
      members: arrayToText(this.#batchOf(this.#members).candidates),
      foms: arrayToText(this.#foms),
      settled: [...this.#settled],
      memoryF: arrayToText(this.#memoryF),
      memoryCr: arrayToText(this.#memoryCr),
      numbers: arrayToText(Float64Array.from(numbers)),
      bottom: this.#bottom?.save() ?? null,
    };
  }

  protected override restoreState(state: SavedState): void {
    this.#random = new Random(state["random"] as RandomState);
    if (state["members"] !== "") {
      const all = textToArray(state["members"], this.#size * this.#d);
      this.#members = Array.from({ length: this.#size }, (_, i) => all.slice(i * this.#d, (i + 1) * this.#d));
    }
    this.#foms = textToArray(state["foms"], this.#size);
    this.#settled = Uint8Array.from(state["settled"] as number[]);
    this.#memoryF.set(textToArray(state["memoryF"], MEMORY));
    this.#memoryCr.set(textToArray(state["memoryCr"], MEMORY));
    const [place, generations, stale, last] = textToArray(state["numbers"], 4);
    [this.#place, this.#generations, this.#stale, this.#last] = [place!, generations!, stale!, last!];
    const bottom = state["bottom"] as SavedState | null;
    this.#bottom = bottom === null ? undefined : levenbergMarquardt.resume(this.#problem, BOTTOM, bottom);
  }
}
