/**
 * Picks the kernels: today the readable TypeScript, later a WASM twin of the
 * same shape. Load once, hold the object, and ask its name when a result is
 * written down: the name is part of what a trial is.
 */
import { amplitude } from "./amplitude.ts";
import { anisotropic } from "./anisotropic.ts";
import { convolve, convolveVarying } from "./convolve.ts";
import { type DispersiveKernel, dispersive } from "./dispersive.ts";
import { diffuse } from "./dwba.ts";
import { graded, gradedAmplitude } from "./graded.ts";
import { parratt } from "./parratt.ts";
import { parrattPlain } from "./parratt-plain.ts";
import { integrate } from "./resolution.ts";
import { spinFlip } from "./spin-flip.ts";
import { spinGraded } from "./spin-graded.ts";

/** The ones that run in every evaluation; what is made once a fit (weights, footprints) has no twin. */
export interface Kernels {
  readonly name: string;
  readonly parratt: typeof parratt;
  readonly parrattDispersive: DispersiveKernel;
  readonly amplitude: typeof amplitude;
  readonly amplitudeDispersive: DispersiveKernel;
  readonly anisotropic: typeof anisotropic;
  readonly graded: typeof graded;
  readonly gradedAmplitude: typeof gradedAmplitude;
  readonly diffuse: typeof diffuse;
  readonly spinFlip: typeof spinFlip;
  readonly spinGraded: typeof spinGraded;
  readonly convolve: typeof convolve;
  readonly convolveVarying: typeof convolveVarying;
  readonly integrate: typeof integrate;
}

export function load(): Kernels {
  return {
    name: "typescript",
    parratt,
    parrattDispersive: dispersive(parrattPlain, 1),
    amplitude,
    amplitudeDispersive: dispersive(amplitude, 2),
    anisotropic,
    graded,
    gradedAmplitude,
    diffuse,
    spinFlip,
    spinGraded,
    convolve,
    convolveVarying,
    integrate,
  };
}
