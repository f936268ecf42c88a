/** The module abc: names that mark a class as abstract, and change nothing. */
import { PyClass } from "../values/class.ts";
import type { Module } from "../values/module.ts";
import { library } from "./define-module.ts";

export function abcModule(): Module {
  return library(
    "abc",
    { abstractmethod: ([method]) => method! },
    { ABC: new PyClass("ABC", [], new Map()), ABCMeta: new PyClass("ABCMeta", [], new Map()) },
  );
}
