/**
 * Levenberg and Marquardt's method: near a minimum the residuals r change nearly
 * linearly with the parameters, so that the step δ solves a linear problem,
 *
 *     ‖ W (r + J δ) ‖² + λ ‖ D δ ‖²  →  least,
 *
 * held back by λ where the model is not to be trusted. D is Moré's scaling, the
 * largest length that each column of J has had, which makes the method blind to
 * the units of parameters; all tolerances are relative, so that it is blind to
 * those of the residuals, too. λ falls slowly after a good step and rises gently
 * after a bad one, so that a step goes along a narrow valley and not across.
 *
 * What counts is the figure of merit itself: no step is taken that raises it. For
 * those that add up squares, W = 1. Those that add up absolute values are brought
 * down by W² = 1/|r|, at each step anew: the weighted squares touch Σ|r| from
 * above at the present point, so that what lowers them lowers it.
 *
 * Bounds: a parameter at a bound which the fit pushes it against is left out of
 * the step; one that a step would take over its bound stops there, and the others
 * are solved for anew. Local and without
 * dice, good for polishing a fit. A generation is one Jacobian and the steps tried with it.
 *
 *   J. J. Moré, in Numerical Analysis, Lecture Notes in Math. 630 (Springer 1978), 105
 *   M. K. Transtrum & J. P. Sethna, arXiv:1201.5885 (2012)   the damping
 *   C. Kanzow, N. Yamashita & M. Fukushima, J. Comput. Appl. Math. 172, 375 (2004)   projected steps
 *   E. J. Schlossmacher, J. Am. Stat. Assoc. 68, 857 (1973)   absolute values by weighted squares
 */
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { GxError } from "../errors.ts";
import { Best } from "./best.ts";
import { checkProblem, checkSettings } from "./check-bounds.ts";
import { differencesAt, jacobianColumns } from "./finite-differences.ts";
import type { Batch, Optimisation, Optimiser, Problem, SavedState, StopReason } from "./optimiser.ts";
import { arrayToText, textToArray } from "./saved-arrays.ts";

export type LevenbergMarquardtSettings = {
  /** Ends when a step changes the parameters by less than this fraction of themselves, … */
  readonly xTolerance: number;
  /** … or was to change the figure of merit by less than this fraction of itself, and did. */
  readonly fomTolerance: number;
  readonly maxIterations: number;
};

/** λ at first, and how it rises and falls. */
const DAMPING = { first: 1e-2, rise: 2, fall: 1 / 3, least: 1e-14, most: 1e14 };
/** Absolute values: a residual below this fraction of the median one weighs no more than one of that size. */
const SMALL = 1e-3;
/** Singular values below this fraction of the largest are rounding. */
const RANK = 1e-13;

export const levenbergMarquardt: Optimiser<LevenbergMarquardtSettings> = {
  name: "levenberg-marquardt",
  defaults: { xTolerance: 1e-9, fomTolerance: 1e-12, maxIterations: 500 },

  start(problem, settings) {
    check(problem, settings);
    return new Descent(problem, settings);
  },

  resume(problem, settings, state) {
    check(problem, settings);
    const run = new Descent(problem, settings);
    run.restore(state);
    return run;
  },
};

function check(problem: Problem, settings: LevenbergMarquardtSettings): void {
  checkProblem(problem, true);
  if (!(problem.residualCount! > 0)) {
    throw new GxError(
      "GX_USAGE",
      `${levenbergMarquardt.name}: this figure of merit has no residuals.`,
      "Choose another method.",
    );
  }
  checkSettings(levenbergMarquardt.name, settings, {
    xTolerance: ["0 or above", settings.xTolerance >= 0],
    fomTolerance: ["0 or above", settings.fomTolerance >= 0],
    maxIterations: ["a whole number above 0", Number.isInteger(settings.maxIterations) && settings.maxIterations > 0],
  });
}

/** Where the descent stands between two iterations. */
interface Place {
  /** float[n] */
  x: Float64Array;
  fom: number;
  /** float[m] */
  residuals: Float64Array;
  /** float[n]  D */
  scale: Float64Array;
  damping: number;
}

class Descent implements Optimisation {
  generation = 0;
  readonly #problem: Problem;
  readonly #settings: LevenbergMarquardtSettings;
  readonly #m: number;
  readonly #best: Best;
  #place: Place;
  #saved: SavedState;

  constructor(problem: Problem, settings: LevenbergMarquardtSettings) {
    this.#problem = problem;
    this.#settings = settings;
    this.#m = problem.residualCount!;
    this.#best = new Best(problem.start);
    this.#place = {
      x: problem.start.slice(),
      fom: Number.POSITIVE_INFINITY,
      residuals: new Float64Array(this.#m),
      scale: new Float64Array(problem.start.length),
      damping: DAMPING.first,
    };
    this.#saved = this.#snapshot();
  }

