/**
 * `models.lib.refl_base`: what layers, stacks and samples derive from, and ReflFunction,
 * a scattering length that depends on the energy:
 *
 *     layer.f = ReflFunction(lambda energy: 12.1 - 0.4j*700/energy, (700.,), {}, id="f(E)")
 *
 * GenX up to 3.5 called the module models.lib.refl.
 */

import { define } from "../../python/numpy/signature.ts";
import { call } from "../../python/operators.ts";
import { PyClass } from "../../python/values/class.ts";
import { Complex } from "../../python/values/complex.ts";
import { pyError } from "../../python/values/error.ts";
import { Module } from "../../python/values/module.ts";
import { PyValue, type Value } from "../../python/values/value.ts";
import { reflBases } from "../base/refl-base.ts";
import { EnergyFunction } from "../materials/energy-function.ts";

export function reflBaseModule(name: string, modelParamBase: PyClass): Module {
  const { ModelParamBase, ReflBase, StackBase, SampleBase } = reflBases(modelParamBase);
  return new Module(
    name,
    new Map<string, Value>([
      ["ModelParamBase", ModelParamBase],
      ["ReflBase", ReflBase],
      ["LayerBase", ReflBase],
      ["StackBase", StackBase],
      ["SampleBase", SampleBase],
      ["InstrumentBase", ReflBase],
      ["ReflFunction", reflFunctionClass()],
      define("is_reflfunction(obj)", (value) => value instanceof EnergyFunction),
    ]),
  );
}

/** ReflFunction, for this module and models.mag_refl. */
export function reflFunctionClass(): PyClass {
  const cls = new PyClass("ReflFunction", [], new Map());
  const [, make] = define("ReflFunction(function, validation_args=, validation_kwargs=, id=)", (given) => {
    if (given instanceof EnergyFunction) return given;
    if (!(given instanceof PyValue) || !given.callable) {
      throw pyError("TypeError", "ReflFunction takes a function of the energy in eV");
    }
    return new EnergyFunction((energy) => {
      const value = call(given, [energy]);
      const parts = value instanceof PyValue ? value.toComplex() : Complex.from(value);
      if (!parts) throw pyError("TypeError", "the function of a ReflFunction must return a number");
      return new Complex(parts.re, parts.im);
    });
  });
  cls.construct = (args, keywords) => make.call(args, keywords);
  return cls;
}
