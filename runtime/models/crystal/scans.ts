/**
 * Where a crystal is measured: rows of h, k, l, and what of them does not change
 * from one evaluation of a fit to the next: |q|, the rods that the points lie
 * on, and the form factors there. Found again by their numbers, so a script may
 * hand over what it has just computed.
 */
import { allocate, spendItems, spendMany } from "../../python/budget.ts";
import { NdArray } from "../../python/numpy/array.ts";
import { asArray, cast } from "../../python/numpy/convert.ts";
import { call } from "../../python/operators.ts";
import { Builtin } from "../../python/values/builtin.ts";
import { pyError } from "../../python/values/error.ts";
import type { Value } from "../../python/values/value.ts";
import { sameRow } from "../base/cache-key.ts";
import { type Metric, squareOf } from "./unit-cell.ts";

/** Scans that are kept, a data set being one, and their points; and form factors of each. */
const MOST_SCANS = 512;
const MOST_POINTS = 2 ** 18;
const MOST_FORMS = 64;
/** What a rod of one point takes, in items of a list. */
const ROD = 8;

/** Points with the same h and k, one after the other. */
export interface Rod {
  readonly h: number;
  readonly k: number;
  /** Å⁻², the part of 1/d² that is not in the grid's q. */
  readonly a: number;
  readonly from: number;
  readonly to: number;
}

/** What the waves along a rod depend on; scans with equal numbers share one. */
export interface Grid {
  readonly l: Float64Array;
  /** float[n] | Å⁻², the part of 1/d² that goes with l. */
  readonly q: Float64Array;
}

export interface Scan {
  readonly h: Float64Array;
  readonly k: Float64Array;
  readonly metric: Metric;
  readonly grid: Grid;
  readonly rods: readonly Rod[];
  /** float[n] | Å⁻¹  sin θ / λ = 1/2d */
  readonly s: NdArray;
  readonly forms: Map<Builtin, Float64Array>;
}

export class Scans {
  private known: Scan[] = [];
  private points = 0;
  /** A fit asks for its data sets in turns. */
  private next = 0;

  find(metric: Metric, h: Float64Array, k: Float64Array, l: Float64Array): Scan {
    const { known } = this;
    for (let turn = 0; turn < known.length; turn++) {
      const at = (this.next + turn) % known.length;
      const each = known[at]!;
      if (sameRow(each.grid.l, l) && sameRow(each.h, h) && sameRow(each.k, k) && sameMetric(each.metric, metric)) {
        this.next = at + 1;
        return each;
      }
    }
    // A fitted cell makes new scans at every evaluation.
    this.points += l.length;
    if (known.length === MOST_SCANS || this.points > MOST_POINTS) {
      this.known = [];
      this.points = l.length;
    }
    const made = this.make(metric, copied(h), copied(k), copied(l));
    this.known.push(made);
    this.next = 0;
    return made;
  }

  private make(metric: Metric, h: Float64Array, k: Float64Array, l: Float64Array): Scan {
    const n = l.length;
    // Where 1/d² mixes l with h or k, all of it goes along the rod.
    const oblique = metric.kl !== 0 || metric.lh !== 0;
    const s = allocate(n);
    const q = allocate(n);
    for (let i = 0; i < n; i++) {
      const square = squareOf(metric, h[i]!, k[i]!, l[i]!);
      s[i] = Math.sqrt(square) / 2;
      q[i] = oblique ? square : metric.ll * l[i]! * l[i]!;
    }
    const like = this.known.find(({ grid }) => sameRow(grid.l, l) && sameRow(grid.q, q));
    return {
      h,
      k,
      metric,
      grid: like?.grid ?? { l, q },
      rods: rodsOf(h, k, (rod) => (oblique ? 0 : squareOf(metric, rod.h, rod.k, 0))),
      s: NdArray.fromFloats(s),
      forms: new Map(),
    };
  }
}

/**
 * f at the points of a scan. A table's function gives the same again; one that
 * the script has written is asked every time.
 * @returns complex[n] | electrons
 */
export function formFactor(scan: Scan, element: string, factor: Value): Float64Array {
  const kept = factor instanceof Builtin ? scan.forms.get(factor) : undefined;
  if (kept) return kept;
  spendMany(scan.s.size);
  const value = cast(asArray(call(factor, [scan.s])), "complex128");
  const n = scan.s.size;
  if (value.size !== n && value.size !== 1) {
    throw pyError("ValueError", `the form factor of ${element} has ${value.size} values for ${n} points`);
  }
  const form = value.size === n ? value.buffer : repeated(value.buffer, n);
  if (factor instanceof Builtin) {
    // Another wavelength brings other functions.
    if (scan.forms.size === MOST_FORMS) scan.forms.clear();
    scan.forms.set(factor, form);
  }
  return form;
}

function repeated([re, im]: Float64Array, n: number): Float64Array {
  const row = allocate(2 * n);
  for (let i = 0; i < 2 * n; i += 2) {
    row[i] = re!;
    row[i + 1] = im!;
  }
  return row;
}

function copied(row: Float64Array): Float64Array {
  const copy = allocate(row.length);
  copy.set(row);
  return copy;
}

function rodsOf(h: Float64Array, k: Float64Array, a: (at: { h: number; k: number }) => number): Rod[] {
  spendItems(ROD * h.length);
  const rods: Rod[] = [];
  for (let from = 0, to = 1; from < h.length; from = to, to++) {
    const here = { h: h[from]!, k: k[from]! };
    while (to < h.length && h[to] === here.h && k[to] === here.k) to++;
    rods.push({ ...here, a: a(here), from, to });
  }
  return rods;
}

function sameMetric(a: Metric, b: Metric): boolean {
  return a.hh === b.hh && a.kk === b.kk && a.ll === b.ll && a.kl === b.kl && a.lh === b.lh && a.hk === b.hk;
}
