/**
 * What there is to draw of a sample of mag_refl that is not sliced: of each layer, and of its interface layers, the
 * scattering length densities and moments of layer-values.ts, with products in GenX's order (profile.ts says why).
 */
import { allocate } from "../../python/budget.ts";
import type { PyObject } from "../../python/values/class.ts";
import type { Value } from "../../python/values/value.ts";
import { ELECTRON_RADIUS } from "../base/physical-constants.ts";
import { complexAttribute, floatAttribute } from "../base/script-values.ts";
import { factor } from "../specular/probes.ts";
import { layersOf, MAGNETIC } from "./layer-values.ts";
import type { Drawn } from "./profile.ts";

/** Of a sample's layers: what X-rays of one wavelength, and neutrons, see of each. */
export class Quantities {
  private readonly layers: readonly Value[];
  private readonly values: Float64Array;
  private readonly wavelength: number;

  /** @param values  MAGNETIC records */
  constructor(sample: PyObject, values: Float64Array, wavelength: number) {
    this.layers = layersOf(sample);
    this.values = values;
    this.wavelength = wavelength;
  }

  /** r_e/Å³ */
  charge(): Drawn {
    return this.make(true, (layer) => charge(layer, this.wavelength));
  }
  /** r_e/Å³  what of the moment is along the beam */
  circular(): Drawn {
    return this.make(true, (layer, scale) => {
      const [re, im] = dichroism(layer, "fm1", Math.abs(floatAttribute(layer, "magn")), this.wavelength);
      const x = direction(layer)[0];
      return [re * scale * x, im * scale * x];
    });
  }
  /** μB/Å³ */
  moment(): Drawn {
    return this.make(false, (layer, scale) => [momentDensity(layer) * scale, 0]);
  }
  /** μB/Å³  along x (0) or y (1) */
  momentAlong(axis: 0 | 1): Drawn {
    return this.make(false, (layer, scale) => {
      const [theta, phi] = angles(layer);
      const part = axis === 0 ? Math.cos(phi) : Math.sin(phi);
      return [momentDensity(layer) * scale * Math.cos(theta) * part, 0];
    });
  }
  /** fm/Å³ */
  nuclear(): Drawn {
    const { wavelength } = this;
    const perLength = (wavelength * wavelength) / 2 / Math.PI;
    // numpy divides complex numbers by a product with the reciprocal.
    const [perUnit, perArea] = [1 / 1e-5, 1 / perLength];
    return this.make(true, (layer) => {
      const { re, im } = complexAttribute(layer, "b");
      const density = floatAttribute(layer, "dens");
      const absorbed = floatAttribute(layer, "xs_ai") * 1e-8 * wavelength * (1 / 4) * (1 / Math.PI);
      return [
        density * (perLength * (re * 1e-5)) * perUnit * perArea,
        density * (perLength * (im * 1e-5) - absorbed) * perUnit * perArea,
      ];
    });
  }
  /** An element of χ · π/(λ² r_e). */
  tensor(row: 0 | 1 | 2, column: 0 | 1 | 2): Drawn {
    const scale = 1 / ((this.wavelength * this.wavelength * ELECTRON_RADIUS) / Math.PI);
    const per = 1 / scale;
    const drawn = this.make(true, (layer, gain) => {
      const m = direction(layer);
      const moment = Math.abs(floatAttribute(layer, "magn"));
      const [linearRe, linearIm] = dichroism(layer, "fm2", moment * moment, this.wavelength);
      const linear = [linearRe * per * (gain * gain), linearIm * per * (gain * gain)] as const;
      const quadratic = [linear[0] * m[row] * m[column], linear[1] * m[row] * m[column]] as const;
      if (row === column) {
        const [re, im] = charge(layer, this.wavelength);
        return [-re * per + quadratic[0], -im * per + quadratic[1]];
      }
      const [circularRe, circularIm] = dichroism(layer, "fm1", moment, this.wavelength);
      const along = m[3 - row - column]!;
      // −i of it above the diagonal; of xz the other sign.
      const sign = column - row === 2 ? -1 : 1;
      return [
        sign * (circularIm * per * gain) * along + quadratic[0],
        -sign * (circularRe * per * gain) * along + quadratic[1],
      ];
    });
    return { ...drawn, scale };
  }

  /** @param of  of a layer whose moment is so many times its own, Re and Im */
  private make(complex: boolean, of: (layer: Value, scale: number) => readonly [number, number]): Drawn {
    const { layers, values } = this;
    const [bulk, lower, upper] = [0, 0, 0].map(() => allocate(2 * layers.length));
    layers.forEach((layer, j) => {
      const at = j * MAGNETIC.size;
      bulk!.set(of(layer, 1), 2 * j);
      lower!.set(of(layer, 1 + values[at + MAGNETIC.lowerGain]!), 2 * j);
      upper!.set(of(layer, 1 + values[at + MAGNETIC.upperGain]!), 2 * j);
    });
    return { bulk: bulk!, lower: lower!, upper: upper!, complex, scale: 1 };
  }
}

function charge(layer: Value, wavelength: number): readonly [number, number] {
  const density = floatAttribute(layer, "dens");
  const resonant = floatAttribute(layer, "resdens");
  const f = factor(layer, wavelength, "f");
  const fr = factor(layer, wavelength, "fr");
  return [density * (f.re + resonant * fr.re), density * (f.im + resonant * fr.im)];
}

/** @param moment  what of it there is: its size or the square of that */
function dichroism(layer: Value, name: string, moment: number, wavelength: number): readonly [number, number] {
  const density =
    floatAttribute(layer, "dens") * floatAttribute(layer, "resdens") * floatAttribute(layer, "resmag") * moment;
  const { re, im } = factor(layer, wavelength, name);
  return [density * re, density * im];
}

function momentDensity(layer: Value): number {
  return Math.abs(floatAttribute(layer, "magn")) * floatAttribute(layer, "dens");
}

/** θ and φ of the moment, radians. */
function angles(layer: Value): readonly [number, number] {
  const negative = floatAttribute(layer, "magn") < 0;
  const phi = (floatAttribute(layer, "magn_ang") * Math.PI) / 180 + (negative ? Math.PI : 0);
  const theta = (floatAttribute(layer, "magn_theta") * Math.PI) / 180;
  return [negative ? -theta : theta, phi];
}

function direction(layer: Value): readonly [number, number, number] {
  const [theta, phi] = angles(layer);
  return [Math.cos(theta) * Math.cos(phi), Math.cos(theta) * Math.sin(phi), Math.sin(theta)];
}
