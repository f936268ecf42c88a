/**
 * Nelder and Mead's downhill simplex: n + 1 points in n dimensions crawl
 * towards a minimum by reflecting the worst through the centre of the others.
 *
 *     reflected   c + (c − w)      expanded   c + 2 (c − w)
 *     contracted  c ± ½ (c − w)    shrunk     ½ (x + b)
 *
 * with w the worst point, b the best, c the centroid of all but w. It stops when
 * the standard deviation of the points' figures of merit falls to a tolerance.
 *
 * The differential evolution's simplex scheme uses it, and it is an optimiser
 * of its own: local, without dice, good for polishing a fit.
 *
 * A point outside the bounds counts as infinitely bad and is not evaluated,
 * so a bounded run never leaves them. (GenX evaluates such points, which for a
 * thickness below zero means nothing, and re-draws a result that ends outside.)
 *
 *   J. A. Nelder & R. Mead, Comput. J. 7, 308 (1965)
 */
import { Best } from "./best.ts";
import { checkProblem, checkSettings } from "./check-bounds.ts";
import type { Batch, Optimisation, Optimiser, Problem, SavedState, StopReason } from "./optimiser.ts";
import { arrayToText, textToArray } from "./saved-arrays.ts";

export interface Simplex {
  /** float[n + 1][n] */
  readonly vertices: Float64Array;
  /** float[n + 1]; Infinity where there is no figure of merit */
  readonly foms: Float64Array;
}

type Steps<Result = void> = Generator<Batch, Result, Float64Array>;
type Bounds = Pick<Problem, "lower" | "upper">;

/**
 * The corner at `start` and one point a step away along each axis.
 * @param step  float[n]; taken backwards where forwards would leave the bounds
 */
export function simplexAround(start: Float64Array, step: Float64Array, bounds?: Bounds): Simplex {
  const n = start.length;
  const vertices = new Float64Array((n + 1) * n);
  for (let v = 0; v <= n; v++) vertices.set(start, v * n);
  for (let i = 0; i < n; i++) {
    const forwards = start[i]! + step[i]!;
    const outside = bounds !== undefined && forwards > bounds.upper[i]!;
    vertices[(i + 1) * n + i] = outside ? start[i]! - step[i]! : forwards;
  }
  return { vertices, foms: new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY) };
}

/** Evaluates all points but `keep`, in one batch. */
export function* measureVertices(simplex: Simplex, bounds?: Bounds, keep = -1): Steps {
  const n = simplex.foms.length - 1;
  const wanted: number[] = [];
  for (let v = 0; v <= n; v++) {
    simplex.foms[v] = v === keep ? simplex.foms[v]! : Number.POSITIVE_INFINITY;
    if (v !== keep && isInside(vertex(simplex, v), bounds)) wanted.push(v);
  }
  if (wanted.length === 0) return;
  const candidates = new Float64Array(wanted.length * n);
  wanted.forEach((v, i) => {
    candidates.set(vertex(simplex, v), i * n);
  });
  const foms = yield { candidates, count: wanted.length };
  wanted.forEach((v, i) => {
    simplex.foms[v] = numberOr(foms[i]!, Number.POSITIVE_INFINITY);
  });
}

/** One iteration: the worst point moves, or all draw in on the best. */
export function* moveSimplex(simplex: Simplex, bounds?: Bounds): Steps {
  const { foms } = simplex;
  const { best, worst, nextWorst } = order(foms);
  const centre = centroid(simplex, worst);
  const w = vertex(simplex, worst).slice();
  const along = (factor: number) => centre.map((c, i) => c + factor * (c - w[i]!));

  const reflected = along(1);
  const fomReflected = yield* measure(reflected, bounds);
  if (fomReflected < foms[best]!) {
    const expanded = along(2);
    const fomExpanded = yield* measure(expanded, bounds);
    if (fomExpanded < fomReflected) replace(simplex, worst, expanded, fomExpanded);
    else replace(simplex, worst, reflected, fomReflected);
    return;
  }
  if (fomReflected <= foms[nextWorst]!) return replace(simplex, worst, reflected, fomReflected);

  const outwards = fomReflected <= foms[worst]!;
  if (outwards) replace(simplex, worst, reflected, fomReflected);
  const contracted = along(outwards ? 0.5 : -0.5);
  const fomContracted = yield* measure(contracted, bounds);
  if (fomContracted < foms[worst]!) return replace(simplex, worst, contracted, fomContracted);

  const b = vertex(simplex, best);
  for (let v = 0; v < foms.length; v++) {
    if (v !== best) vertex(simplex, v).forEach((x, i, row) => void (row[i] = 0.5 * (x + b[i]!)));
  }
  yield* measureVertices(simplex, bounds, best);
}

/** Standard deviation of the points' figures of merit; NaN while one of them is infinite. */
export function fomDeviation({ foms }: Simplex): number {
  const mean = foms.reduce((sum, fom) => sum + fom, 0) / foms.length;
  return Math.sqrt(foms.reduce((sum, fom) => sum + (fom - mean) ** 2, 0) / (foms.length - 1));
}

export function lowestVertex(simplex: Simplex): { point: Float64Array; fom: number } {
  const { best } = order(simplex.foms);
  return { point: vertex(simplex, best), fom: simplex.foms[best]! };
}

function vertex({ vertices, foms }: Simplex, v: number): Float64Array {
  const n = foms.length - 1;
  return vertices.subarray(v * n, (v + 1) * n);
}

