/**
 * How much of the beam the sample catches at each angle of a scan, as the instrument's
 * `footype` says: one of the choices, a footprint object, or a script's own. It depends
 * only on the angles and on settings, so it is kept until one of them changes.
 */
import { gaussFootprint, squareFootprint } from "../../kernels/footprint.ts";
import { allocate } from "../../python/budget.ts";
import { NdArray } from "../../python/numpy/array.ts";
import { call } from "../../python/operators.ts";
import { PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import { CacheKey } from "./cache-key.ts";
import { BeamCall } from "./footprint-classes.ts";
import type { Options } from "./options.ts";
import { attribute, floatAttribute, row } from "./script-values.ts";

const DEGREE = Math.PI / 180;

export class Illumination {
  /** float[M], or undefined where nothing is cut off */
  private fraction: Float64Array | undefined;
  private readonly key = new CacheKey();

  /** curve · fraction, in place. @param curve  float[M] */
  cut(curve: Float64Array): void {
    const { fraction } = this;
    if (fraction) for (let i = 0; i < fraction.length; i++) curve[i]! *= fraction[i]!;
  }

  /**
   * @param changed  whether the angles are others than before
   * @param sines    gives float[M], sin θ of the angles
   */
  update(instrument: PyObject, types: Options, changed: boolean, sines: () => Float64Array): void {
    const footype = attribute(instrument, "footype");
    const option = types.find(footype);
    const name = types.nameOf(footype);
    const key = KEY.start(option ? option.index : -1);
    if (name === "none") {
      this.fraction = undefined;
      this.key.forget();
      return;
    }
    const length = floatAttribute(instrument, "samplelen");
    key.put(length);
    if (name !== undefined) {
      const width = floatAttribute(instrument, "beamw");
      if (this.key.take(key.put(width)) && !changed) return;
      const shape = name === "gauss" ? gaussFootprint : squareFootprint;
      const sine = sines();
      shape(sine, length, width, this.start(sine.length));
      return;
    }
    const beam = footype instanceof PyObject ? footype.cls.lookup("__call__") : undefined;
    if (!(footype instanceof PyObject) || beam === undefined) {
      throw pyError(
        "ValueError",
        `The choice of footprint, inst.footype, is wrong: ${types.choices()}, or a footprint object`,
      );
    }
    if (beam instanceof BeamCall) {
      key.put(beam.serial);
      for (const field of beam.fields) key.put(floatAttribute(footype, field));
      if (this.key.take(key) && !changed) return;
      const sine = sines();
      beam.fraction(footype, sine, length, this.start(sine.length));
      return;
    }
    // A script's own: what it depends on is its own affair.
    this.key.forget();
    const theta = sines().map((sine) => Math.asin(sine) / DEGREE);
    const fraction = row(call(footype, [NdArray.fromFloats(theta), length]), "a footprint");
    const footprint = this.start(theta.length);
    if (fraction.length === 1) footprint.fill(fraction[0]!);
    else if (fraction.length === footprint.length) footprint.set(fraction);
    else throw pyError("ValueError", `a footprint returned ${fraction.length} values for ${footprint.length} angles`);
  }

  forget(): void {
    this.key.forget();
  }

  private start(length: number): Float64Array {
    if (this.fraction?.length !== length) this.fraction = allocate(length);
    return this.fraction;
  }
}

/** The one that is being written; copied when it differs. */
const KEY = new CacheKey();
