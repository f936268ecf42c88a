/**
 * Differential evolution as GenX runs it: a population of points, each of which
 * gives way to a trial made from the others whenever the trial is better. The
 * trials of a generation are all made from the population of the one before, so
 * a generation is one batch, and 1 + generations batches are the whole run:
 *
 *     evaluations = population × (generations + 1)      (+ those of the simplex)
 *
 * The same distributions as GenX 3.8.13, not the same dice. `schemes.ts` has the
 * six ways of making a trial; here are the population, the bounds, JADE's
 * learning, the simplex in between, the stop rules and the state on a checkpoint.
 * Three things differ on purpose:
 *  - a point whose figure of merit is NaN is the worst there is. GenX's argmin
 *    takes it for the best of the first population, and nothing ever beats it;
 *  - the simplex stays within the bounds (nelder-mead.ts), and its result,
 *    whose figure of merit is known, is not evaluated once more;
 *  - JADE's km and kr belong to the run, not to the user's settings.
 */
import { Archive } from "./archive.ts";
import { Best } from "./best.ts";
import { checkProblem, checkSettings } from "./check-bounds.ts";
import { fomDeviation, lowestVertex, measureVertices, moveSimplex, simplexAround } from "./nelder-mead.ts";
import type { Batch, Optimisation, Optimiser, Problem, SavedState, StopReason } from "./optimiser.ts";
import { Random, type RandomState } from "./random.ts";
import { arrayToText, textToArray } from "./saved-arrays.ts";
import { type Parents, SCHEMES, type SchemeName } from "./schemes.ts";

type Steps<Result = void> = Generator<Batch, Result, Float64Array>;

/** GenX's names in our spelling. */
export type DifferentialEvolutionSettings = {
  readonly scheme: SchemeName;
  /** Mutation and recombination constants. */
  readonly km: number;
  readonly kr: number;
  /** Members of the population; a size relative to the number of parameters is the plan's to work out. */
  readonly popSize: number;
  /** Generations after the first population. */
  readonly maxGenerations: number;
  /** Ends when no parameter spreads over more than this per cent of its bounds' width; 0 never ends. */
  readonly minParameterSpread: number;
  /** The first member of the first population is the start, not a random point. */
  readonly useStartGuess: boolean;
  /** A component at or beyond a bound is drawn anew between the bounds. */
  readonly useBoundaries: boolean;
  /** How many points JADE's archive holds. */
  readonly maxLogElements: number;
};

/** Every fifth generation the simplex scheme polishes its best member, a twentieth of the trials' spread at first. */
const SIMPLEX = { interval: 5, step: 0.05, tolerance: 1e-3, maxIterations: 100 } as const;

/** JADE: how fast km and kr follow what succeeds, and the width of the draws around them. */
const JADE = { learning: 0.07, width: 0.1 } as const;

export const differentialEvolution: Optimiser<DifferentialEvolutionSettings> = {
  name: "differential-evolution",
  /** GenX's own. */
  defaults: {
    scheme: "best_1_bin",
    km: 0.7,
    kr: 0.7,
    popSize: 50,
    maxGenerations: 500,
    minParameterSpread: 0,
    useStartGuess: true,
    useBoundaries: true,
    maxLogElements: 100_000,
  },
  start(problem, settings, seed) {
    check(problem, settings);
    const archive = new Archive(problem.start.length, settings.maxLogElements);
    return new Evolution(problem, settings, firstState(problem, settings, seed), archive);
  },
  resume(problem, settings, saved) {
    check(problem, settings);
    const archive = new Archive(problem.start.length, settings.maxLogElements, saved["archive"]);
    return new Evolution(problem, settings, parseState(saved, problem, settings), archive);
  },
};

function check(problem: Problem, settings: DifferentialEvolutionSettings): void {
  const { scheme, km, kr, popSize, maxGenerations, minParameterSpread, maxLogElements } = settings;
  checkProblem(problem, settings.useBoundaries && settings.useStartGuess);
  checkSettings(differentialEvolution.name, settings, {
    scheme: [`one of ${Object.keys(SCHEMES).join(", ")}`, Object.hasOwn(SCHEMES, scheme)],
    km: ["0 or above", km >= 0 && Number.isFinite(km)],
    kr: ["0 or above", kr >= 0 && Number.isFinite(kr)],
    // Three different members are drawn at once; with fewer, GenX draws for ever.
    popSize: ["a whole number, 3 or above", Number.isInteger(popSize) && popSize >= 3],
    maxGenerations: ["a whole number above 0", Number.isInteger(maxGenerations) && maxGenerations > 0],
    minParameterSpread: ["0 or above, in per cent", minParameterSpread >= 0],
    maxLogElements: ["a whole number above 0", Number.isInteger(maxLogElements) && maxLogElements > 0],
  });
}

