/**
 * The fourteen figures of merit of GenX, and the sum that a fit minimises.
 *
 * Each is one line of a table, because all have one form. With a transform T,
 * the data Y, the simulation S and a weight w, a point contributes
 *
 *     F = w · Δ      or, squared,      F = w · sign(Δ) · Δ²        Δ = T(Y) − T(S)
 *
 * and the figure of merit is Σ|F| over the points of the used data sets, divided
 * by N − p where the table says so: N counts every point of the used data sets,
 * masked ones too, and p every row of the parameter table that is set to be
 * fitted. Points outside the fit range count as 0; so do points that are not
 * finite, as the solver's options say. Penalties are added after the division.
 *
 * A point *counts* when it is inside the fit range and what it adds is a finite
 * number. Which points do may depend on the simulation: the logarithm of one that
 * is not positive is none, and a fit that loses points has less to add up. So the
 * number of those that count goes with the figure of merit wherever it is shown.
 *
 * A curve of complex numbers has the absolute value of T(Y) − T(S) for its Δ (complex-curve.ts).
 *
 * The residual of a point, for covariances, is √w·Δ where F is squared and w·Δ
 * where it is not, so that Σ residual² is the least-squares sum that belongs to
 * the figure of merit.
 */
import { GxError } from "../errors.ts";
import type { SolverOptions } from "../gx/project.ts";
import { COMPLEX_TRANSFORMS, ComplexCurve } from "./complex-curve.ts";

/** What a figure of merit needs of a data set; float[n] each. */
export interface FomData {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly error: Float64Array;
  readonly use: boolean;
}

const TRANSFORMS = {
  identity: (value: number) => value,
  log10: Math.log10,
  sqrt: Math.sqrt,
  sqrtAbs: (value: number) => Math.sqrt(Math.abs(value)),
  log10Sqrt: (value: number) => Math.log10(Math.sqrt(value)),
} as const;

interface Formula {
  readonly transform: keyof typeof TRANSFORMS;
  readonly squared: boolean;
  /** Divided by N − p. */
  readonly perFreedom: boolean;
  /** A point's weight before any scale. */
  readonly weight: (y: number, error: number, x: number) => number;
  /** What every F is divided by: the sum of this over the used data sets, or over the point's own alone. */
  readonly scale?: { over: "used" | "own"; of: (set: FomData) => number };
  /** Residuals are in units of the error bars. */
  readonly inSigma?: true;
}

const one = () => 1;
const sum = (set: FomData, term: (y: number, error: number) => number) =>
  set.y.reduce((total, y, i) => total + term(y, set.error[i]!), 0);
const plain = { squared: false, perFreedom: false, weight: one } as const;

export const FIGURES_OF_MERIT: Readonly<Record<string, Formula>> = {
  diff: { ...plain, transform: "identity", perFreedom: true },
  log: { ...plain, transform: "log10", perFreedom: true },
  sqrt: { ...plain, transform: "sqrt", perFreedom: true },
  R1: { ...plain, transform: "sqrtAbs", scale: { over: "used", of: (set) => sum(set, (y) => Math.sqrt(Math.abs(y))) } },
  logR1: {
    ...plain,
    transform: "log10Sqrt",
    scale: { over: "used", of: (set) => sum(set, (y) => Math.log10(Math.sqrt(y))) },
  },
  R2: { ...plain, transform: "identity", squared: true, scale: { over: "used", of: (set) => sum(set, (y) => y * y) } },
  logR2: {
    ...plain,
    transform: "log10",
    squared: true,
    scale: { over: "used", of: (set) => sum(set, (y) => Math.log10(y) ** 2) },
  },
  // x is read as 2θ in degrees whatever the data are: GenX's definition.
  sintth4: {
    ...plain,
    transform: "identity",
    perFreedom: true,
    weight: (_y, _e, x) => Math.sin((x * Math.PI) / 360) ** 4,
  },
  Norm: { ...plain, transform: "identity", perFreedom: true, scale: { over: "own", of: (set) => sum(set, Math.abs) } },
  chi2bars: { transform: "identity", squared: true, perFreedom: true, weight: (_y, e) => 1 / (e * e), inSigma: true },
  chibars: { ...plain, transform: "identity", perFreedom: true, weight: (_y, e) => 1 / e, inSigma: true },
  logbars: { ...plain, transform: "log10", perFreedom: true, weight: (y, e) => (Math.LN10 / e) * y, inSigma: true },
  R1bars: {
    ...plain,
    transform: "sqrt",
    weight: (_y, e) => Math.sqrt(1 / e),
    scale: { over: "used", of: (set) => sum(set, (y, e) => Math.sqrt(1 / e) * Math.sqrt(y)) },
  },
  // GenX multiplies the two sums, and raises where data sets differ in length; we take the sum that it means.
  R2bars: {
    transform: "identity",
    squared: true,
    perFreedom: false,
    weight: (_y, e) => 1 / e,
    scale: { over: "used", of: (set) => sum(set, (y) => y * y) * sum(set, (_y, e) => 1 / e) },
  },
};

