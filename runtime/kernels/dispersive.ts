/**
 * A stack that every point sees at a wavelength of its own: time of flight and
 * energy scans. The potentials are made for each point and one of the kernels for
 * a single wavelength does the rest, a point at a time; nothing is allocated for a point.
 *
 * With Q = 4π sin θ/λ its wave √(n_ambient² Q² + V) is the usual form in angles,
 * 2 n_ambient k √((n/n_ambient)² − cos² θ), without that form's cancellation near
 * the critical edge.
 */
import { AMBIENT, LAYER, layersAt, SLAB } from "./layers.ts";

/** parrattPlain or amplitude. */
export type StackKernel = (
  q: Float64Array,
  layers: Float64Array,
  ambientRe: number,
  ambientIm: number,
  out: Float64Array,
) => void;

/**
 * @param q           float[M]          | Å⁻¹
 * @param wavelength  float[M]          | Å
 * @param slabs       float[N][5]       | SLAB records, s the same at all wavelengths
 * @param length      Å per unit of s · Å³
 * @param out         float[M × width]  | what the kernel gives for each point
 */
export type DispersiveKernel = (
  q: Float64Array,
  wavelength: Float64Array,
  slabs: Float64Array,
  length: number,
  out: Float64Array,
) => void;

/** @param width  numbers that the kernel gives for a point */
export function dispersive(kernel: StackKernel, width: number): DispersiveKernel {
  const point = new Float64Array(1);
  const result = new Float64Array(width);
  const ambient = new Float64Array(AMBIENT.size);
  let layers = new Float64Array(0);
  return (q, wavelength, slabs, length, out) => {
    const size = (slabs.length / SLAB.size) * LAYER.size;
    if (layers.length !== size) layers = new Float64Array(size);
    for (let i = 0; i < q.length; i++) {
      layersAt(slabs, length, wavelength[i]!, layers, ambient);
      point[0] = q[i]!;
      kernel(point, layers, ambient[AMBIENT.re]!, ambient[AMBIENT.im]!, result);
      for (let k = 0; k < width; k++) out[i * width + k] = result[k]!;
    }
  };
}
