/** The module io: a class to annotate with. */
import { PyClass } from "../values/class.ts";
import type { Module } from "../values/module.ts";
import { library } from "./define-module.ts";

export function ioModule(): Module {
  return library("io", {}, { TextIO: new PyClass("TextIO", [], new Map()) });
}
