/** `models.lib.base`: what a class of one's own derives from, parameters and named choices. */
import type { PyClass } from "../../python/values/class.ts";
import { Module } from "../../python/values/module.ts";
import type { Value } from "../../python/values/value.ts";
import { altStrEnum } from "../base/options.ts";

export function baseModule(modelParamBase: PyClass): Module {
  return new Module(
    "models.lib.base",
    new Map<string, Value>([
      ["ModelParamBase", modelParamBase],
      ["AltStrEnum", altStrEnum()],
    ]),
  );
}
