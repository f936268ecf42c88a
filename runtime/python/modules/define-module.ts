/** How the modules of this folder are written down. */
import { type Body, builtins } from "../builtins/define-builtins.ts";
import { Module } from "../values/module.ts";
import type { Value } from "../values/value.ts";

/** @param others  members that are not functions */
export function library(name: string, functions: Record<string, Body>, others: Record<string, Value> = {}): Module {
  return new Module(name, new Map([...builtins(functions), ...Object.entries(others)]));
}