/** All that a later generation depends on, but for JADE's archive. The best's figure of merit is the least of `foms`. */
interface State {
  readonly random: RandomState;
  readonly generation: number;
  readonly evaluations: number;
  readonly km: number;
  readonly kr: number;
  /** float[size][d] */
  readonly population: Float64Array;
  /** float[size]; Infinity where there is no figure of merit */
  readonly foms: Float64Array;
  /** float[d] */
  readonly best: Float64Array;
  /** float[d]  max − min of the last batch of trials: sets the simplex's first step */
  readonly trialSpread: Float64Array;
}

function firstState(problem: Problem, settings: DifferentialEvolutionSettings, seed: number): State {
  const { lower, upper, start } = problem;
  const d = start.length;
  const size = settings.popSize;
  const random = new Random(seed);
  const population = new Float64Array(size * d);
  for (let at = 0; at < population.length; at++) {
    const j = at % d;
    population[at] = lower[j]! + random.uniform() * (upper[j]! - lower[j]!);
  }
  if (settings.useStartGuess) population.set(start);
  return {
    random: random.state(),
    generation: 0,
    evaluations: 0,
    km: settings.km,
    kr: settings.kr,
    population,
    foms: new Float64Array(size).fill(Number.POSITIVE_INFINITY),
    best: population.slice(0, d),
    trialSpread: new Float64Array(d),
  };
}

function saveState(state: State): SavedState {
  return Object.fromEntries(
    Object.entries(state).map(([key, value]) => [key, value instanceof Float64Array ? arrayToText(value) : value]),
  );
}

function parseState(saved: SavedState, problem: Problem, settings: DifferentialEvolutionSettings): State {
  const d = problem.start.length;
  const size = settings.popSize;
  return {
    random: saved["random"] as RandomState,
    generation: Number(saved["generation"]),
    evaluations: Number(saved["evaluations"]),
    km: Number(saved["km"]),
    kr: Number(saved["kr"]),
    population: textToArray(saved["population"], size * d),
    foms: textToArray(saved["foms"], size),
    best: textToArray(saved["best"], d),
    trialSpread: textToArray(saved["trialSpread"], d),
  };
}

class Evolution implements Optimisation {
  generation: number;
  readonly #problem: Problem;
  readonly #settings: DifferentialEvolutionSettings;
  readonly #dimensions: number;
  readonly #size: number;
  readonly #best: Best;
  readonly #random: Random;
  readonly #population: Float64Array;
  readonly #foms: Float64Array;
  /** float[size][d]: the batch */
  readonly #trials: Float64Array;
  readonly #trialSpread: Float64Array;
  #km: number;
  #kr: number;
  /** float[size] */
  readonly #scale: Float64Array;
  readonly #crossover: Float64Array;
  /** Filled only for JADE, which alone draws from it; grows at the end of a generation, so a checkpoint finds it in step. */
  readonly #archive: Archive;
  /** The state at the last completed generation. */
  #completed: State;

  constructor(problem: Problem, settings: DifferentialEvolutionSettings, state: State, archive: Archive) {
    this.#problem = problem;
    this.#settings = settings;
    this.#dimensions = problem.start.length;
    this.#size = state.foms.length;
    this.generation = state.generation;
    this.#best = new Best(state.best);
    this.#best.fom = Math.min(...state.foms);
    this.#best.evaluations = state.evaluations;
    this.#random = new Random(state.random);
    this.#population = state.population;
    this.#foms = state.foms;
    this.#trials = state.population.slice();
    this.#trialSpread = state.trialSpread;
    this.#km = state.km;
    this.#kr = state.kr;
    this.#scale = new Float64Array(this.#size);
    this.#crossover = new Float64Array(this.#size);
    this.#archive = archive;
    this.#completed = this.#snapshot();
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
    return yield* this.#best.watch(this.#generations());
  }

  save(): SavedState {
    const state = saveState(this.#completed);
    return this.#isJade ? { ...state, archive: this.#archive.save() } : state;
  }

  get #isJade(): boolean {
    return this.#settings.scheme === "jade_best";
  }

  *#generations(): Steps<StopReason> {
    if (this.evaluations === 0) {
      this.#select(yield { candidates: this.#trials, count: this.#size });
      this.#complete(0);
    }
    while (this.generation < this.#settings.maxGenerations) {
      if (this.generation > 0 && this.#isNarrow()) return "spread";
      yield* this.#nextGeneration();
      this.#complete(this.generation + 1);
    }
    return this.#isNarrow() ? "spread" : "generations";
  }

