/**
 * `models.spec_nx`: specular X-ray and neutron reflectivity of flat layers, the
 * model that most scripts import.
 *
 *     import models.spec_nx as model
 *     film = model.Layer(d=120, dens=0.05, f=fp.Si)
 *     …
 *     sample.SimSpecular(d.x, inst)        or model.Specular(d.x, sample, inst)
 *     sample.SimSpecularField(d.x, inst)   the reflected amplitude
 *     sample.SimEnergySpecular(d.x, 1.8, inst)
 *     sample.SimPolSpecular(d.x, p1, p2, F1, F2, inst)    through imperfect polarisers
 *     sample.SimSLD(None, None, inst)
 */
import type { PyClass } from "../python/values/class.ts";
import type { Module } from "../python/values/module.ts";
import { instrumentClass, instrumentOptions } from "./instrument.ts";
import { nxProbes } from "./probes.ts";
import { layerClass, sampleClass, stackClass } from "./sample.ts";
import { slabsOf } from "./slabs.ts";
import type { SpecularModel } from "./specular-model.ts";
import { simulations, specularModule } from "./specular-module.ts";

/** A fresh module for each script: a script may add to its classes. */
export function specNxModule(modelParamBase: PyClass): Module {
  const model: SpecularModel = { options: instrumentOptions(), probes: nxProbes, slabs: slabsOf };
  const Layer = layerClass(modelParamBase);
  const functions = simulations(
    ["Specular", "SpecularField", "PolSpecular", "EnergySpecular", "OffSpecular", "SLD"],
    model,
    Layer,
  );
  const classes = [
    Layer,
    stackClass(modelParamBase),
    sampleClass(modelParamBase, Layer, functions),
    instrumentClass(modelParamBase, model.options),
  ];
  return specularModule("spec_nx", "SpecNX", modelParamBase, model, classes, functions);
}
