/**
 * Levenberg and Marquardt's method as a search wants it: a descent that costs few
 * evaluations and need not end at the very bottom. The slopes are forward
 * differences, one evaluation a parameter where levenberg-marquardt.ts takes two, and
 * the step solves the normal equations
 *
 *     (Jᵀ W J + λ D²) δ = −Jᵀ W r
 *
 * by Cholesky's decomposition. W chooses the residuals that take part: 0 leaves one
 * out, so that a descent can begin on a part of the range, where the fit has fewer
 * minima. Squares lead to the right valley from farther away than absolute values do,
 * whatever the figure of merit adds up; "absolutes" weighs by 1/|r|, anew at each step.
 *
 * With all residuals and the figure of merit's own norm the figure of merit decides
 * whether a step is taken, and otherwise the sum that the descent lowers.
 *
 *   J. J. Moré, in Numerical Analysis, Lecture Notes in Math. 630 (Springer 1978), 105
 *   E. J. Schlossmacher, J. Am. Stat. Assoc. 68, 857 (1973)   absolute values by weighted squares
 */
import { CholeskyDecomposition, Matrix } from "ml-matrix";
import type { Batch, Problem, SavedState } from "./optimiser.ts";
import { arrayToText, textToArray } from "./saved-arrays.ts";

export interface QuickDescentOptions {
  /** uint8[residualCount]  1 for those that take part; all without it */
  readonly included?: Uint8Array | undefined;
  readonly norm: "squares" | "absolutes";
  readonly maxIterations: number;
  /** Ends when a step lowers the sum by less than this fraction of it. */
  readonly tolerance: number;
}

/** λ at first, and how it rises and falls. */
const DAMPING = { first: 1e-2, rise: 2, riseAgain: 5, fall: 0.2, least: 1e-12, most: 1e8 };
/** Of the larger of a parameter and a hundredth of its bounds' width. */
const STEP = 1e-6;
const LEAST = 0.01;
/** Absolute values: a residual below this fraction of the median one weighs no more than one of that size. */
const SMALL = 1e-3;

export class QuickDescent {
  /** float[d] */
  x: Float64Array;
  /** The figure of merit there; Infinity before the first evaluation, and where there is no number. */
  fom = Number.POSITIVE_INFINITY;
  iterations = 0;
  converged = false;
  readonly #problem: Problem;
  readonly #options: QuickDescentOptions;
  readonly #m: number;
  #begun = false;
  #sum = Number.POSITIVE_INFINITY;
  #residuals: Float64Array;
  /** float[d]  D²: the largest square of a length that each column of J has had */
  #scale: Float64Array;
  #damping = DAMPING.first;

  /** @param start  float[d], within the bounds */
  constructor(problem: Problem, start: Float64Array, options: QuickDescentOptions) {
    this.#problem = problem;
    this.#options = options;
    this.#m = problem.residualCount ?? 0;
    this.x = start.slice();
    this.#residuals = new Float64Array(this.#m);
    this.#scale = new Float64Array(start.length);
  }

