/**
 * `models.soft_nx`: spec_nx for soft matter. Its layers are described by scattering
 * length densities, in 1e-6 Å⁻², and not by formula units:
 *
 *     tails = model.Layer(d=28, sigma=4, sld_n=-0.35, sld_x=8.1-0.01j)
 *     sample.SimSpecular(d.x, inst)
 *     sample.SimEnergySpecular(d.x, 1.8, inst)
 *     sample.SimSLD(None, None, inst)
 */
import type { PyClass } from "../python/values/class.ts";
import type { Module } from "../python/values/module.ts";
import { complexField, floatField, modelClass } from "./base/param-base.ts";
import { sampleClass, stackClass } from "./base/sample.ts";
import { instrumentClass, instrumentOptions } from "./specular/instrument.ts";
import { slabsOf } from "./specular/slabs.ts";
import { softProbes } from "./specular/soft-probes.ts";
import type { SpecularModel } from "./specular/specular-model.ts";
import { simulations, specularModule } from "./specular/specular-module.ts";

/** A fresh module for each script: a script may add to its classes. */
export function softNxModule(modelParamBase: PyClass): Module {
  const model: SpecularModel = { options: instrumentOptions(), probes: softProbes, slabs: slabsOf };
  const Layer = layerClass(modelParamBase);
  const functions = simulations(["Specular", "OffSpecular", "SLD", "EnergySpecular"], model, Layer);
  const classes = [
    Layer,
    stackClass(modelParamBase),
    sampleClass(modelParamBase, Layer, functions),
    instrumentClass(modelParamBase, model.options),
  ];
  return specularModule("soft_nx", "SoftNX", modelParamBase, model, classes, functions);
}

/** sigma and d in Å, densities in 1e-6 Å⁻², magn_ang in degrees. */
function layerClass(base: PyClass): PyClass {
  return modelClass(base, "Layer", [
    floatField("sigma", 0),
    floatField("d", 0),
    complexField("sld_n", 0, 1e-20),
    complexField("sld_x", 0, 0),
    floatField("sld_m", 0),
    floatField("magn_ang", 0),
  ]);
}
