/**
 * What a detector of some width makes of a scan off the specular rod: how high the specular
 * beam stands at an angle δ = (2θ/2 − θ) from its middle, and how much of the
 * diffuse intensity, which is one a radian, it takes in. With res and detres, the widths
 * of the beam and of the detector in 2θ,
 *
 *     gauss   exp(−δ²/2s²)                s² = (res² + detres²)/4      √12 · √(res² + detres²)
 *     slit    G(δ)/G(0)                                                detres/G(0)
 *
 * G is a gate of the width detres/2 smeared by a Gaussian of res/2. Both are scaled so that the specular
 * beam's top is the reflectivity, as where I0 was measured.
 */
import { erf } from "../../math/erf.ts";

const DEGREE = Math.PI / 180;

export type Detector = "gauss" | "slit";

/**
 * @param delta   degrees
 * @param res     degrees of 2θ, rms
 * @param detres  degrees of 2θ, rms of a Gaussian or full width of a slit
 * @returns of 1
 */
export function specularShare(detector: Detector, delta: number, res: number, detres: number): number {
  if (detector === "slit" && detres !== 0) {
    return gate(delta, detres / 2, res / 2) / gate(0, detres / 2, res / 2);
  }
  if (delta === 0) return 1;
  return Math.exp((-2 * delta * delta) / (res * res + (detector === "gauss" ? detres * detres : 0)));
}

/** @returns radians */
export function diffuseShare(detector: Detector, res: number, detres: number): number {
  if (detector === "gauss") return Math.sqrt(12) * DEGREE * Math.hypot(res, detres);
  // A narrow slit under a wide beam: detres/G(0) as detres goes to 0.
  if (detres === 0) return Math.sqrt(2 * Math.PI) * DEGREE * res;
  return (detres * DEGREE) / gate(0, detres / 2, res / 2);
}

/** 1 within ±width/2, smeared by a Gaussian. */
function gate(x: number, width: number, sigma: number): number {
  if (sigma === 0) return Math.abs(x) < width / 2 ? 1 : Math.abs(x) === width / 2 ? 0.5 : 0;
  const scale = Math.SQRT1_2 / sigma;
  return (erf(scale * (x + width / 2)) - erf(scale * (x - width / 2))) / 2;
}
