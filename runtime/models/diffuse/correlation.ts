/**
 * The Taylor series in the correlation of heights, C(x) = σ² exp(−(x/ξ)^2h): its terms' weights
 * at the qx of a scan,
 *
 *     cₙ(qx) = 2/n! · ξ n^(−1/2h) · F(|qx| ξ n^(−1/2h))
 *
 * F is the cosine integral of the stretched exponential. GenX takes it from a table, between the
 * points of which it is a straight line, and which is constant below q = 0.003. The table's points
 * are laid so that qx in equal steps meet them; for others the line is up to a per cent off,
 * or more where a scan is coarse. To have GenX's numbers we take F where its table has it.
 *
 * A negative `taylor_n` is another table, of 5000 points in equal steps of ln q.
 */
import { stretchedExponential } from "../../kernels/stretched-exponential.ts";
import { pyError } from "../../python/values/error.ts";

const SMALLEST_Q = 0.003;
/** The points of the table for negative `taylor_n`. */
const FIXED = { from: 1e-3, to: 5000, points: 5000 } as const;

interface Spectrum {
  readonly h: number;
  readonly F: (q: number) => number;
}

/** Those used last: data sets may have samples of different h. Tables, the same for every session, and they cost no steps. */
const spectra: Spectrum[] = [];

/**
 * @param qx     float[M] | Å⁻¹  of either sign
 * @param length Å        ξ, the size of `eta_x`
 * @param terms  of the series
 * @param fixed  whether the table is that of negative `taylor_n`
 * @param c      float[M][terms] | Å  receives the weights
 */
export function seriesWeights(
  qx: Float64Array,
  length: number,
  h: number,
  terms: number,
  fixed: boolean,
  c: Float64Array,
): void {
  if (!(h >= 0 && h <= 1)) throw pyError("ValueError", `the Hurst parameter h must be from 0 to 1, not ${h}`);
  const { F } = spectrum(h);
  const table = fixed ? fixedTable(qx, length, terms, h) : scanTable(qx, length, terms, h);
  let weight = 2 * length;
  for (let n = 1; n <= terms; n++) {
    weight /= n;
    const shrink = shrinkage(n, h);
    for (let i = 0; i < qx.length; i++) {
      c[i * terms + n - 1] = weight * shrink * interpolated(F, table, Math.abs(qx[i]! * length) * shrink);
    }
  }
}

/** The n-th power of a stretched exponential is one, shorter by n^(−1/2h). */
function shrinkage(n: number, h: number): number {
  return n === 1 ? 1 : n ** (-0.5 / h);
}

function spectrum(h: number): Spectrum {
  const at = spectra.findIndex((each) => each.h === h);
  const [found] = at < 0 ? [{ h, F: stretchedExponential(h) }] : spectra.splice(at, 1);
  spectra.unshift(found!);
  spectra.length = Math.min(spectra.length, 8);
  return found!;
}

/** The points of a table: q = start + i·step, or start·e^(i·step) and 0 below. */
interface Table {
  readonly start: number;
  readonly step: number;
  readonly logarithmic: boolean;
}

/** As numpy's arange lays its points: the step is what is left of it beside the start. */
function scanTable(qx: Float64Array, length: number, terms: number, h: number): Table {
  const shrink = shrinkage(terms, h);
  let smallest = Number.POSITIVE_INFINITY;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < qx.length; i++) {
    const here = Math.abs(qx[i]!);
    // Written so that a point without a number is left out.
    if (here < smallest) smallest = here;
    const moved = i > 0 ? Math.abs(qx[i]! - qx[i - 1]!) : least;
    if (moved < least) least = moved;
  }
  let step = least * length * shrink;
  if (!(step >= 1e-12 && step < Number.POSITIVE_INFINITY)) step = 1e-3;
  const start = smallest * length * shrink - step;
  return { start, step: start + step - start, logarithmic: false };
}

function fixedTable(qx: Float64Array, length: number, terms: number, h: number): Table {
  let { to } = FIXED as { to: number };
  let largest = 0;
  for (const each of qx) if (Math.abs(each) > largest) largest = Math.abs(each);
  const needed = largest * length + 2 * scanTable(qx, length, terms, h).step;
  if (needed > to) to = 2 * needed;
  return { start: FIXED.from, step: Math.log(to / FIXED.from) / (FIXED.points - 1), logarithmic: true };
}

function interpolated(F: (q: number) => number, { start, step, logarithmic }: Table, q: number): number {
  if (Number.isNaN(q)) return Number.NaN;
  if (logarithmic && q < start) return F(SMALLEST_Q);
  const i = Math.floor(logarithmic ? Math.log(q / start) / step : (q - start) / step);
  const from = logarithmic ? start * Math.exp(i * step) : start + i * step;
  const to = logarithmic ? start * Math.exp((i + 1) * step) : start + (i + 1) * step;
  const low = F(Math.max(SMALLEST_Q, Math.abs(from)));
  // A step that is lost in rounding.
  if (!(to > from)) return low;
  const high = F(Math.max(SMALLEST_Q, Math.abs(to)));
  return low + ((high - low) / (to - from)) * (q - from);
}
