/**
 * `models.mag_refl`: specular reflectivity of magnetic layers, of resonant X-rays of any polarisation and of
 * polarised neutrons, from one and the same sample. Layers may have interface layers with a moment of their own,
 * and a sample may be cut into slices.
 *
 *     import models.mag_refl as model
 *     iron = model.Layer(d=60, dens=0.085, f=fd.Fe, fm1=0.2-0.6j, b=bc.Fe, magn=2.2, magn_ang=30)
 *     inst = model.Instrument(probe="x-ray anis.", xpol="circ+")
 *     sample.SimSpecular(d.x, inst)
 *     sample.SimEnergySpecular(d.x, 20.0, inst)          also SimEnergySpecularField, SimSpecularElectricField
 *     sample.SimSLD(None, None, inst)
 */
import { define } from "../python/numpy/signature.ts";
import type { Builtin } from "../python/values/builtin.ts";
import { PyClass } from "../python/values/class.ts";
import { PyDict } from "../python/values/dict.ts";
import { pyError } from "../python/values/error.ts";
import { Module } from "../python/values/module.ts";
import type { Value } from "../python/values/value.ts";
import { Options } from "./base/options.ts";
import { ELECTRON_RADIUS, HC, LENGTH_PER_MAGNETON } from "./base/physical-constants.ts";
import { LAYER_PARAMETERS } from "./base/refl-base.ts";
import { magneticInstrumentClass, magneticOptions } from "./magnetic/instrument.ts";
import { sampleClasses } from "./magnetic/sample.ts";
import {
  magneticEnergyField,
  magneticEnergySpecular,
  magneticField,
  magneticProfile,
  magneticSpecular,
} from "./magnetic/simulations.ts";

/** A fresh module for each script: a script may add to its classes. */
export function magReflModule(base: PyClass): Module {
  const options = magneticOptions();
  const functions = new Map<string, Builtin>([
    simulation("Specular", "Specular(TwoThetaQz, sample, instrument)", (x, sample, instrument) =>
      magneticSpecular(x!, sample!, instrument!, options),
    ),
    simulation("OffSpecular", "OffSpecular(TwoThetaQz, ThetaQx, sample, instrument)", () => {
      throw pyError(
        "NotImplementedError",
        "mag_refl simulates nothing off specular, in GenX neither: use models.interdiff",
      );
    }),
    simulation("EnergySpecular", "EnergySpecular(Energy, TwoThetaQz, sample, instrument)", (E, x, sample, instrument) =>
      magneticEnergySpecular(E!, x!, sample!, instrument!, options),
    ),
    simulation(
      "EnergySpecularField",
      "EnergySpecularField(Energy, TwoThetaQz, sample, instrument)",
      (E, x, sample, instrument) => magneticEnergyField(E!, x!, sample!, instrument!, options),
    ),
    simulation("SLD", "SLD_calculations(z, item, sample, inst)", (z, item, sample, instrument) =>
      magneticProfile(z!, item!, sample!, instrument!, options),
    ),
    simulation(
      "SpecularElectricField",
      "SpecularElectricField(TwoThetaQz, sample, instrument)",
      (x, sample, instrument) => magneticField(x!, sample!, instrument!, options),
    ),
  ]);
  const samples = sampleClasses(base, functions);
  const parameters = samples.at(-1)!.members.get(LAYER_PARAMETERS);
  const classes = [
    ...samples,
    magneticInstrumentClass(base, options),
    ...Object.values(options).filter((each) => each instanceof Options),
  ];
  if (parameters instanceof PyClass) {
    const { fields = [] } = parameters;
    parameters.fields = PARAMETER_ORDER.map((name) => fields.find((each) => each.name === name)!);
    classes.push(parameters);
  }
  return new Module(
    "models.mag_refl",
    new Map<string, Value>([
      ...classes.map((cls): [string, Value] => [cls.name, cls]),
      ...[...functions.values()].map((each): [string, Value] => [each.name, each]),
      ["SimulationFunctions", PyDict.of([...functions])],
      ["ModelID", "MAGrefl"],
      ["mag_limit", 1e-8],
      ["mpy_limit", 1e-8],
      ["theta_limit", options.smallestAngle],
      ["AA_to_eV", HC],
      ["muB_to_SL", LENGTH_PER_MAGNETON],
      ["r_e", ELECTRON_RADIUS],
    ]),
  );
}

/** Of LayerParameters, as GenX has them. */
const PARAMETER_ORDER = [
  ...[
    "d",
    "dens",
    "sigma",
    "magn",
    "magn_ang",
    "magn_theta",
    "f",
    "fr",
    "fm1",
    "fm2",
    "resdens",
    "resmag",
    "b",
    "xs_ai",
  ],
  ...["dd_l", "dd_u", "dmag_l", "dmag_u", "sigma_ml", "sigma_mu"],
];

/** [GenX's name of a simulation, the function], which the module has by its own name and a sample as Sim<Name>. */
function simulation(name: string, signature: string, body: Parameters<typeof define>[1]): [string, Builtin] {
  return [name, define(signature, body)[1]];
}
