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
import { Builtin } from "../python/values/builtin.ts";
import type { PyClass } from "../python/values/class.ts";
import { pyError } from "../python/values/error.ts";
import { Module } from "../python/values/module.ts";
import type { Keywords, Value } from "../python/values/value.ts";
import { footprintClasses } from "./footprint.ts";
import { instrumentClass, instrumentOptions } from "./instrument.ts";
import { ELECTRON_RADIUS, HC, LENGTH_PER_MAGNETON } from "./physical-constants.ts";
import { EFFICIENCIES } from "./pol-specular.ts";
import { resolutionClasses } from "./resolution.ts";
import { layerClass, sampleClass, stackClass } from "./sample.ts";
import { sldProfile } from "./sld.ts";
import { energySpecular, polSpecular, specular, specularField } from "./specular.ts";

/** A fresh module for each script: a script may add to its classes. */
export function specNxModule(modelParamBase: PyClass): Module {
  const options = instrumentOptions();
  const Layer = layerClass(modelParamBase);
  const simulations = new Map<string, Builtin>([
    [
      "Specular",
      simulation("Specular", ["TwoThetaQz", "sample", "instrument"], ([x, sample, instrument]) =>
        specular(x!, sample!, instrument!, options),
      ),
    ],
    [
      "SpecularField",
      simulation("SpecularField", ["TwoThetaQz", "sample", "instrument"], ([x, sample, instrument]) =>
        specularField(x!, sample!, instrument!, options),
      ),
    ],
    [
      "PolSpecular",
      simulation(
        "PolSpecular",
        ["TwoThetaQz", ...EFFICIENCIES, "sample", "instrument"],
        ([x, p1, p2, F1, F2, sample, instrument]) =>
          polSpecular(x!, [p1!, p2!, F1!, F2!], sample!, instrument!, options),
      ),
    ],
    [
      "EnergySpecular",
      simulation("EnergySpecular", ["Energy", "TwoThetaQz", "sample", "instrument"], ([E, x, sample, instrument]) =>
        energySpecular(E!, x!, sample!, instrument!, options),
      ),
    ],
    [
      "OffSpecular",
      simulation("OffSpecular", ["TwoThetaQz", "ThetaQx", "sample", "instrument"], () => {
        throw pyError(
          "NotImplementedError",
          "spec_nx simulates nothing off specular, in GenX neither: use models.interdiff",
        );
      }),
    ],
    [
      "SLD",
      simulation("SLD_calculations", ["z", "item", "sample", "inst"], ([z, item, sample, instrument]) =>
        sldProfile(z!, item!, sample!, instrument!, options, Layer),
      ),
    ],
  ]);
  const classes = [
    Layer,
    stackClass(modelParamBase),
    sampleClass(modelParamBase, Layer, simulations),
    instrumentClass(modelParamBase, options),
    ...footprintClasses(modelParamBase),
    ...resolutionClasses(modelParamBase),
    ...Object.values(options),
  ];
  const members = new Map<string, Value>([
    ...classes.map((cls): [string, Value] => [cls.name, cls]),
    ...[...simulations.values()].map((each): [string, Value] => [each.name, each]),
    ["ModelID", "SpecNX"],
    ["q_limit", 1e-10],
    ["AA_to_eV", HC],
    ["muB_to_SL", LENGTH_PER_MAGNETON],
    ["r_e", ELECTRON_RADIUS],
  ]);
  return new Module("models.spec_nx", members);
}

/** A function of the module: arguments by position or by GenX's names. */
function simulation(name: string, parameters: readonly string[], body: (args: Value[]) => Value): Builtin {
  return new Builtin(name, (args, keywords) => body(bind(name, parameters, args, keywords)));
}

function bind(name: string, parameters: readonly string[], args: Value[], keywords: Keywords): Value[] {
  if (args.length > parameters.length || [...keywords.keys()].some((keyword) => !parameters.includes(keyword))) {
    throw pyError("TypeError", `${name}() takes ${parameters.join(", ")}`);
  }
  return parameters.map((parameter, i) => {
    const value = i < args.length ? args[i] : keywords.get(parameter);
    if (value === undefined) throw pyError("TypeError", `${name}() missing 1 required argument: '${parameter}'`);
    return value;
  });
}
