/** The module warnings. Nobody reads them: a warning is dropped. */
import type { Body } from "../builtins/define-builtins.ts";
import type { Module } from "../values/module.ts";
import { library } from "./define-module.ts";

const nothing: Body = () => null;

export function warningsModule(): Module {
  return library("warnings", { warn: nothing, simplefilter: nothing, filterwarnings: nothing });
}
