/**
 * What to run: methods × settings × starts × repeats, as a list of trials. Pure:
 * the same file, options and seed give the same list, on any machine of the same
 * numerics version. The list is written to plan.json before the first trial runs.
 *
 * Seeds. Every start and repeat has a seed of its own, made from the sweep's
 * seed; methods and settings share it. So all of them begin at the same points
 * and are compared pair by pair, and a sweep over more methods repeats, trial
 * for trial, what a sweep over fewer found.
 *
 * Order. Repeats are the outermost loop and methods the innermost: a sweep that
 * is cut short has tried everything about equally often.
 */
import { GxError } from "../errors.ts";
import { type OptimiserSettings, SCHEMES } from "../gx/project.ts";
import { canonicalJson, seedFrom, sha256 } from "./hash.ts";
import { checkedMethod, ownMethod, POLISHED, polished } from "./methods.ts";
import type { Start } from "./start-point.ts";
import type { TrialSpec } from "./trial.ts";

/** What the plan needs to know of a file and of this runtime. */
export interface SweepFacts {
  /** sha256 of the file's bytes, hexadecimal. */
  projectHash: string;
  numerics: string;
  /** Name of the kernel twin: "typescript". */
  kernel: string;
  /** One for a file with one fit, several for a batch. */
  fits: { parameters: number; settings: OptimiserSettings }[];
}

/** What the user asks for; what is left out comes from the file or from DEFAULTS. */
export interface SweepSpec {
  methods?: readonly string[] | undefined;
  km?: readonly number[] | undefined;
  kr?: readonly number[] | undefined;
  populations?: readonly number[] | undefined;
  starts?: readonly Start[] | undefined;
  repeats?: number | undefined;
  /** As `evaluations`, for each fitted parameter. */
  evaluationsPerParameter?: number | undefined;
  /** A trial ends after this many generations. */
  generations?: number | undefined;
  /** A trial ends at the first completed generation at or past this many evaluations. */
  evaluations?: number | undefined;
  /** A trial ends once its population spans less than this, in per cent of the bounds' width. */
  minSpread?: number | undefined;
  seed?: number | undefined;
  /** Of a search: how many tries have to find the best fit, and the most evaluations that the whole of it may take for each fit. */
  confidence?: number | undefined;
  maxEvaluations?: number | undefined;
}

export interface Plan {
  seed: number;
  projectHash: string;
  numerics: string;
  kernel: string;
  trials: TrialSpec[];
}

/**
 * What is not asked for: every scheme that GenX has, polished at its end, each
 * three times from the file's values, three times from near them and three times
 * from anywhere, and a thousand evaluations per fitted parameter for each of these
 * 54 trials. A sweep of which none of this is asked is a search: plan-search.ts.
 */
export const DEFAULTS = {
  starts: [{ kind: "guess" }, { kind: "spread", percent: 20 }, { kind: "uniform" }] as readonly Start[],
  repeats: 3,
  evaluationsPerParameter: 1000,
  seed: 1,
} as const;

/** More is a slip of the keyboard, and would be written out to the disk before the first trial runs. */
export const MOST_TRIALS = 100_000;
const LARGEST_POPULATION = 100_000;

/** Of a polished trial's evaluations, those after which the scheme ends; the descent hardly ever needs all of the others. */
const SEARCH = 0.75;

/** Where a sweep that is asked for nothing else begins. */
export function defaultStarts(): Pick<TrialSpec, "start" | "seed">[] {
  const { seed: sweep, starts, repeats } = DEFAULTS;
  return Array.from({ length: repeats }, (_, repeat) =>
    starts.map((start) => ({ start, seed: seedFrom({ sweep, start, repeat }) })),
  ).flat();
}

export function planSweep(facts: SweepFacts, spec: SweepSpec): Plan {
  const seed = spec.seed ?? DEFAULTS.seed;
  const world = { projectHash: facts.projectHash, numerics: facts.numerics, kernel: facts.kernel };
  const trials = new Map<string, TrialSpec>();
  for (let repeat = 0; repeat < (spec.repeats ?? DEFAULTS.repeats); repeat++) {
    for (const start of spec.starts ?? DEFAULTS.starts) {
      for (const [fit, { parameters, settings }] of facts.fits.entries()) {
        for (const choice of choices(settings, parameters, spec)) {
          // Without dice and from the same point, a repeat would be the same trial, and confirm nothing.
          const dice = ownMethod(choice.method)?.dice === false && start.kind === "guess" ? 0 : repeat;
          const trial = {
            fit,
            ...choice,
            start,
            seed: seedFrom({ sweep: seed, start, repeat: dice }),
            maxEvaluations: maxEvaluations(choice.method, parameters, spec),
          };
          const id = trialId(trial, world);
          // What is asked for twice ("--km 0.5,0.5") is one trial.
          if (!trials.has(id)) trials.set(id, { id, index: trials.size, ...trial });
          if (trials.size > MOST_TRIALS) {
            throw new GxError(
              "GX_USAGE",
              `This plan has more than ${MOST_TRIALS} trials`,
              "Take fewer methods, settings, starts or repeats.",
            );
          }
        }
      }
    }
  }
  return { seed, ...world, trials: [...trials.values()] };
}

