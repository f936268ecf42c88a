/**
 * The sequence of tries of a sweep that looks for the best fit by itself. Try k is a
 * function of the fit's facts, the sweep's seed and k, and of nothing that other tries
 * found, so that any number of threads and machines can work ahead on it.
 *
 * Its arms share the evaluations about equally, as a table of nominal costs counts them:
 * the arm that was given the least so far is next. A dear one begins once the whole
 * sequence has been given twice its cost, because most fits are found before. Differential
 * evolution is the insurance where bounds are very wide; every fourth of its tries is given
 * twice as much as the four before.
 *
 * The first try goes down from the file's own values; the others begin anywhere that the
 * starts allow.
 */
import type { OptimiserSettings } from "../gx/project.ts";
import type { Settings } from "../optimisers/optimiser.ts";
import { seedFrom } from "./hash.ts";
import { polished } from "./methods.ts";
import type { Start } from "./start-point.ts";
import type { TrialSpec } from "./trial.ts";

/** What a sequence is made of, besides the file and the numerics version. */
export interface SequenceFacts {
  /** Of which fit of the file. */
  fit: number;
  /** How many are fitted. */
  parameters: number;
  evolution: EvolutionConstants;
  /** Of the sweep. */
  seed: number;
  /** Where tries may begin: the file's values at most once, and the others in turn. */
  starts: readonly Start[];
}

/** Of the file, for the tries by differential evolution. */
export interface EvolutionConstants {
  km: number;
  kr: number;
  popSize: number;
  minParameterSpread: number;
  maxLogElements: number;
}

/** A try before it has its name and place, and the evaluations that it is expected to take. */
export interface Try extends Omit<TrialSpec, "id" | "index"> {
  nominal: number;
}

export const TRY_STARTS: readonly Start[] = [{ kind: "guess" }, { kind: "uniform" }];

interface Arm {
  method: string;
  optimiser: string;
  /** Evaluations that its n-th try is expected to take, n from 0. */
  nominal(parameters: number, n: number): number;
  /** At which the n-th ends, however it goes. */
  most(parameters: number, n: number): number;
  settings(facts: SequenceFacts, n: number): Settings;
}

/** Of evolution's evaluations, those after which the scheme ends; the descent's come on top. */
const SEARCH = 0.9;
const evolutionBudget = (parameters: number, n: number) => 800 * parameters * 2 ** Math.floor(n / 4);
const none = () => ({});

/** The scheme explores; the file's own may be one that hurries to the nearest valley, as descents do already. */
const SCHEME = "rand_either_or";

const ARMS: readonly Arm[] = [
  {
    ...{ method: "growing_range", optimiser: "growing-range", settings: none },
    nominal: (parameters) => 60 * parameters,
    most: (parameters) => 1000 * parameters,
  },
  {
    ...{ method: "scout", optimiser: "scout", settings: none },
    nominal: (parameters) => 60 * parameters,
    most: (parameters) => 1000 * parameters,
  },
  {
    ...{ method: "memetic", optimiser: "memetic", settings: none },
    nominal: (parameters) => 300 * parameters,
    most: (parameters) => 3000 * parameters,
  },
  {
    ...{ method: polished(SCHEME), optimiser: "differential-evolution+levenberg-marquardt" },
    nominal: evolutionBudget,
    most: (parameters, n) => 2 * evolutionBudget(parameters, n),
    settings: ({ evolution, parameters }, n) => ({
      ...evolution,
      scheme: SCHEME,
      usePopMult: false,
      useStartGuess: true,
      useBoundaries: true,
      useMaxGenerations: true,
      maxGenerations: Number.MAX_SAFE_INTEGER,
      searchEvaluations: Math.ceil(SEARCH * evolutionBudget(parameters, n)),
    }),
  },
];

/** Three members differ in a mutation, and one more is mutated. */
const FEWEST_MEMBERS = 5;

export function evolutionConstants(file: OptimiserSettings, parameters: number): EvolutionConstants {
  const { km, kr, minParameterSpread, maxLogElements } = file;
  const popSize = Math.max(FEWEST_MEMBERS, file.usePopMult ? Math.round(file.popMult * parameters) : file.popSize);
  return { km, kr, popSize, minParameterSpread, maxLogElements };
}

/** The names of the arms, in the order of the table. */
export const ARM_NAMES: readonly string[] = ARMS.map(({ method }) => method);

/** An arm that costs so many times less than the whole was given may begin. */
const BEGINS_AT = 2;

/** The tries, one after the other, without end. */
export function* tries(facts: SequenceFacts): Generator<Try, never> {
  const { fit, parameters, seed, starts } = facts;
  const given = ARMS.map(() => ({ evaluations: 0, tries: 0 }));
  const fromFile = starts.some(({ kind }) => kind === "guess");
  const elsewhere = starts.filter(({ kind }) => kind !== "guess");
  let all = 0;
  for (let k = 0; ; k++) {
    const ready = [...ARMS.keys()].filter((a) => a < 2 || all >= BEGINS_AT * ARMS[a]!.nominal(parameters, 0));
    const chosen = ready.reduce((a, b) => (given[b]!.evaluations < given[a]!.evaluations ? b : a));
    const [arm, own] = [ARMS[chosen]!, given[chosen]!];
    const cost = arm.nominal(parameters, own.tries);
    yield {
      fit,
      method: arm.method,
      optimiser: arm.optimiser,
      settings: arm.settings(facts, own.tries),
      start: (k === 0 && fromFile) || elsewhere.length === 0 ? { kind: "guess" } : elsewhere[k % elsewhere.length]!,
      seed: seedFrom({ sweep: seed, fit, try: k }),
      maxEvaluations: arm.most(parameters, own.tries),
      nominal: cost,
    };
    own.evaluations += cost;
    own.tries++;
    all += cost;
  }
}