export interface FigureOfMerit {
  readonly name: string;
  /** Residuals of used data sets only, one per point. */
  readonly residualCount: number;
  readonly residualKind: "sigma" | "relative";
  /** Squares where F is squared: least squares; otherwise least absolute deviations. */
  readonly residualSum: "squares" | "absolutes";
  /** Whether any point can count at all, whatever the simulation is. */
  readonly comparable: boolean;
  /** Per data set, the points that can count: those inside the fit range; 0 where it is not in use. */
  readonly pointsOf: readonly number[];
  /**
   * @param simulated  float[n] per data set
   * @returns Σ|F| / (N − p), without penalties; NaN when the data could be compared and the simulation nowhere can:
   *          GenX's 0 would win every fit
   */
  total(simulated: readonly Float64Array[]): number;
  /** @param out  float[n] per data set, receives the signed F, masked as in the total but for the non-finite ones. */
  points(simulated: readonly Float64Array[], out: readonly Float64Array[]): void;
  /** Σ|F| of one data set as GenX lists it: masked, not divided. */
  individual(points: Float64Array): number;
  /** @returns how many points of each data set count at this simulation, of `pointsOf` */
  countedOf(simulated: readonly Float64Array[]): number[];
  /**
   * @param out  float[residualCount]; a point that does not count gives 0
   * @param counts  uint8[residualCount]; receives 1 for each point that counts, else 0
   */
  residuals(simulated: readonly Float64Array[], out: Float64Array, counts?: Uint8Array): void;
}

/** @param fittedRows  rows of the parameter table that are set to be fitted, unnamed ones too */
export function figureOfMerit(
  name: string,
  data: readonly FomData[],
  solver: SolverOptions,
  fittedRows: number,
): FigureOfMerit {
  const formula = Object.hasOwn(FIGURES_OF_MERIT, name) ? FIGURES_OF_MERIT[name] : undefined;
  if (!formula) {
    throw new GxError("GX_FOM", `The figure of merit "${name}" is not one of GenX's own.`, adviceFor(name));
  }
  if (!data.some((set) => set.use && set.y.length > 0)) {
    throw new GxError(
      "GX_FOM",
      "No data set is in use, so there is nothing to fit.",
      "Tick `use` for a data set in GenX.",
    );
  }
  const { squared, perFreedom } = formula;
  const transformed = TRANSFORMS[formula.transform];
  const ofComplex = COMPLEX_TRANSFORMS[formula.transform];
  /** Δ of the points of one curve that lie inside, in their places; valid until the next call. */
  const differences = (S: Float64Array, target: Float64Array, inside: Int32Array): Float64Array => {
    if (delta.length < target.length) delta = new Float64Array(target.length);
    if (S instanceof ComplexCurve) {
      for (const i of inside) {
        const [re, im] = ofComplex(S[i]!, S.imaginary[i]!);
        delta[i] = Math.hypot(target[i]! - re, im);
      }
      return delta;
    }
    for (let j = 0; j < inside.length; j++) {
      const i = inside[j]!;
      delta[i] = target[i]! - transformed(S[i]!);
    }
    return delta;
  };
  let delta = new Float64Array(0);
  const prepared = data.map((set) => prepare(set, formula, data, solver));
  const points = data.reduce((count, set) => count + (set.use ? set.y.length : 0), 0);
  const divisor = perFreedom ? points - fittedRows : 1;
  const comparable = prepared.some(
    ({ target, weight, inside }, k) => data[k]!.use && inside.some((i) => Number.isFinite(target[i]! * weight[i]!)),
  );
  const masksNan = solver.ignoreNan;
  const masksInfinite = solver.ignoreInf;

  const masked = (F: number): number => {
    if (F - F === 0) return F;
    // GenX's "ignore inf" masks NaN too; its "ignore nan" alone is inverted there, and right here.
    if (masksInfinite || (masksNan && Number.isNaN(F))) return 0;
    return F;
  };

  return {
    name,
    residualCount: points,
    residualKind: formula.inSigma ? "sigma" : "relative",
    residualSum: squared ? "squares" : "absolutes",
    comparable,
    pointsOf: prepared.map(({ inside }, k) => (data[k]!.use ? inside.length : 0)),

    total(simulated) {
      let all = 0;
      let finite = 0;
      for (let k = 0; k < prepared.length; k++) {
        if (!data[k]!.use) continue;
        const { target, weight, inside } = prepared[k]!;
        const delta = differences(simulated[k]!, target, inside);
        let own = 0;
        for (let j = 0; j < inside.length; j++) {
          const i = inside[j]!;
          const w = weight[i]!;
          const d = delta[i]!;
          const F = squared ? w * d * d : w * d;
          if (F - F === 0) {
            own += Math.abs(F);
            finite++;
          } else own += Math.abs(masked(F));
        }
        all += own;
      }
      return finite === 0 && all === 0 && comparable ? Number.NaN : all / divisor;
    },

    points(simulated, out) {
      prepared.forEach(({ target, weight, inside }, k) => {
        const delta = differences(simulated[k]!, target, inside);
        const F = out[k]!.fill(0);
        for (const i of inside) {
          const w = weight[i]!;
          const d = delta[i]!;
          F[i] = squared ? w * Math.sign(d) * d * d : w * d;
        }
      });
    },

    individual: (F) => F.reduce((total, value) => total + Math.abs(masked(value)), 0),

    countedOf: (simulated) =>
      prepared.map(({ target, weight, inside }, k) => {
        if (!data[k]!.use) return 0;
        const delta = differences(simulated[k]!, target, inside);
        return inside.reduce((count, i) => {
          const d = delta[i]!;
          const F = squared ? weight[i]! * d * d : weight[i]! * d;
          return count + Number(Number.isFinite(F));
        }, 0);
      }),

    residuals(simulated, out, counts) {
      counts?.fill(0);
      let first = 0;
      for (let k = 0; k < prepared.length; k++) {
        if (!data[k]!.use) continue;
        const { target, weight, inside } = prepared[k]!;
        const delta = differences(simulated[k]!, target, inside);
        out.fill(0, first, first + target.length);
        for (const i of inside) {
          const w = squared ? Math.sqrt(Math.abs(weight[i]!)) : weight[i]!;
          const r = w * delta[i]!;
          if (r - r !== 0) continue;
          out[first + i] = r;
          if (counts) counts[first + i] = 1;
        }
        first += target.length;
      }
    },
  };
}

