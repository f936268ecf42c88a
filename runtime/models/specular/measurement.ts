/**
 * What an instrument makes of a sample's reflectivity: at which Q to compute it
 * for the data points x, and how that becomes the measured curve. In order:
 *
 *     x ─▶ grid of the resolution ─▶ Q ≥ 1e-10 ─▶ R(Q) ─▶ R · footprint ─▶ smeared
 *
 * Coordinates: Q = 4π/λ · sin((2θ + offset)/2); data in q with an offset go by
 * way of 2θ and back. In time of flight the angle is the instrument's `incangle`,
 * one or one for each point of x, and λ = 4π sin(incangle)/Q is each point's own; an
 * offset there scales Q by sin(incangle + offset/2)/sin(incangle).
 *
 * All of this but the smearing itself depends only on x and the instrument's
 * settings, so it is kept from one evaluation to the next, for each instrument
 * and each x (compared by value: a script may make its x anew). What changed is
 * made anew: a fitted beam width makes footprints, a fitted resolution its grid.
 */

import type { VaryingWeights } from "../../kernels/convolve.ts";
import {
  convolve,
  convolveVarying,
  gaussianKernel,
  gaussianKernelLength,
  varyingWeights,
} from "../../kernels/convolve.ts";
import { gaussianGrid, integrate, normaliseWeights } from "../../kernels/resolution.ts";
import { allocate, spendMany } from "../../python/budget.ts";
import { NdArray } from "../../python/numpy/array.ts";
import { cast } from "../../python/numpy/convert.ts";
import { call, itemsOf } from "../../python/operators.ts";
import { PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import { CacheKey, sameRow } from "../base/cache-key.ts";
import { Illumination } from "../base/illumination.ts";
import { fieldsOf } from "../base/param-base.ts";
import { ResolutionCall, resolutionPoints, resolutionWidths } from "../base/resolution-classes.ts";
import { attribute, floatAttribute, row } from "../base/script-values.ts";
import type { InstrumentOptions } from "./instrument.ts";
import { type Probe, wavelengthOf } from "./probes.ts";

/** Å⁻¹; below it q is set to this. */
const SMALLEST_Q = 1e-10;
const DEGREE = Math.PI / 180;
/** How many x of one instrument are remembered: data sets that share it. */
const REMEMBERED = 32;

/** A model may have fewer of them, in another order. */
export interface MeasurementOptions extends Pick<InstrumentOptions, "Coords" | "ResType" | "FootType"> {
  /** Degrees; a smaller angle is set to this. Where it is not given, a Q below 1e-10 Å⁻¹ is set to that. */
  readonly smallestAngle?: number;
  /** Whether what a resolution adds below Q = 0 is as far above it; else it is at the smallest Q. */
  readonly mirrored?: boolean;
}

type Smearing =
  | { kind: "none" }
  | { kind: "kernel"; kernel: Float64Array }
  | { kind: "varying"; weights: VaryingWeights }
  | { kind: "grid"; coefficients: Float64Array };

const NO_INCIDENCE = new Float64Array(0);
const NONE: Smearing = { kind: "none" };

const remembered = new WeakMap<PyObject, Measurement[]>();

/**
 * @param x      float[M]  copied, so it may change afterwards
 * @param shift  Å⁻²  of a spin that flips in a field: zeeman.ts
 */
export function measurementOf(
  instrument: PyObject,
  x: Float64Array,
  { flight }: Pick<Probe, "flight">,
  options: MeasurementOptions,
  shift = 0,
): Measurement {
  let list = remembered.get(instrument);
  if (!list) remembered.set(instrument, (list = []));
  let found = list.find((each) => sameRow(each.x, x));
  if (!found) {
    found = new Measurement(x.slice(), options);
    list.unshift(found);
    list.length = Math.min(list.length, REMEMBERED);
  }
  found.update(instrument, flight, shift);
  return found;
}

export class Measurement {
  readonly x: Float64Array;
  /** float[rows × M] | Å⁻¹ */
  q: Float64Array = new Float64Array(0);
  /** float[rows × M] | Å, in time of flight */
  wavelength: Float64Array | undefined;
  /** float[rows × M]  sin θ, in time of flight */
  private sineOfFlight: Float64Array = new Float64Array(0);
  private readonly options: MeasurementOptions;
  private grid: Float64Array;
  private smearing: Smearing = NONE;
  private readonly footprint = new Illumination();
  private scratch: Float64Array = new Float64Array(0);
  private readonly gridKey = new CacheKey();
  private readonly qKey = new CacheKey();

  constructor(x: Float64Array, options: MeasurementOptions) {
    this.x = x;
    this.grid = x;
    this.options = options;
  }

  /** Makes anew what the instrument's settings have changed. */
  update(instrument: PyObject, flight: boolean, shift: number): void {
    try {
      const newGrid = this.updateGrid(instrument);
      const newQ = this.updateQ(instrument, flight, shift, newGrid);
      this.footprint.update(instrument, this.options.FootType, newQ, () => this.sine(instrument));
    } catch (error) {
      // A script may catch this and ask again: nothing half made must be taken for whole.
      for (const each of [this.gridKey, this.qKey, this.footprint]) each.forget();
      throw error;
    }
  }

  /** Where the reflectivity at `q` goes: `out` itself if nothing has to be smeared. */
  target(out: Float64Array): Float64Array {
    if (this.smearing.kind === "none") return out;
    if (this.scratch.length !== this.q.length) this.scratch = allocate(this.q.length);
    return this.scratch;
  }

  /**
   * @param reflectivity  float[rows × M]  what `target` gave, filled; overwritten
   * @param out           float[M]
   * @param cut           whether the footprint cuts it
   */
  finish(reflectivity: Float64Array, out: Float64Array, cut = true): void {
    const { footprint, smearing } = this;
    if (cut) footprint.cut(reflectivity);
    if (smearing.kind === "kernel") convolve(reflectivity, smearing.kernel, out);
    else if (smearing.kind === "varying") convolveVarying(reflectivity, smearing.weights, out);
    else if (smearing.kind === "grid") integrate(reflectivity, smearing.coefficients, out);
  }

  private updateGrid(instrument: PyObject): boolean {
    const restype = attribute(instrument, "restype");
    const option = this.options.ResType.find(restype);
    const key = KEY.start(option ? option.index : -1);
    const x = this.x;
    const name = this.options.ResType.nameOf(restype);
    if (name === "none") {
      if (this.gridKey.take(key)) return false;
      this.grid = x;
      this.smearing = NONE;
      return true;
    }
    if (name === undefined) return this.updateObjectGrid(instrument, restype);

    const range = floatAttribute(instrument, "resintrange");
    const width = resolutionWidths(instrument, ["res"], x.length)[0]!;
    key.put(range).putRow(width);
    const full = name === "full_conv_abs" || name === "full_conv_var" || name === "full_conv_rel";
    const points = full ? resolutionPoints(floatAttribute(instrument, "respoints")) : 0;
    if (this.gridKey.take(key.put(points))) return false;

    if (name === "fast_conv") {
      this.grid = x;
      this.smearing = { kind: "kernel", kernel: equalStepKernel(x, width, range) };
      return true;
    }
    const relative = name === "fast_conv_rel" || name === "full_conv_rel";
    const sigma = relative ? x.map((value, i) => value * width[width.length === 1 ? 0 : i]!) : width;
    if (!full) {
      spendMany((x.length * x.length) / 64);
      this.grid = x;
      const each = sigma.length === 1 ? allocate(x.length).fill(sigma[0]!) : sigma;
      this.smearing = { kind: "varying", weights: varyingWeights(x, each) };
      return true;
    }
    const coefficients = this.startGrid(points);
    gaussianGrid(x, sigma, points, range, this.grid, coefficients);
    normaliseWeights(this.grid, coefficients, points);
    return true;
  }

  /** A resolution of its own: GaussianResolution, …, or a class that a script derived. */
  private updateObjectGrid(instrument: PyObject, restype: unknown): boolean {
    const lay = restype instanceof PyObject ? restype.cls.lookup("__call__") : undefined;
    if (!(restype instanceof PyObject) || lay === undefined) {
      const choices = this.options.ResType.choices();
      throw pyError(
        "ValueError",
        `The choice of resolution, inst.restype, is wrong: ${choices}, or a resolution object`,
      );
    }
    const range = floatAttribute(instrument, "resintrange");
    const points = resolutionPoints(floatAttribute(instrument, "respoints"));
    if (!(lay instanceof ResolutionCall)) return this.askForGrid(restype, points, range);
    const widths = resolutionWidths(restype, lay.fields, this.x.length);
    KEY.put(range).put(points).put(lay.serial);
    for (const width of widths) KEY.putRow(width);
    if (this.gridKey.take(KEY)) return false;
    const rows = points * lay.rowsPerPoint;
    const coefficients = this.startGrid(rows);
    lay.lay(this.x, widths, points, range, this.grid, coefficients);
    normaliseWeights(this.grid, coefficients, rows);
    return true;
  }

  /** Calls a script's own resolution, each time anew: what it depends on is its own affair. */
  private askForGrid(resolution: PyObject, points: number, range: number): boolean {
    this.gridKey.forget();
    const [positions, weights] = itemsOf(call(resolution, [NdArray.fromFloats(this.x.slice()), BigInt(points), range]));
    const grid = row(positions ?? null, "the grid of a resolution");
    const rows = weights instanceof NdArray ? weights.shape[0]! : 0;
    if (!(weights instanceof NdArray) || weights.size !== rows * this.x.length || grid.length !== weights.size) {
      throw pyError(
        "ValueError",
        "a resolution returns (positions, weights): weights[k, i] is that of positions[k * len(x) + i]",
      );
    }
    const { buffer } = cast(weights, "float64");
    this.grid = grid.slice();
    this.smearing = { kind: "grid", coefficients: buffer };
    normaliseWeights(this.grid, buffer, rows);
    return true;
  }

  /** Room for a grid of so many rows, reused while the size stays. @returns room for its weights */
  private startGrid(rows: number): Float64Array {
    const size = rows * this.x.length;
    if (this.smearing.kind === "grid" && this.grid.length === size) return this.smearing.coefficients;
    const coefficients = allocate(size);
    this.grid = allocate(size);
    this.smearing = { kind: "grid", coefficients };
    return coefficients;
  }

  private updateQ(instrument: PyObject, flight: boolean, shift: number, newGrid: boolean): boolean {
    const wavelength = wavelengthOf(instrument);
    const offset = fieldsOf(instrument.cls).some(({ name }) => name === "tthoff")
      ? floatAttribute(instrument, "tthoff")
      : 0;
    const coords = this.options.Coords.find(attribute(instrument, "coords"));
    if (!coords) {
      throw pyError("ValueError", `The choice of coordinates, inst.coords, is wrong: ${this.options.Coords.choices()}`);
    }
    const incidence = flight ? this.incidence(instrument) : NO_INCIDENCE;
    const unchanged = this.qKey.take(KEY.start(coords.index).put(wavelength).put(offset).put(shift).putRow(incidence));
    if (unchanged && !newGrid) return false;

    const { grid } = this;
    if (this.q.length !== grid.length) this.q = allocate(grid.length);
    const perSine = (4 * Math.PI) / wavelength;
    const angles = this.options.Coords.nameOf(coords) === "tth";
    const { smallestAngle, mirrored } = this.options;
    const smallest = smallestAngle && !flight ? perSine * Math.sin(smallestAngle * DEGREE) : SMALLEST_Q;
    if (flight) this.startFlight(incidence);
    else this.wavelength = undefined;
    for (let i = 0; i < grid.length; i++) {
      let q = grid[i]!;
      if (flight && !angles) {
        if (offset !== 0) q *= Math.sin((this.angleOf(incidence, i) + offset / 2) * DEGREE) / this.sineOfFlight[i]!;
      } else if (angles || offset !== 0) {
        const twoTheta = angles ? q : (2 * Math.asin(q / perSine)) / DEGREE;
        q = perSine * Math.sin((twoTheta + offset) * (DEGREE / 2));
      }
      if (shift !== 0) q = q / 2 + Math.sqrt(Math.max(0, (q * q) / 4 + shift));
      this.q[i] = Math.max(mirrored ? Math.abs(q) : q, smallest);
    }
    if (this.wavelength) {
      for (let i = 0; i < grid.length; i++) this.wavelength[i] = (4 * Math.PI * this.sineOfFlight[i]!) / this.q[i]!;
    }
    return true;
  }

  /** float[M] or float[1] | degrees */
  private incidence(instrument: PyObject): Float64Array {
    const angles = row(attribute(instrument, "incangle"), "incangle");
    if (angles.length === 1 || angles.length === this.x.length) return angles;
    throw pyError("ValueError", `incangle has ${angles.length} values for ${this.x.length} data points`);
  }

  /** Degrees, at an entry of the grid. */
  private angleOf(incidence: Float64Array, entry: number): number {
    return incidence[incidence.length === 1 ? 0 : entry % this.x.length]!;
  }

  private startFlight(incidence: Float64Array): void {
    const { length } = this.grid;
    if (this.sineOfFlight.length !== length) this.sineOfFlight = allocate(length);
    if (this.wavelength?.length !== length) this.wavelength = allocate(length);
    for (let i = 0; i < length; i++) this.sineOfFlight[i] = Math.sin(this.angleOf(incidence, i) * DEGREE);
  }

  /** sin θ of each q; NaN where no angle has that q. */
  private sine(instrument: PyObject): Float64Array {
    if (this.wavelength) return this.sineOfFlight;
    const perQ = wavelengthOf(instrument) / (4 * Math.PI);
    return this.q.map((q) => (q * perQ <= 1 ? q * perQ : Number.NaN));
  }
}

function equalStepKernel(x: Float64Array, width: Float64Array, range: number): Float64Array {
  const sigma = width[0]!;
  if (width.length !== 1 || x.length < 2) {
    const found = x.length < 2 ? `${x.length} data point(s)` : `${width.length} values of res`;
    throw pyError("ValueError", `"fast conv" needs at least two data points and one number as res, not ${found}`);
  }
  const step = x[1]! - x[0]!;
  const points = gaussianKernelLength(step, sigma, range);
  spendMany(points);
  if (points === 0) {
    throw pyError("ValueError", `"fast conv" needs x in equal ascending steps; its first step is ${step}`);
  }
  return gaussianKernel(step, sigma, range);
}

/** The one that is being written; copied when it differs. */
const KEY = new CacheKey();
