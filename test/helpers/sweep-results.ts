/**
 * A sweep's results as they might be: a film on a substrate, three methods from
 * twelve starts each, two data sets and one that the figure of merit leaves out.
 * Made up, seeded, the same at every call; the physics is Fresnel-like fringes,
 * good enough to look at.
 */
import { createHash } from "node:crypto";
import { congruential32 } from "pure-rand/generator/congruential32";
import type {
  DataSetResult,
  FitResults,
  ParameterResult,
  SldResult,
  SweepResults,
  TrialRow,
} from "../../runtime/results/sweep-results.ts";
import { rankTrials } from "../../runtime/sweep/rank.ts";

const METHODS = ["best_1_bin", "jade_best", "rand_1_bin"];
const STARTS = 12;
const BEST_FOM = 0.0312;

const TRUTH: Pick<ParameterResult, "name" | "best" | "uncertainty" | "start" | "lower" | "upper" | "atBound">[] = [
  row("film.setD", 138.0234, 0.1312, 150, 50, 250),
  row("film.setSigma", 4.112, 0.238, 3, 0, 20),
  row("film.setDens", 0.02211, 0.00031, 0.025, 0.01, 0.04),
  row("sub.setSigma", 2.9871, 0.1044, 3, 0, 20),
  row("inst.setI0", 1.2e6, 8.3e3, 1e6, 1e5, 1e7),
  row("inst.setIbkg", 1e-9, 2.4e-9, 1e-7, 1e-9, 1e-5, "lower"),
];

export function sweepResults(): SweepResults {
  const random = dice(3);
  const bytes = Uint8Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256);
  const fit = filmFit(random);
  return {
    software: { name: "meta-genx", version: "0.1.0", numerics: "9f2c".repeat(16), platform: "v24.21.0 x64" },
    created: "2026-11-21T03:00:00.000Z",
    finished: true,
    project: { fileName: "film.gx", bytes, sha256: createHash("sha256").update(bytes).digest("hex") },
    asked: { command: "npm run sweep -- film.gx --seed 7", options: { seed: "7" }, seed: 7 },
    planText: JSON.stringify({ trials: fit.trials.map((t) => t.spec) }),
    timing: { wall: 42.3, computing: 81.7, cpu: 79.3, where: "2 threads of this machine" },
    fits: [fit],
  };
}

function filmFit(random: () => number): FitResults {
  const d = TRUTH.length;
  const trials = METHODS.flatMap((method, m) =>
    Array.from({ length: STARTS }, (_, i) => trial(m * STARTS + i, method, 0.9 - 0.25 * m, random)),
  );
  trials[5]!.result = null;
  Object.assign(trials[17]!.result!, {
    status: "failed",
    fom: Number.NaN,
    error: "ZeroDivisionError",
    convergence: [],
  });
  Object.assign(trials[20]!.result!, { status: "partial", stopReason: "time" });
  const { rows, ...ranking } = rankTrials(trials);
  return {
    name: "",
    fomFunction: "logbars",
    startFom: 1.43,
    ...ranking,
    trialFom: 1.0004 * ranking.bestFom,
    minima: [
      minimum(
        "best",
        ranking.bestFom,
        ranking.bestTrial,
        [0, 1, 2, 3, 4],
        TRUTH.map((p) => p.best),
      ),
      minimum(
        "worse",
        1.9 * ranking.bestFom,
        7,
        [7, 8],
        TRUTH.map((p) => p.best + 0.2 * (p.upper - p.best)),
      ),
    ],
    unsettled: [20],
    polishEvaluations: 812,
    barLevel: 1.05,
    parameters: TRUTH.map((p) => ({ ...p, barLow: -1.4 * p.uncertainty, barHigh: 1.7 * p.uncertainty })),
    uncertaintySource: "curvature of the residuals at the best",
    notes: ["`inst.setIbkg` is at its lower bound: its uncertainty holds as if the bound were not there."],
    reducedChiSquare: 1.13,
    correlation: Array.from({ length: d }, (_, i) =>
      Array.from({ length: d }, (_, j) =>
        i === j ? 1 : Math.cos(1.7 * (i + j) + 0.4 * i * j) * 0.95 ** Math.abs(i - j),
      ),
    ),
    datasets: [
      reflectivity("x-ray, 1.54 Å", true, 138, random),
      reflectivity("after annealing", true, 131, random),
      reflectivity("quick scan", false, 138, random),
    ],
    residualLabel: "logbars per point",
    sld: [profile("x-ray, 1.54 Å", 138), profile("after annealing", 131)],
    trials,
    ranking: rows,
    trust: {
      verdict: "caution",
      sentence:
        "17 of 34 independent starts ended within 5 % of the best figure of merit and agree on every parameter within " +
        "its uncertainty, but `inst.setIbkg` sits on its lower bound: widen it and sweep again.",
      starts: 34,
      reached: 17,
      agreeing: 17,
      rivalTrials: 0,
    },
  };
}

