/**
 * The sample as a script builds it: layers in stacks, stacks between a
 * substrate and an ambient, everything from the bottom up.
 *
 *     film   = Layer(d=120, dens=0.05, f=fp.Si, sigma=3)     Å, formula units/Å³, electrons, Å
 *     stack  = Stack(Layers=[film], Repetitions=1)
 *     sample = Sample(Stacks=[stack], Ambient=air, Substrate=wafer)
 *     sample.SimSpecular(x, inst)
 *     -sample                                                seen through the substrate
 *
 * slabs.ts turns it into what a kernel takes.
 */

import { call, truth } from "../python/operators.ts";
import { Builtin } from "../python/values/builtin.ts";
import type { DataclassField, PyClass, PyObject } from "../python/values/class.ts";
import { pyError } from "../python/values/error.ts";
import { PyList } from "../python/values/sequence.ts";
import type { Value } from "../python/values/value.ts";
import { complexField, field, floatField, modelClass, shallowCopy, wholeField } from "./param-base.ts";

const INVERTED = "_is_inverted";

/** d and sigma in Å, f in electrons, b in fm, xs_ai in barn, magn in μB, all per formula unit; magn_ang in degrees. */
export function layerClass(base: PyClass): PyClass {
  return modelClass(base, "Layer", [
    floatField("d", 0),
    floatField("dens", 1),
    floatField("sigma", 0),
    complexField("f", 0, 1e-20),
    complexField("b", 0, 0),
    floatField("xs_ai", 0),
    floatField("magn", 0),
    floatField("magn_ang", 0),
  ]);
}

export function stackClass(base: PyClass): PyClass {
  return modelClass(base, "Stack", [field("Layers", null, () => new PyList([])), wholeField("Repetitions", 1n)]);
}

/**
 * @param simulations  functions f(…, sample, instrument), by name; each becomes a method
 *                     Sim<Name>(…, instrument) of the sample
 * @param fields       those behind Stacks, Ambient and Substrate
 */
export function sampleClass(
  base: PyClass,
  layer: PyClass,
  simulations: ReadonlyMap<string, Builtin>,
  fields: readonly DataclassField[] = [wholeField("crop_sld", 0n)],
): PyClass {
  const methods = [...simulations].map(
    ([name, simulation]) =>
      new Builtin(`Sim${name}`, ([self, ...args]) => {
        const instrument = args.pop();
        if (instrument === undefined)
          throw pyError("TypeError", `Sim${name}() needs an instrument as its last argument`);
        args.push(self!, instrument);
        return call(simulation, args);
      }),
  );
  return modelClass(
    base,
    "Sample",
    [
      field("Stacks", null, () => new PyList([])),
      field("Ambient", layer, () => call(layer, [])),
      field("Substrate", layer, () => call(layer, [])),
      ...fields,
    ],
    [...methods, new Builtin("__neg__", ([self]) => inverted(self as PyObject))],
  );
}

function inverted(sample: PyObject): Value {
  const copy = shallowCopy(sample);
  copy.attributes.set(INVERTED, !isInverted(sample));
  return copy;
}

/** True when the sample is seen from its substrate. */
export function isInverted(sample: PyObject): boolean {
  return truth(sample.attributes.get(INVERTED) ?? false);
}
