/**
 * The absorption under the lines of an L edge: two steps, and what they make of f1 by the
 * relation of Kramers and Kronig. Far from the edge, tables; nearby, within 100 eV, straight
 * lines through the table between its edges, and error functions for the steps.
 *
 *     f2(E) = a₀ + a₁E + (a₂ + a₃E)·Φ(E − E_L3) + (a₄ + a₅E)·Φ(E − E_L2)        Φ(x) = ½ (1 + erf(x/√2σ))
 *     f1(E) = Z − (Z/82.5)^2.37 + 2/π ∫ E′ f2(E′)/(E² − E′²) dE′ + what is beyond the table
 *
 * The integral over the whole table is done once, for steps 20 eV above the edge; what a fit
 * moves is the difference from that, within the region alone.
 *
 *   M. Newville, J. O. Cross, DIFFKK (1999)      the integral, over points of the other parity
 */
import { erf } from "../../math/erf.ts";
import { allocate, spendMany } from "../../python/budget.ts";
import { readNumbers } from "../materials/tables.ts";

/** Z, and eV: where the tables have the edges. */
const ELEMENTS: Readonly<Record<string, { Z: number; L3: number; L2: number }>> = {
  ti: { Z: 22, L3: 455.5, L2: 461.5 },
  v: { Z: 23, L3: 512.9, L2: 520.5 },
  cr: { Z: 24, L3: 574.5, L2: 583.7 },
  mn: { Z: 25, L3: 640.3, L2: 651.4 },
  fe: { Z: 26, L3: 708.1, L2: 721.1 },
  co: { Z: 27, L3: 778.6, L2: 793.6 },
  ni: { Z: 28, L3: 854.7, L2: 871.9 },
  cu: { Z: 29, L3: 931.1, L2: 951.0 },
};
export const ELEMENT_NAMES = Object.keys(ELEMENTS);

/** eV: how much higher the edges are, and how wide, where the whole integral is done. */
const OFFSET = 20;
const WIDTH = 0.5;

export interface Region {
  /** eV below L3, above L2, between two points, and the end of the integral */
  readonly below: number;
  readonly above: number;
  readonly step: number;
  readonly end: number;
}

export class StepBackground {
  private readonly Z: number;
  /** a₀ … a₅ */
  private readonly coefficients: readonly number[];
  /** float[n] | eV, and f1, f2 there with the edges OFFSET higher */
  private readonly energy: Float64Array;
  private readonly f1: Float64Array;
  private readonly f2: Float64Array;
  private kept: { key: string; f1: Float64Array } | undefined;

  /** @param element  one of ELEMENT_NAMES */
  constructor(element: string, { below, above, step, end }: Region) {
    const { Z, L3, L2 } = ELEMENTS[element]!;
    const [energies, , f2] = readNumbers("ffast", element) as [Float64Array, Float64Array, Float64Array];
    this.Z = Z;
    const part = (from: number, to: number) => interval(energies, from, to);
    const [before, between, behind] = [part(L3 - below, L3), part(L3, L2), part(L2, L2 + above)];
    const [a1, a0] = lineThrough(energies, f2, before, () => 0);
    const [a3, a2] = lineThrough(energies, f2, between, (E) => a0 + a1 * E);
    const [a5, a4] = lineThrough(energies, f2, behind, (E) => a0 + a1 * E + a2 + a3 * E);
    this.coefficients = [a0, a1, a2, a3, a4, a5];

    const [first, last] = part(L3 - below, L2 + above);
    const fine = range(energies[first]!, energies[last - 1]!, step);
    const steps = fine.map((E) => this.absorption(E, L3 + OFFSET, L2 + OFFSET, WIDTH));
    const joined = (table: Float64Array, middle: Float64Array) =>
      Float64Array.from([...table.subarray(0, before[0]), ...middle, ...table.subarray(behind[1])]);
    const grid = range(energies[0]!, end, step);
    const table = interpolated(grid, joined(energies, fine), joined(f2, steps));
    const whole = kramersKronig(grid, table, Z, L3 - below, L2 + above);
    this.energy = whole.energy;
    this.f1 = whole.f1.map((value) => value - alone(Z));
    this.f2 = this.energy.map((E) => this.absorption(E, L3 + OFFSET, L2 + OFFSET, WIDTH));
  }

  /** f2, electrons. */
  absorption(energy: number, L3: number, L2: number, sigma: number): number {
    const [a0, a1, a2, a3, a4, a5] = this.coefficients as [number, number, number, number, number, number];
    const [low, high] = [stepAt(energy, L3, sigma), stepAt(energy, L2, sigma)];
    return a0 + a1 * energy + (a2 + a3 * energy) * low + (a4 + a5 * energy) * high;
  }

