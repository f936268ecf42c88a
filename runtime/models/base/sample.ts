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

import { call } from "../../python/operators.ts";
import type { Builtin } from "../../python/values/builtin.ts";
import { type DataclassField, PyClass } from "../../python/values/class.ts";
import { complexField, field, fieldsOf, floatField, modelClass, wholeField } from "./param-base.ts";
import { LAYER_PARAMETERS, reflBases, simMethod } from "./refl-base.ts";

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
  return modelClass(reflBases(base).StackBase, "Stack", []);
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
  const sample = modelClass(
    reflBases(base).SampleBase,
    "Sample",
    [field("Ambient", layer, () => call(layer, [])), field("Substrate", layer, () => call(layer, [])), ...fields],
    [...simulations].map(([name, simulation]) => simMethod(name, simulation)),
  );
  sample.members.set(LAYER_PARAMETERS, layerParametersClass(layer));
  return sample;
}

/** What a sample's resolveLayerParameters() returns: a list for each field of a layer. */
export function layerParametersClass(layer: PyClass): PyClass {
  const parameters = new PyClass("LayerParameters", [], new Map());
  parameters.fields = fieldsOf(layer).map((each) => ({ ...each, annotation: null }));
  return parameters;
}
