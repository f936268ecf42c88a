/** `models.lib.footprint` and `models.lib.resolution`: the classes that the models have too, and to derive from. */
import type { PyClass } from "../../python/values/class.ts";
import { Module } from "../../python/values/module.ts";
import type { Value } from "../../python/values/value.ts";
import { footprintClasses } from "../base/footprint-classes.ts";
import { resolutionClasses } from "../base/resolution-classes.ts";
import { instrumentFunctions } from "./instrument.ts";

export function footprintModule(modelParamBase: PyClass): Module {
  return shapes("footprint", modelParamBase, footprintClasses(modelParamBase), "GaussIntensity");
}

export function resolutionModule(modelParamBase: PyClass): Module {
  return shapes("resolution", modelParamBase, resolutionClasses(modelParamBase), "ResolutionVector");
}

/** A `*` brings the shapes and not what they derive from. */
function shapes(name: string, base: PyClass, classes: readonly PyClass[], helper: string): Module {
  const functions = new Map(instrumentFunctions());
  const members = new Map<string, Value>([
    ["ModelParamBase", base],
    ...classes.map((cls): [string, Value] => [cls.name, cls]),
    [helper, functions.get(helper)!],
  ]);
  return new Module(
    `models.lib.${name}`,
    members,
    classes.slice(1).map((cls) => cls.name),
  );
}
