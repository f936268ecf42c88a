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
import { define } from "../python/numpy/signature.ts";
import { binary } from "../python/operators.ts";
import type { PyClass, PyObject } from "../python/values/class.ts";
import { Complex } from "../python/values/complex.ts";
import type { Module } from "../python/values/module.ts";
import { PyList } from "../python/values/sequence.ts";
import type { Value } from "../python/values/value.ts";
import { layerClass, sampleClass, stackClass } from "./base/sample.ts";
import { instrumentClass, instrumentOptions } from "./specular/instrument.ts";
import { massDensity } from "./specular/mass-density.ts";
import { nxProbes } from "./specular/probes.ts";
import { slabsOf } from "./specular/slabs.ts";
import type { SpecularModel } from "./specular/specular-model.ts";
import { simulations, specularModule } from "./specular/specular-module.ts";

/** A fresh module for each script: a script may add to its classes. */
export function specNxModule(modelParamBase: PyClass): Module {
  const model: SpecularModel = { options: instrumentOptions(), probes: nxProbes, slabs: slabsOf, weighs: true };
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
  const channels = ["up_up", "up_down", "down_up", "down_down"];
  return specularModule("spec_nx", "SpecNX", modelParamBase, model, classes, functions, [
    define("MassDensity(z, item, sample)", (z, item, sample) => massDensity(z!, item!, sample as PyObject, slabsOf)),
    define("neutron_sld(abs_xs, dens, fb, wl)", (absorption, density, length, wavelength) =>
      neutronSld(absorption!, density!, length!, wavelength!),
    ),
    ["POL_CHANNELS", new PyList(channels.map((name) => model.options.Polarization.members.get(name)!))],
  ]);
}

/** δ = ρ (b λ²/2π − i σ λ/4π), all in powers of one length; numbers and arrays. */
function neutronSld(absorption: Value, density: Value, length: Value, wavelength: Value): Value {
  const scattered = binary("*", binary("*", wavelength, wavelength), binary("*", length, 1 / (2 * Math.PI)));
  const absorbed = binary("*", binary("*", absorption, wavelength), new Complex(0, 1 / (4 * Math.PI)));
  return binary("*", density, binary("-", scattered, absorbed));
}