  *#nextGeneration(): Steps {
    const { scheme } = this.#settings;
    if (scheme === "simplex_best_1_bin" && (this.generation + 1) % SIMPLEX.interval === 0) yield* this.#polishBest();
    if (this.#isJade) this.#drawJade();
    this.#makeTrials();
    const succeeded = this.#select(yield { candidates: this.#trials, count: this.#size });
    if (this.#isJade) this.#learn(succeeded);
  }

  #makeTrials(): void {
    const d = this.#dimensions;
    const { useBoundaries, scheme } = this.#settings;
    const { lower, upper } = this.#problem;
    const parents: Parents = {
      dimensions: d,
      size: this.#size,
      population: this.#population,
      best: this.#best.point,
      km: this.#km,
      kr: this.#kr,
      random: this.#random,
      archive: this.#archive,
      scale: this.#scale,
      crossover: this.#crossover,
    };
    for (let i = 0; i < this.#size; i++) {
      const trial = this.#trials.subarray(i * d, (i + 1) * d);
      SCHEMES[scheme](parents, i, trial);
      if (!useBoundaries) continue;
      for (let j = 0; j < d; j++) {
        const inside = lower[j]! < trial[j]! && trial[j]! < upper[j]!;
        if (!inside) trial[j] = lower[j]! + this.#random.uniform() * (upper[j]! - lower[j]!);
      }
    }
  }

  /** Puts each trial that is better in its member's place; returns which. `<` is false for NaN. */
  #select(foms: Float64Array): number[] {
    const d = this.#dimensions;
    const better: number[] = [];
    for (let i = 0; i < this.#size; i++) {
      if (!(foms[i]! < this.#foms[i]!)) continue;
      this.#foms[i] = foms[i]!;
      this.#population.set(this.#trials.subarray(i * d, (i + 1) * d), i * d);
      better.push(i);
    }
    return better;
  }

  #complete(generation: number): void {
    if (this.#isJade) this.#archive.add(this.#trials);
    this.#trialSpread.set(spreadOf(this.#trials, this.#dimensions));
    this.generation = generation;
    this.#completed = this.#snapshot();
  }

  #snapshot(): State {
    return {
      random: this.#random.state(),
      generation: this.generation,
      evaluations: this.#best.evaluations,
      km: this.#km,
      kr: this.#kr,
      population: this.#population.slice(),
      foms: this.#foms.slice(),
      best: this.#best.point.slice(),
      trialSpread: this.#trialSpread.slice(),
    };
  }

  #isNarrow(): boolean {
    const { lower, upper } = this.#problem;
    const limit = 0.01 * this.#settings.minParameterSpread;
    return spreadOf(this.#population, this.#dimensions).every((s, j) => s < limit * (upper[j]! - lower[j]!));
  }

  *#polishBest(): Steps {
    const d = this.#dimensions;
    if (!Number.isFinite(this.bestFom)) return;
    const member = this.#foms.indexOf(this.bestFom);
    const bounds = this.#settings.useBoundaries ? this.#problem : undefined;
    const step = this.#trialSpread.map((s) => SIMPLEX.step * s);
    const simplex = simplexAround(this.#population.subarray(member * d, (member + 1) * d), step, bounds);
    const tolerance = SIMPLEX.tolerance * this.bestFom;
    yield* measureVertices(simplex, bounds);
    for (let i = 0; i < SIMPLEX.maxIterations && !(fomDeviation(simplex) <= tolerance); i++) {
      yield* moveSimplex(simplex, bounds);
    }
    const { point, fom } = lowestVertex(simplex);
    if (!(fom < this.#foms[member]!)) return;
    this.#foms[member] = fom;
    this.#population.set(point, member * d);
  }

  #drawJade(): void {
    const clip = (value: number) => Math.min(1, Math.max(0, value));
    for (let i = 0; i < this.#size; i++) {
      this.#scale[i] = clip(Math.abs(this.#km + JADE.width * this.#random.cauchy()));
      this.#crossover[i] = clip(this.#kr + JADE.width * this.#random.normal());
    }
  }

  /** km towards the Lehmer mean ΣF²/ΣF of what succeeded, kr towards its mean. */
  #learn(succeeded: readonly number[]): void {
    const sum = (values: Float64Array, power: number) => succeeded.reduce((s, i) => s + values[i]! ** power, 0);
    const sumScale = sum(this.#scale, 1);
    if (!(sumScale > 0)) return;
    this.#km += JADE.learning * (sum(this.#scale, 2) / sumScale - this.#km);
    this.#kr += JADE.learning * (sum(this.#crossover, 1) / succeeded.length - this.#kr);
  }
}

/** @returns float[d]  max − min of each column of rows: float[count][d] */
function spreadOf(rows: Float64Array, d: number): Float64Array {
  const low = new Float64Array(d).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(d).fill(Number.NEGATIVE_INFINITY);
  for (let at = 0; at < rows.length; at++) {
    const j = at % d;
    if (rows[at]! < low[j]!) low[j] = rows[at]!;
    if (rows[at]! > high[j]!) high[j] = rows[at]!;
  }
  return high.map((top, j) => top - low[j]!);
}