  restore(state: SavedState): void {
    const n = this.#problem.start.length;
    const numbers = textToArray(state["numbers"], 5);
    this.#place = {
      x: textToArray(state["x"], n),
      residuals: textToArray(state["residuals"], this.#m),
      scale: textToArray(state["scale"], n),
      fom: numbers[0]!,
      damping: numbers[1]!,
    };
    this.#best.point.set(textToArray(state["best"], n));
    this.#best.fom = numbers[2]!;
    this.#best.evaluations = numbers[3]!;
    this.generation = numbers[4]!;
    this.#saved = state;
  }

  get best(): Float64Array {
    return this.#best.point;
  }
  get bestFom(): number {
    return this.#best.fom;
  }
  get evaluations(): number {
    return this.#best.evaluations;
  }

  *steps(): Generator<Batch, StopReason, Float64Array> {
    return yield* this.#best.watch(this.#iterations());
  }

  save(): SavedState {
    return this.#saved;
  }

  *#iterations(): Generator<Batch, StopReason, Float64Array> {
    if (this.evaluations === 0) {
      this.#place = { ...this.#place, ...(yield* this.#measure(this.#place.x)) };
      this.#saved = this.#snapshot();
    }
    // From where nothing can be computed there is no way down.
    while (Number.isFinite(this.#place.fom) && this.generation < this.#settings.maxIterations) {
      const converged = yield* this.#iterate();
      this.generation++;
      this.#saved = this.#snapshot();
      if (converged) return "converged";
    }
    return "generations";
  }

  /** One Jacobian, and steps until one of them lowers the figure of merit. @returns whether there is no further to go */
  *#iterate(): Generator<Batch, boolean, Float64Array> {
    const { lower, upper, residualSum } = this.#problem;
    const { x, fom, residuals, scale } = this.#place;
    const differences = differencesAt(x, lower, upper);
    const count = 2 * x.length;
    const around = new Float64Array(count * this.#m);
    yield { candidates: differences.points, count, residuals: around };
    const columns = jacobianColumns(differences, residuals, around).map(finite);
    for (const [i, column] of columns.entries()) scale[i] = Math.max(scale[i]!, Math.hypot(...column));

    const weights = residualSum === "absolutes" ? absoluteWeights(residuals) : undefined;
    const model = linearModel(
      this.#problem,
      x,
      weighted(residuals, weights),
      columns.map((c) => weighted(c, weights)),
      scale,
    );
    if (model === undefined) return true;
    for (;;) {
      const { damping } = this.#place;
      const step = model.step(damping);
      const next = this.#within(x, step);
      const moved = length(next.map((v, i) => (v - x[i]!) * scale[i]!));
      const still = moved <= this.#settings.xTolerance * length(x.map((v, i) => v * scale[i]!));
      const tried = yield* this.#measure(next);
      const gain = (fom - tried.fom) / Math.abs(fom);
      // ½: of the weighted squares that touch Σ|r| from above, half is Σ|r| itself.
      const promise = model.promise(step) * (weights === undefined ? 1 : 0.5);
      if (gain >= 0) {
        // Marquardt's rule: the damping follows how well the linear model foretold the gain.
        const kept = gain / promise;
        const factor = kept > 0.75 ? DAMPING.fall : kept < 0.5 ? DAMPING.rise : 1;
        this.#place = { ...tried, x: next, scale, damping: Math.max(DAMPING.least, damping * factor) };
        const { fomTolerance } = this.#settings;
        return still || (gain <= fomTolerance && promise <= fomTolerance);
      }
      this.#place.damping = damping * DAMPING.rise;
      if (still || this.#place.damping > DAMPING.most) return true;
    }
  }

  *#measure(x: Float64Array): Generator<Batch, { fom: number; residuals: Float64Array }, Float64Array> {
    const residuals = new Float64Array(this.#m);
    const foms = yield { candidates: x, count: 1, residuals };
    const good = Number.isFinite(foms[0]!) && residuals.every(Number.isFinite);
    return { fom: good ? foms[0]! : Number.POSITIVE_INFINITY, residuals };
  }

  #within(x: Float64Array, step: Float64Array): Float64Array {
    const { lower, upper } = this.#problem;
    return x.map((v, i) => Math.min(upper[i]!, Math.max(lower[i]!, v + step[i]!)));
  }