  /** f1, electrons; what is worked out for the edges serves all energies. */
  dispersion(energy: number, L3: number, L2: number, sigma: number): number {
    const key = `${L3} ${L2} ${sigma}`;
    if (this.kept?.key !== key) {
      const moved = this.energy.map((E, i) => this.absorption(E, L3, L2, sigma) - this.f2[i]!);
      const { f1 } = kramersKronig(this.energy, moved, this.Z);
      this.kept = { key, f1: f1.map((value, i) => value + this.f1[i]!) };
    }
    return interpolated(Float64Array.of(energy), this.energy, this.kept.f1)[0]!;
  }
}

/** Φ */
export function stepAt(x: number, x0: number, sigma: number): number {
  return 0.5 * erf((x - x0) / Math.SQRT2 / sigma) + 0.5;
}

/** f1 of an atom on its own, far from any edge, with its relativistic correction. */
function alone(Z: number): number {
  return Z - (Z / 82.5) ** 2.37;
}

/**
 * @param f2    float[n]
 * @param from  eV: f1 is wanted from the point nearest to here, or one above it
 * @param to    eV: and up to the point nearest to here
 */
export function kramersKronig(
  energy: Float64Array,
  f2: Float64Array,
  Z: number,
  from?: number,
  to?: number,
): { energy: Float64Array; f1: Float64Array } {
  let start = from === undefined ? 0 : nearestTo(energy, from);
  start += start % 2;
  const wanted = energy.subarray(start);
  const count = to === undefined ? wanted.length : nearestTo(wanted, to);
  spendMany((count * energy.length) / 8);
  const last = energy.length - 1;
  const highest = energy.reduce((most, E) => Math.max(most, E), -Infinity);
  const f1 = allocate(count);
  for (let k = 0; k < count; k++) {
    const E = wanted[k]!;
    // By the trapezoid rule over the points of the other parity, which leaves the pole out.
    let sum = 0;
    for (let i = k % 2 === 0 ? 1 : 0; i + 2 <= last; i += 2) {
      const here = (energy[i]! * f2[i]!) / (E * E - energy[i]! ** 2);
      const next = (energy[i + 2]! * f2[i + 2]!) / (E * E - energy[i + 2]! ** 2);
      sum += ((here + next) / 2) * (energy[i + 2]! - energy[i]!);
    }
    const beyond = ((f2[last]! * energy[last]! ** 2) / (E * E)) * Math.log(highest ** 2 / (highest ** 2 + E * E));
    f1[k] = alone(Z) + (2 * sum + beyond) / Math.PI;
  }
  return { energy: wanted.slice(0, count), f1 };
}

/** First and one behind the last of the points above `from` and below `to`, those next to them aside where rounding decides. */
export function interval(x: Float64Array, from: number, to: number): [number, number] {
  let upper = nearestTo(x, to);
  if (x[(upper - 1 + x.length) % x.length]! >= to) upper--;
  let lower = nearestTo(x, from);
  if (x[lower]! <= from) lower++;
  return [lower, upper];
}

function nearestTo(x: Float64Array, value: number): number {
  let best = 0;
  for (let i = 1; i < x.length; i++) if (Math.abs(x[i]! - value) < Math.abs(x[best]! - value)) best = i;
  return best;
}

/** Slope and intercept, by least squares, of what is left of y above `base`. */
function lineThrough(
  x: Float64Array,
  y: Float64Array,
  [from, to]: readonly [number, number],
  base: (x: number) => number,
): [slope: number, intercept: number] {
  const n = to - from;
  const mean = (of: (i: number) => number) => {
    let sum = 0;
    for (let i = from; i < to; i++) sum += of(i);
    return sum / n;
  };
  const rest = (i: number) => y[i]! - base(x[i]!);
  const [x0, y0] = [mean((i) => x[i]!), mean(rest)];
  const slope = mean((i) => (x[i]! - x0) * (rest(i) - y0)) / mean((i) => (x[i]! - x0) ** 2);
  return [slope, y0 - slope * x0];
}

/** numpy's arange. */
function range(from: number, to: number, step: number): Float64Array {
  const delta = from + step - from;
  return Float64Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, i) => from + i * delta);
}

/** numpy's interp, x in order. */
function interpolated(at: Float64Array, x: Float64Array, y: Float64Array): Float64Array {
  let i = 0;
  return at.map((value) => {
    if (value <= x[0]!) return y[0]!;
    if (value >= x[x.length - 1]!) return y[y.length - 1]!;
    while (x[i + 1]! < value) i++;
    return y[i]! + ((y[i + 1]! - y[i]!) / (x[i + 1]! - x[i]!)) * (value - x[i]!);
  });
}
