/**
 * `models.interdiff`: specular reflectivity of X-rays, and what rough interfaces scatter diffusely beside it,
 * which tells roughness (it scatters) from interdiffusion (it does not).
 *
 *     import models.interdiff as model
 *     film = model.Layer(d=120, dens=0.05, sigma=6, sigmai=2, f=fp.Si)
 *     sample = model.Sample(Stacks=[…], Ambient=air, Substrate=wafer, eta_x=300, eta_z=100, h=0.5)
 *     sample.SimSpecular(d.x, inst)
 *     sample.SimOffSpecular(2.4, d.x, inst)           2θ stands still, θ is d.x: a rocking curve
 *     sample.SimOffSpecular(d.x, d.x/2 - 0.1, inst)   an offset scan
 *     sample.SimSLD(None, None, inst)
 */
import { define } from "../python/numpy/signature.ts";
import type { Builtin } from "../python/values/builtin.ts";
import type { PyClass } from "../python/values/class.ts";
import { PyDict } from "../python/values/dict.ts";
import { Module } from "../python/values/module.ts";
import type { Value } from "../python/values/value.ts";
import { footprintClasses } from "./base/footprint-classes.ts";
import { Options } from "./base/options.ts";
import { complexField, floatField, modelClass } from "./base/param-base.ts";
import { ELECTRON_RADIUS, HC, LENGTH_PER_MAGNETON } from "./base/physical-constants.ts";
import { resolutionClasses } from "./base/resolution-classes.ts";
import { layerParametersClass, sampleClass, stackClass } from "./base/sample.ts";
import { diffuseInstrumentClass, diffuseOptions } from "./diffuse/instrument.ts";
import { offSpecular } from "./diffuse/off-specular.ts";
import { diffuseProfile } from "./diffuse/profile.ts";
import { specular } from "./diffuse/specular.ts";

/** A fresh module for each script: a script may add to its classes. */
export function interdiffModule(base: PyClass): Module {
  const options = diffuseOptions();
  const Specular = define("Specular(TwoThetaQz, sample, instrument)", (x, sample, instrument) =>
    specular(x!, sample!, instrument!, options),
  )[1];
  const OffSpecular = define(
    "OffSpecularMingInterdiff(TwoThetaQz, ThetaQx, sample, instrument)",
    (first, second, sample, instrument) => offSpecular(first!, second!, sample!, instrument!, options),
  )[1];
  const SLD = define("SLD_calculations(z, item, sample, inst)", (z, item, sample, instrument) =>
    diffuseProfile(z!, item!, sample!, instrument!),
  )[1];
  const functions = new Map<string, Builtin>([
    ["Specular", Specular],
    ["OffSpecular", OffSpecular],
    ["SLD", SLD],
  ]);
  const Layer = layerClass(base);
  const classes = [
    Layer,
    stackClass(base),
    sampleClass(base, Layer, functions, [floatField("eta_z", 100), floatField("eta_x", 100), floatField("h", 1)]),
    diffuseInstrumentClass(base, options),
    layerParametersClass(Layer),
    ...footprintClasses(base),
    ...resolutionClasses(base),
    ...Object.values(options).filter((each) => each instanceof Options),
  ];
  return new Module(
    "models.interdiff",
    new Map<string, Value>([
      ...classes.map((cls): [string, Value] => [cls.name, cls]),
      ...[...functions.values()].map((each): [string, Value] => [each.name, each]),
      // GenX's documentation calls it so.
      ["OffSpecular", OffSpecular],
      ["SimulationFunctions", PyDict.of([...functions])],
      ["ModelID", "MingInterdiff"],
      ["q_limit", 1e-10],
      ["AA_to_eV", HC],
      ["muB_to_SL", LENGTH_PER_MAGNETON],
      ["r_e", ELECTRON_RADIUS],
    ]),
  );
}

/** d, sigma and sigmai in Å, dens in formula units/Å³, f in electrons per formula unit. */
function layerClass(base: PyClass): PyClass {
  return modelClass(base, "Layer", [
    floatField("d", 0),
    floatField("dens", 1),
    floatField("sigma", 5),
    floatField("sigmai", 0),
    complexField("f", 0, 1e-20),
  ]);
}