  #snapshot(): SavedState {
    const { x, fom, residuals, scale, damping } = this.#place;
    return {
      x: arrayToText(x),
      residuals: arrayToText(residuals),
      scale: arrayToText(scale),
      best: arrayToText(this.best),
      numbers: arrayToText(Float64Array.of(fom, damping, this.bestFom, this.evaluations, this.generation)),
    };
  }
}

interface LinearModel {
  /** @returns float[n]  δ, which leads to within the bounds */
  step(damping: number): Float64Array;
  /** What a step is to take off the sum of squares, as a fraction of it. */
  promise(step: Float64Array): number;
}

/**
 * @param columns  float[n][m]  J
 * @param scale  float[n]  D
 * @returns undefined where no parameter can lower anything
 */
function linearModel(
  { lower, upper }: Problem,
  x: Float64Array,
  residuals: Float64Array,
  columns: readonly Float64Array[],
  scale: Float64Array,
): LinearModel | undefined {
  const free = columns.flatMap((column, i) => {
    const slope = dot(column, residuals);
    const held = (x[i]! <= lower[i]! && slope >= 0) || (x[i]! >= upper[i]! && slope <= 0);
    return held || !(length(column) > 0) ? [] : i;
  });
  if (free.length === 0) return undefined;
  // D is of unweighted columns; only the ratios of its elements matter, so the longest scaled column is made 1.
  const most = Math.max(...free.map((i) => length(columns[i]!) / scale[i]!));
  const D = scale.map((d) => d * most);
  const known = new Map<string, Decomposition>();
  const decomposed = (set: readonly number[]): Decomposition => {
    const key = set.join();
    const found = known.get(key) ?? decompose(set.map((i) => columns[i]!.map((v) => v / D[i]!)));
    known.set(key, found);
    return found;
  };

  return {
    step(damping) {
      const step = new Float64Array(x.length);
      let [set, left] = [free, residuals];
      while (set.length > 0) {
        const part = decomposed(set).solve(left, damping);
        for (const [j, i] of set.entries()) step[i] = part[j]! / D[i]!;
        // Whatever the step takes over a bound stays on it, and the others are told.
        const over = set.filter((i) => !(x[i]! + step[i]! >= lower[i]! && x[i]! + step[i]! <= upper[i]!));
        if (over.length === 0) break;
        for (const i of over) {
          step[i] = (step[i]! < 0 ? lower[i]! : upper[i]!) - x[i]!;
          left = left.map((r, k) => r + columns[i]![k]! * step[i]!);
        }
        set = set.filter((i) => !over.includes(i));
      }
      return step;
    },
    promise(step) {
      const after = residuals.map((r, k) => step.reduce((sum, d, i) => sum + columns[i]![k]! * d, r));
      return 1 - dot(after, after) / dot(residuals, residuals);
    },
  };
}

interface Decomposition {
  /** @returns float[columns]  what makes ‖ r + A δ ‖² + λ ‖ δ ‖² least */
  solve(residuals: Float64Array, damping: number): Float64Array;
}

function decompose(columns: readonly Float64Array[]): Decomposition {
  const matrix = new Matrix(columns as unknown as number[][]).transpose();
  const svd = new SingularValueDecomposition(matrix, { autoTranspose: true });
  const [U, V, s] = [svd.leftSingularVectors, svd.rightSingularVectors, svd.diagonal];
  return {
    solve(residuals, damping) {
      const step = new Float64Array(columns.length);
      for (const [k, sk] of s.entries()) {
        if (!(sk > RANK * s[0]!)) continue;
        const along = residuals.reduce((sum, r, row) => sum + U.get(row, k) * r, 0);
        for (let j = 0; j < step.length; j++) step[j]! -= (V.get(j, k) * sk * along) / (sk * sk + damping);
      }
      return step;
    },
  };
}

/** 1/√|r|, so that the squares of the weighted residuals add up to Σ|r|. */
function absoluteWeights(residuals: Float64Array): Float64Array {
  const sizes = residuals
    .map(Math.abs)
    .filter((r) => r > 0)
    .sort();
  const least = SMALL * (sizes[sizes.length >> 1] ?? 1);
  return residuals.map((r) => 1 / Math.sqrt(Math.max(Math.abs(r), least)));
}

function weighted(values: Float64Array, weights: Float64Array | undefined): Float64Array {
  return weights === undefined ? values : values.map((v, k) => v * weights[k]!);
}

/** A point where the script raised, or gave no number, says nothing about a slope. */
function finite(column: Float64Array): Float64Array {
  return column.map((v) => (Number.isFinite(v) ? v : 0));
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, v, k) => sum + v * b[k]!, 0);
}

function length(values: Float64Array): number {
  return Math.sqrt(dot(values, values));
}