  /** @param completed  called after the first evaluation and after each iteration, when `save` gives a state to go on from */
  *steps(completed: () => void = () => {}): Generator<Batch, void, Float64Array> {
    if (!this.#begun) {
      const { fom, sum, residuals } = yield* this.#measure(this.x);
      [this.fom, this.#sum, this.#residuals, this.#begun] = [fom, sum, residuals, true];
      completed();
    }
    while (!this.converged && Number.isFinite(this.#sum) && this.iterations < this.#options.maxIterations) {
      this.converged = yield* this.#iterate();
      this.iterations++;
      completed();
    }
  }

  save(): SavedState {
    return {
      x: arrayToText(this.x),
      residuals: arrayToText(this.#residuals),
      scale: arrayToText(this.#scale),
      numbers: arrayToText(
        Float64Array.of(
          this.fom,
          this.#sum,
          this.#damping,
          this.iterations,
          Number(this.converged),
          Number(this.#begun),
        ),
      ),
    };
  }

  restore(state: SavedState): void {
    this.x = textToArray(state["x"], this.x.length);
    this.#residuals = textToArray(state["residuals"], this.#m);
    this.#scale = textToArray(state["scale"], this.x.length);
    const [fom, sum, damping, iterations, converged, begun] = textToArray(state["numbers"], 6);
    [this.fom, this.#sum, this.#damping, this.iterations] = [fom!, sum!, damping!, iterations!];
    [this.converged, this.#begun] = [converged === 1, begun === 1];
  }

  /** One Jacobian, and steps until one lowers the sum. @returns whether there is no further to go */
  *#iterate(): Generator<Batch, boolean, Float64Array> {
    const { lower, upper } = this.#problem;
    const { x } = this;
    const columns = yield* this.#jacobian();
    const weights = this.#weights();
    const slopes = columns.map((column) => weightedDot(column, this.#residuals, weights));
    const products = columns.map((column, i) =>
      columns.map((other, j) => (j <= i ? weightedDot(column, other, weights) : 0)),
    );
    for (const [i, row] of products.entries()) {
      for (const [j] of products.entries()) if (j > i) row[j] = products[j]![i]!;
      this.#scale[i] = Math.max(this.#scale[i]!, row[i]!);
    }
    const free = slopes.flatMap((slope, i) => {
      const held = (x[i]! <= lower[i]! && slope >= 0) || (x[i]! >= upper[i]! && slope <= 0);
      return held || !(products[i]![i]! > 0) ? [] : i;
    });
    if (free.length === 0) return true;
    for (let tries = 0; this.#damping <= DAMPING.most; tries++) {
      const next = this.#stepWithin(free, products, slopes);
      const tried = yield* this.#measure(next);
      if (tried.sum < this.#sum) {
        const gain = (this.#sum - tried.sum) / Math.abs(this.#sum);
        [this.x, this.fom, this.#sum, this.#residuals] = [next, tried.fom, tried.sum, tried.residuals];
        if (tries === 0) this.#damping = Math.max(DAMPING.least, this.#damping * DAMPING.fall);
        return gain < this.#options.tolerance;
      }
      this.#damping *= tries === 0 ? DAMPING.rise : DAMPING.riseAgain;
    }
    return true;
  }

  /** ∂r/∂x by forward differences, inwards at a bound: float[d][m]. A point without numbers says nothing about a slope. */
  *#jacobian(): Generator<Batch, Float64Array[], Float64Array> {
    const { lower, upper } = this.#problem;
    const [d, m] = [this.x.length, this.#m];
    const candidates = new Float64Array(d * d);
    const steps = new Float64Array(d);
    for (let i = 0; i < d; i++) {
      const width = upper[i]! - lower[i]!;
      const h = STEP * Math.min(width, Math.max(Math.abs(this.x[i]!), LEAST * width));
      steps[i] = this.x[i]! + h <= upper[i]! ? h : -h;
      candidates.set(this.x, i * d);
      candidates[i * d + i]! += steps[i]!;
    }
    const residuals = new Float64Array(d * m);
    yield { candidates, count: d, residuals };
    return Array.from(steps, (h, i) =>
      this.#residuals.map((r, k) => {
        const slope = (residuals[i * m + k]! - r) / h;
        return Number.isFinite(slope) ? slope : 0;
      }),
    );
  }

  /** Whatever a step takes over a bound stays on it, and the others are solved for anew. */
  #stepWithin(free: readonly number[], products: number[][], slopes: readonly number[]): Float64Array {
    const { lower, upper } = this.#problem;
    const next = this.x.slice();
    for (let set = free; set.length > 0; ) {
      const fixed = free.filter((i) => !set.includes(i));
      const right = set.map((i) =>
        fixed.reduce((sum, k) => sum - products[i]![k]! * (next[k]! - this.x[k]!), -slopes[i]!),
      );
      const scale = set.map((i) => Math.sqrt(this.#scale[i]!));
      const matrix = new Matrix(
        set.map((i, a) =>
          set.map((j, b) => products[i]![j]! / (scale[a]! * scale[b]!) + (i === j ? this.#damping + 1e-14 : 0)),
        ),
      );
      const cholesky = new CholeskyDecomposition(matrix);
      // Parameters that do the same make it singular but for λ, which a step that goes nowhere raises.
      if (!cholesky.isPositiveDefinite()) return this.x.slice();
      const solved = cholesky.solve(Matrix.columnVector(right.map((v, a) => v / scale[a]!)));
      const over: number[] = [];
      for (const [a, i] of set.entries()) {
        const to = this.x[i]! + solved.get(a, 0) / scale[a]!;
        if (!(to >= lower[i]! && to <= upper[i]!)) over.push(i);
        next[i] = Number.isNaN(to) ? this.x[i]! : Math.min(upper[i]!, Math.max(lower[i]!, to));
      }
      if (over.length === 0) break;
      set = set.filter((i) => !over.includes(i));
    }
    return next;
  }

  *#measure(x: Float64Array): Generator<Batch, { fom: number; sum: number; residuals: Float64Array }, Float64Array> {
    const residuals = new Float64Array(this.#m);
    const foms = yield { candidates: x, count: 1, residuals };
    const fom = foms[0]!;
    if (!Number.isFinite(fom) || !residuals.every(Number.isFinite)) {
      return { fom: Number.POSITIVE_INFINITY, sum: Number.POSITIVE_INFINITY, residuals };
    }
    const { included, norm } = this.#options;
    if (included === undefined && norm === this.#problem.residualSum) return { fom, sum: fom, residuals };
    let sum = 0;
    for (let k = 0; k < residuals.length; k++) {
      if (included && included[k] === 0) continue;
      const r = residuals[k]!;
      sum += norm === "squares" ? r * r : Math.abs(r);
    }
    return { fom, sum, residuals };
  }

  #weights(): Float64Array {
    const { included, norm } = this.#options;
    const weights = new Float64Array(this.#m).fill(1);
    if (norm === "absolutes") {
      const sizes = this.#residuals.map(Math.abs);
      const sorted = sizes.filter((r) => r > 0).sort();
      const least = SMALL * (sorted[sorted.length >> 1] ?? 1);
      for (let k = 0; k < weights.length; k++) weights[k] = 1 / Math.max(sizes[k]!, least);
    }
    if (included) for (let k = 0; k < weights.length; k++) weights[k]! *= included[k]!;
    return weights;
  }
}

function weightedDot(a: Float64Array, b: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += weights[k]! * a[k]! * b[k]!;
  return sum;
}