function order(foms: Float64Array): { best: number; worst: number; nextWorst: number } {
  let [best, worst] = [0, 0];
  foms.forEach((fom, v) => {
    if (fom < foms[best]!) best = v;
    if (fom > foms[worst]!) worst = v;
  });
  let nextWorst = best;
  foms.forEach((fom, v) => {
    if (v !== worst && fom > foms[nextWorst]!) nextWorst = v;
  });
  return { best, worst, nextWorst };
}

function centroid(simplex: Simplex, without: number): Float64Array {
  const n = simplex.foms.length - 1;
  const centre = new Float64Array(n);
  for (let v = 0; v <= n; v++) {
    if (v !== without) vertex(simplex, v).forEach((x, i) => void (centre[i]! += x / n));
  }
  return centre;
}

function replace(simplex: Simplex, v: number, point: Float64Array, fom: number): void {
  vertex(simplex, v).set(point);
  simplex.foms[v] = fom;
}

function* measure(point: Float64Array, bounds?: Bounds): Steps<number> {
  if (!isInside(point, bounds)) return Number.POSITIVE_INFINITY;
  const foms = yield { candidates: point, count: 1 };
  return numberOr(foms[0]!, Number.POSITIVE_INFINITY);
}

function isInside(point: Float64Array, bounds?: Bounds): boolean {
  return bounds === undefined || point.every((x, i) => bounds.lower[i]! <= x && x <= bounds.upper[i]!);
}

function numberOr(value: number, otherwise: number): number {
  return Number.isNaN(value) ? otherwise : value;
}

export type NelderMeadSettings = {
  /** First step along each axis, as a fraction of the bounds' width. */
  readonly step: number;
  /** Ends when the points' figures of merit deviate by less than this fraction of the best. */
  readonly tolerance: number;
  readonly maxIterations: number;
  readonly useBoundaries: boolean;
};

/** Without dice: the seed changes nothing, the start everything. A generation is one iteration. */
export const nelderMead: Optimiser<NelderMeadSettings> = {
  name: "nelder-mead",
  defaults: { step: 0.05, tolerance: 1e-8, maxIterations: 5000, useBoundaries: true },

  start(problem, settings) {
    check(problem, settings);
    const bounds = settings.useBoundaries ? problem : undefined;
    const step = problem.start.map((_, i) => settings.step * (problem.upper[i]! - problem.lower[i]!));
    return new SimplexRun(problem, settings, simplexAround(problem.start, step, bounds));
  },

  resume(problem, settings, state) {
    check(problem, settings);
    const n = problem.start.length;
    const simplex = {
      vertices: textToArray(state["vertices"], (n + 1) * n),
      foms: textToArray(state["foms"], n + 1),
    };
    const run = new SimplexRun(problem, settings, simplex);
    run.restore(Number(state["iteration"]), Number(state["evaluations"]));
    return run;
  },
};

function check(problem: Problem, settings: NelderMeadSettings): void {
  checkProblem(problem, settings.useBoundaries);
  checkSettings(nelderMead.name, settings, {
    step: ["above 0 and at most 0.5", settings.step > 0 && settings.step <= 0.5],
    tolerance: ["0 or above", settings.tolerance >= 0],
    maxIterations: ["a whole number above 0", Number.isInteger(settings.maxIterations) && settings.maxIterations > 0],
  });
}

class SimplexRun implements Optimisation {
  generation = 0;
  readonly #settings: NelderMeadSettings;
  readonly #bounds: Bounds | undefined;
  readonly #simplex: Simplex;
  readonly #best: Best;
  #saved: { vertices: Float64Array; foms: Float64Array; iteration: number; evaluations: number };

  constructor(problem: Problem, settings: NelderMeadSettings, simplex: Simplex) {
    this.#settings = settings;
    this.#bounds = settings.useBoundaries ? problem : undefined;
    this.#simplex = simplex;
    this.#best = new Best(problem.start);
    this.#saved = this.#snapshot();
  }

  restore(iteration: number, evaluations: number): void {
    const { point, fom } = lowestVertex(this.#simplex);
    this.#best.point.set(point);
    this.#best.fom = fom;
    this.#best.evaluations = evaluations;
    this.generation = iteration;
    this.#saved = this.#snapshot();
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

  *steps(): Steps<StopReason> {
    return yield* this.#best.watch(this.#iterations());
  }

  save(): SavedState {
    const { vertices, foms, iteration, evaluations } = this.#saved;
    return { vertices: arrayToText(vertices), foms: arrayToText(foms), iteration, evaluations };
  }

  *#iterations(): Steps<StopReason> {
    if (this.evaluations === 0) {
      yield* measureVertices(this.#simplex, this.#bounds);
      this.#saved = this.#snapshot();
    }
    while (this.generation < this.#settings.maxIterations) {
      if (fomDeviation(this.#simplex) <= this.#settings.tolerance * Math.abs(this.bestFom)) return "converged";
      yield* moveSimplex(this.#simplex, this.#bounds);
      this.generation++;
      this.#saved = this.#snapshot();
    }
    return "generations";
  }

  #snapshot() {
    const { vertices, foms } = this.#simplex;
    return {
      vertices: vertices.slice(),
      foms: foms.slice(),
      iteration: this.generation,
      evaluations: this.#best.evaluations,
    };
  }
}
