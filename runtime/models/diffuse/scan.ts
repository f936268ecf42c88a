/**
 * The angles of a scan off the specular rod: α of the beam in and β of the beam out,
 * above the surface.
 *
 *     2θ, θ      α = θ, β = 2θ − θ
 *     qz, qx     |q| = 2k sin((α + β)/2), qx/qz = tan((α − β)/2)     qx > 0: the sample is turned into the beam
 */

import { perSession } from "../../python/session-state.ts";
import { pyError } from "../../python/values/error.ts";
import type { Value } from "../../python/values/value.ts";
import { row } from "../base/script-values.ts";

const DEGREE = Math.PI / 180;

export interface Scan {
  /** float[M] | radians; NaN where no angles have that q */
  readonly alpha: Float64Array;
  readonly beta: Float64Array;
  /** float[M] | Å⁻¹  of either sign */
  readonly qx: Float64Array;
}

const scratch = perSession(() => ({ scan: emptyScan(0) }));

function emptyScan(points: number): Scan {
  return { alpha: new Float64Array(points), beta: new Float64Array(points), qx: new Float64Array(points) };
}

/**
 * @param first   2θ in degrees, or qz in Å⁻¹; one for all points, or one for each
 * @param second  θ in degrees, or qx in Å⁻¹; the same
 * @param angles  whether they are angles
 * @param k       Å⁻¹
 * @returns valid until the next call
 */
export function scanOf(first: Value, second: Value, angles: boolean, k: number): Scan {
  const a = row(first, "TwoThetaQz");
  const b = row(second, "ThetaQx");
  if (a.length !== b.length && a.length !== 1 && b.length !== 1) {
    throw pyError("ValueError", `OffSpecular got ${a.length} values of TwoThetaQz and ${b.length} of ThetaQx`);
  }
  const M = Math.min(a.length, b.length) === 0 ? 0 : Math.max(a.length, b.length);
  const room = scratch();
  if (room.scan.qx.length !== M) room.scan = emptyScan(M);
  const { alpha, beta, qx } = room.scan;
  for (let i = 0; i < M; i++) {
    const u = a[a.length === 1 ? 0 : i]!;
    const v = b[b.length === 1 ? 0 : i]!;
    if (angles) {
      alpha[i] = v * DEGREE;
      beta[i] = (u - v) * DEGREE;
      qx[i] = k * (Math.cos(alpha[i]!) - Math.cos(beta[i]!));
    } else {
      const half = Math.asin(Math.sqrt(u * u + v * v) / (2 * k));
      const turned = Math.atan2(v, u);
      alpha[i] = half + turned;
      beta[i] = half - turned;
      qx[i] = v;
    }
  }
  return room.scan;
}
