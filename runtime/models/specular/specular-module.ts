/**
 * A model of specular reflectivity as a script sees it: its classes, its choices, its
 * simulations, and the constants that GenX's modules happen to have.
 *
 *     import models.spec_nx as model
 *     sample.SimSpecular(d.x, inst)        or model.Specular(d.x, sample, inst)
 */
import { define } from "../../python/numpy/signature.ts";
import type { Builtin } from "../../python/values/builtin.ts";
import type { PyClass } from "../../python/values/class.ts";
import { PyDict } from "../../python/values/dict.ts";
import { pyError } from "../../python/values/error.ts";
import { Module } from "../../python/values/module.ts";
import type { Value } from "../../python/values/value.ts";
import { footprintClasses } from "../base/footprint-classes.ts";
import { ELECTRON_RADIUS, HC, LENGTH_PER_MAGNETON, SLD_PER_TESLA } from "../base/physical-constants.ts";
import { resolutionClasses } from "../base/resolution-classes.ts";
import { layerParametersClass } from "../base/sample.ts";
import { EFFICIENCIES } from "./pol-specular.ts";
import { energySpecular, polSpecular, specular, specularField } from "./simulations.ts";
import { sldProfile } from "./sld.ts";
import type { SpecularModel } from "./specular-model.ts";

type Body = (args: Value[], model: SpecularModel, layer: PyClass) => Value;

/** GenX's names of what a model can simulate: Sim<Name> of a sample, <Name> of a module. */
const SIMULATIONS = {
  Specular: [
    "Specular(TwoThetaQz, sample, instrument)",
    ([x, sample, instrument], model) => specular(x!, sample!, instrument!, model),
  ],
  SpecularField: [
    "SpecularField(TwoThetaQz, sample, instrument)",
    ([x, sample, instrument], model) => specularField(x!, sample!, instrument!, model),
  ],
  PolSpecular: [
    `PolSpecular(TwoThetaQz, ${EFFICIENCIES.join(", ")}, sample, instrument)`,
    ([x, p1, p2, F1, F2, sample, instrument], model) =>
      polSpecular(x!, [p1!, p2!, F1!, F2!], sample!, instrument!, model),
  ],
  EnergySpecular: [
    "EnergySpecular(Energy, TwoThetaQz, sample, instrument)",
    ([E, x, sample, instrument], model) => energySpecular(E!, x!, sample!, instrument!, model),
  ],
  OffSpecular: [
    "OffSpecular(TwoThetaQz, ThetaQx, sample, instrument)",
    () => {
      throw pyError(
        "NotImplementedError",
        "this model simulates nothing off specular, in GenX neither: use models.interdiff",
      );
    },
  ],
  SLD: [
    "SLD_calculations(z, item, sample, inst)",
    ([z, item, sample, instrument], model, layer) => sldProfile(z!, item!, sample!, instrument!, model, layer),
  ],
} as const satisfies Record<string, readonly [string, Body]>;

export type SimulationName = keyof typeof SIMULATIONS;

/** @param layer  what stands for the layers that a cropped profile leaves out is made of this class */
export function simulations(
  names: readonly SimulationName[],
  model: SpecularModel,
  layer: PyClass,
): Map<string, Builtin> {
  return new Map(
    names.map((name) => {
      const [signature, body]: readonly [string, Body] = SIMULATIONS[name];
      return [name, define(signature, (...args) => body(args as Value[], model, layer))[1]];
    }),
  );
}

/**
 * @param name     as in `models.name`
 * @param id       GenX's ModelID
 * @param classes  layer, stack, sample, instrument, and choices beside those of the instrument
 * @param others   further names that scripts can reach
 */
export function specularModule(
  name: string,
  id: string,
  modelParamBase: PyClass,
  model: SpecularModel,
  classes: readonly PyClass[],
  functions: ReadonlyMap<string, Builtin>,
  others: readonly [string, Value][] = [],
): Module {
  const all = [
    ...classes,
    ...footprintClasses(modelParamBase),
    ...resolutionClasses(modelParamBase),
    ...Object.values(model.options),
  ];
  const members = new Map<string, Value>([
    ...all.map((cls): [string, Value] => [cls.name, cls]),
    ...[...functions.values()].map((each): [string, Value] => [each.name, each]),
    ["LayerParameters", layerParametersClass(classes[0]!)],
    ...others,
    ["SimulationFunctions", PyDict.of([...functions])],
    ["ModelID", id],
    ["q_limit", 1e-10],
    ["AA_to_eV", HC],
    ["muB_to_SL", LENGTH_PER_MAGNETON],
    ["T_to_SL", SLD_PER_TESLA],
    ["r_e", ELECTRON_RADIUS],
  ]);
  return new Module(`models.${name}`, members);
}