/** The hash of all that decides a trial's result; its place in the plan does not. */
export function trialId(
  { fit, method, optimiser, settings, start, seed, maxEvaluations }: Omit<TrialSpec, "id" | "index">,
  { projectHash, numerics, kernel }: Pick<Plan, "projectHash" | "numerics" | "kernel">,
): string {
  const trial = { fit, method, optimiser, settings, start, seed, maxEvaluations };
  return sha256(canonicalJson({ ...trial, projectHash, numerics, kernel }));
}

/** Evaluations that a trial will take unless it converges before: what progress and time left are counted in. */
export function expectedEvaluations({ method, settings, maxEvaluations }: TrialSpec): number {
  if (ownMethod(method)) return maxEvaluations;
  const generations = Number(settings["popSize"]) * (Number(settings["maxGenerations"]) + 1);
  return Math.min(maxEvaluations, Math.ceil(generations / (method.endsWith(POLISHED) ? SEARCH : 1)));
}

/** Every method in every setting, the file's own scheme first. */
function choices(
  file: OptimiserSettings,
  parameters: number,
  spec: SweepSpec,
): Pick<TrialSpec, "method" | "optimiser" | "settings">[] {
  const fileFirst = [file.scheme, ...SCHEMES.filter((name) => name !== file.scheme)];
  const own = {
    km: file.km,
    kr: file.kr,
    popSize: file.usePopMult ? Math.round(file.popMult * parameters) : file.popSize,
  };
  const constants = (spec.km ?? [own.km]).flatMap((km) =>
    (spec.kr ?? [own.kr]).flatMap((kr) => (spec.populations ?? [own.popSize]).map((popSize) => ({ km, kr, popSize }))),
  );
  const methods = (spec.methods ?? fileFirst.map(polished)).map(checkedMethod);
  const schemes = methods.filter((name) => ownMethod(name) === undefined);
  const chosen = schemes.flatMap((method) => constants.map((each) => ({ method, ...each })));
  const evolution = chosen.map(({ method, km, kr, popSize }) => ({
    method,
    optimiser: `differential-evolution${method.endsWith(POLISHED) ? "+levenberg-marquardt" : ""}`,
    settings: {
      scheme: method.replace(POLISHED, ""),
      km,
      kr,
      usePopMult: false,
      popSize: checkedPopulation(popSize),
      // A start is where the first member of the population stands, whatever the file says.
      useStartGuess: true,
      useBoundaries: file.useBoundaries,
      useMaxGenerations: true,
      maxGenerations: spec.generations ?? Number.MAX_SAFE_INTEGER,
      minParameterSpread: spec.minSpread ?? file.minParameterSpread,
      maxLogElements: file.maxLogElements,
      ...(method.endsWith(POLISHED)
        ? { searchEvaluations: Math.ceil(SEARCH * maxEvaluations(method, parameters, spec)) }
        : {}),
    },
  }));
  return [...evolution, ...methods.flatMap((method) => ownChoice(method, spec))];
}

/** One of our methods has the settings that it was made with. */
function ownChoice(method: string, { generations }: SweepSpec): Pick<TrialSpec, "method" | "optimiser" | "settings">[] {
  const own = ownMethod(method);
  if (own === undefined) return [];
  if (own.generations) {
    return [{ method, optimiser: own.optimiser, settings: { maxIterations: generations ?? Number.MAX_SAFE_INTEGER } }];
  }
  if (generations === undefined) return [{ method, optimiser: own.optimiser, settings: {} }];
  throw new GxError(
    "GX_USAGE",
    `${method} ends when it has found a minimum, and not after a number of generations`,
    "Leave --generations out, or limit its trials by --budget-evaluations.",
  );
}

function maxEvaluations(method: string, parameters: number, spec: SweepSpec): number {
  if (spec.evaluations !== undefined) return spec.evaluations;
  // What a generation of Levenberg and Marquardt's costs is not known beforehand, so its budget holds besides.
  if (spec.generations !== undefined && ownMethod(method) === undefined) return Number.MAX_SAFE_INTEGER;
  return (spec.evaluationsPerParameter ?? DEFAULTS.evaluationsPerParameter) * parameters;
}

/** Three different members are drawn at once; and all of them are kept in memory. */
function checkedPopulation(size: number): number {
  if (size >= 3 && size <= LARGEST_POPULATION) return size;
  throw new GxError(
    "GX_USAGE",
    `A population of ${size} cannot be used: 3 to ${LARGEST_POPULATION} can`,
    "Give another by --pop.",
  );
}
