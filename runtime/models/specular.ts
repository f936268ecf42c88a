/**
 * Specular(x, sample, instrument): the curve that the instrument measures,
 *
 *     I0 · smeared(R · footprint) + Ibkg
 *
 * so the background is not smeared and not cut by the footprint.
 */
import { allocate } from "../python/budget.ts";
import { NdArray } from "../python/numpy/array.ts";
import { binary, typeName } from "../python/operators.ts";
import { PyObject } from "../python/values/class.ts";
import { pyError } from "../python/values/error.ts";
import type { Value } from "../python/values/value.ts";
import { attribute, row } from "./arguments.ts";
import type { InstrumentOptions } from "./instrument.ts";
import { measurementOf } from "./measurement.ts";
import { probeOf } from "./probes.ts";

export function specular(x: Value, sample: Value, instrument: Value, options: InstrumentOptions): Value {
  if (!(sample instanceof PyObject)) throw notA("sample", sample);
  if (!(instrument instanceof PyObject)) throw notA("instrument", instrument);
  const probe = probeOf(instrument, options.Probe);
  const measurement = measurementOf(instrument, points(x), options);

  const out = allocate(measurement.x.length);
  const reflectivity = measurement.target(out);
  probe.reflect(sample, instrument, measurement.q, reflectivity);
  measurement.finish(reflectivity, out);

  const intensity = attribute(instrument, "I0");
  const background = attribute(instrument, "Ibkg");
  const curve = NdArray.fromFloats(out);
  // Arrays and complex numbers are as good as floats here: a script may give a background for each point.
  if (typeof intensity !== "number" || typeof background !== "number") {
    return binary("+", binary("*", curve, intensity), background);
  }
  for (let i = 0; i < out.length; i++) out[i] = out[i]! * intensity + background;
  return curve;
}

function points(x: Value): Float64Array {
  if (typeof x === "number") throw notA("row of data points", x);
  return row(x, "x");
}

function notA(what: string, value: Value): Error {
  return pyError("TypeError", `Specular needs a ${what}, not '${typeName(value)}'`);
}