/** What other programs and versions of GenX with additions called one of ours, in small letters. */
const OTHER_NAMES: Readonly<Record<string, keyof typeof FIGURES_OF_MERIT>> = {
  chi2: "chi2bars",
  chisq: "chi2bars",
  chisquare: "chi2bars",
  chisquared: "chi2bars",
  redchi2: "chi2bars",
  chi: "chibars",
  abs: "diff",
  linear: "diff",
  lin: "diff",
  log10: "log",
  logarithmic: "log",
  rfactor: "R1",
  fresnel: "sintth4",
  normdiff: "Norm",
};

/** The one that takes the place of a figure of merit that is not GenX's, where its name says which; then all. */
function adviceFor(name: string): string {
  const names = Object.keys(FIGURES_OF_MERIT);
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  // `R1_weighted_2`, `log_debug`: another's variant of one of these. The longest name that it begins with.
  const base = names.filter((each) => plain(name).startsWith(plain(each))).sort((a, b) => b.length - a.length)[0];
  const other = Object.hasOwn(OTHER_NAMES, plain(name)) ? OTHER_NAMES[plain(name)] : undefined;
  const nearest = other ?? base;
  const first = nearest === undefined ? "" : `"${nearest}" is GenX's own that takes its place. `;
  return `${first}Choose one of ${names.join(", ")} in GenX and save the file again.`;
}

/** T(Y) and w/scale of one data set, float[n] each, and the indices of the points inside the fit range. */
function prepare(
  set: FomData,
  { transform, weight, scale }: Formula,
  all: readonly FomData[],
  solver: SolverOptions,
): { target: Float64Array; weight: Float64Array; inside: Int32Array } {
  const over = scale?.over === "own" ? [set] : all.filter((each) => each.use);
  const divisor = scale ? over.reduce((total, each) => total + scale.of(each), 0) : 1;
  const inRange = (x: number) => !solver.limitFitRange || !(x < solver.fitXMin || x > solver.fitXMax);
  return {
    target: set.y.map((y) => TRANSFORMS[transform](y)),
    weight: set.y.map((y, i) => weight(y, set.error[i]!, set.x[i]!) / divisor),
    inside: Int32Array.from(set.x.keys()).filter((i) => inRange(set.x[i]!)),
  };
}
