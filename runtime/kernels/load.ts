/**
 * Picks the kernels: today the readable TypeScript, later a WASM twin of the
 * same shape. Load once, hold the object, and ask its name when a result is
 * written down: the name is part of what a trial is.
 */
import { parratt } from "./parratt.ts";

export interface Kernels {
  readonly name: string;
  readonly parratt: typeof parratt;
}

export function load(): Kernels {
  return { name: "typescript", parratt };
}
