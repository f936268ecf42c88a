/** Runs a script against the models as a fit does, and reads what it leaves. */
import { modelModules } from "../../runtime/models/index.ts";
import { compileScript, type Program } from "../../runtime/python/compile/program.ts";
import { asArray, cast } from "../../runtime/python/numpy/convert.ts";
import type { Value } from "../../runtime/python/values/value.ts";

export function runScript(script: string): Program {
  const program = compileScript(script, { fileName: "test.gx", modules: modelModules(), globals: new Map() });
  program.run();
  return program;
}

/** The numbers of an array row by row, complex ones as re, im, re, im …; a single number is a row of one. */
export function numbersOf(value: Value | undefined): number[] {
  return Array.from(cast(asArray(value ?? null)).buffer);
}