function minimum(rank: "best" | "worse", fom: number, row: number, members: number[], best: number[]) {
  return { rank, fom, best, trial: row, trialFom: 1.0004 * fom, members, starts: members.length };
}

function trial(index: number, method: string, luck: number, random: () => number): TrialRow {
  const good = random() < luck;
  const fom = BEST_FOM * (good ? 1 + 0.02 * random() : 1.6 + 4 * random());
  const spread = good ? 0.6 : 8;
  const at = (p: (typeof TRUTH)[number], width: number) =>
    Math.min(p.upper, Math.max(p.lower, p.best + width * p.uncertainty * gauss(random)));
  const convergence: [number, number][] = [];
  for (let n = 50; n <= 6000; n += 50 * (1 + Math.floor(4 * random()))) {
    const f = fom + (2 + random()) * Math.exp(-n / (600 + 900 * (1 - luck)));
    if (f < (convergence.at(-1)?.[1] ?? Infinity)) convergence.push([n, f]);
  }
  convergence.push([6000, fom]);
  return {
    spec: {
      id: createHash("sha256").update(`trial ${index}`).digest("hex"),
      index,
      fit: 0,
      method,
      optimiser: "differential-evolution",
      settings: { km: 0.7, kr: 0.7, popSize: 50 },
      start:
        index % 3 === 0 ? { kind: "guess" } : index % 3 === 1 ? { kind: "spread", percent: 10 } : { kind: "uniform" },
      seed: 1000 + index,
      maxEvaluations: 6000,
    },
    result: {
      id: createHash("sha256").update(`trial ${index}`).digest("hex"),
      index,
      fit: 0,
      status: "complete",
      fom,
      best: TRUTH.map((p) => at(p, spread)),
      start: TRUTH.map((p) => p.lower + (p.upper - p.lower) * random()),
      evaluations: 6000,
      generations: 120,
      seconds: 2 + random(),
      cpuSeconds: 1.9,
      stopReason: "generations",
      convergence,
      fomLevelBars: TRUTH.map((p) => [-1.4 * p.uncertainty, 1.7 * p.uncertainty]),
    },
  };
}

function reflectivity(name: string, use: boolean, thickness: number, random: () => number): DataSetResult {
  const n = 180;
  const x = Float64Array.from({ length: n }, (_, i) => 0.01 + 0.0025 * i);
  const ySim = x.map((q) => {
    const fresnel = q < 0.032 ? 1 : (0.032 / (2 * q)) ** 4 * 16;
    return 1.2e6 * Math.min(1, fresnel) * (1 + 0.6 * Math.cos(q * thickness)) * Math.exp(-((q * 4) ** 2)) + 0.4;
  });
  const error = ySim.map((y) => Math.sqrt(y + 1));
  const y = ySim.map((s, i) => Math.max(0, s + error[i]! * gauss(random)));
  // A counter that saw nothing, and a point that was masked: both occur in real files.
  y[n - 3] = 0;
  y[40] = Number.NaN;
  const counted = use ? n - 1 : 0;
  const counts = { points: use ? n : 0, counted, countedAtStart: counted };
  return {
    name,
    use,
    ...counts,
    xLabel: "q (Å⁻¹)",
    x,
    y,
    error,
    ySim,
    residual: y.map((v, i) => (v - ySim[i]!) / error[i]!),
  };
}

function profile(dataset: string, thickness: number): SldResult {
  const z = Float64Array.from({ length: 260 }, (_, i) => i - 40);
  const step = (x: number) => 0.5 + 0.5 * Math.tanh(x / 3.4);
  const real = z.map((v) => 20.1 * (1 - step(v)) + 32.4 * (step(v) - step(v - thickness)));
  return {
    dataset,
    unit: "1e-6 Å⁻²",
    quantity: "scattering length density",
    z,
    curves: [
      { name: "Re sld", values: real },
      { name: "Im sld", values: real.map((v) => 0.04 * v) },
    ],
  };
}

function row(
  name: string,
  best: number,
  uncertainty: number,
  start: number,
  lower: number,
  upper: number,
  atBound: ParameterResult["atBound"] = "no",
) {
  return { name, best, uncertainty, start, lower, upper, atBound };
}

/** Uniform in [0, 1), the same sequence for the same seed. */
function dice(seed: number): () => number {
  const generator = congruential32(seed);
  return () => (generator.next() >>> 0) / 2 ** 32;
}

/** Normal by the sum of twelve (Irwin–Hall): plenty for a picture. */
function gauss(random: () => number): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random();
  return sum;
}
