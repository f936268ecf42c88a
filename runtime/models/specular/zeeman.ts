/**
 * What a magnetic field at the sample does to polarised neutrons, beyond the
 * moments that it turns: it is a scattering length density of its own,
 *
 *     ρ_Z = B · 2.31605e-6 Å⁻²/T
 *
 * that adds to every layer's moment, along the polarisation, in substrate and ambient
 * too; and a neutron whose spin has flipped leaves at another angle than it came in,
 *
 *     Q/2 + √((Q/2)² ± 8π ρ_Z)
 *
 * in the place of a Q that was reckoned with one of the two angles.
 *
 *   B. B. Maranville et al., J. Appl. Cryst. 49, 1121 (2016)
 */
import { pyError } from "../../python/values/error.ts";
import type { PyObject } from "../../python/values/object.ts";
import { Options } from "../base/options.ts";
import { SLD_PER_TESLA } from "../base/physical-constants.ts";
import { attribute, floatAttribute } from "../base/script-values.ts";

const CHOICES = [
  ["none", "no corr"],
  ["field", "field only"],
  ["pos_sf", "SF q (+)"],
  ["neg_sf", "SF q (-)"],
] as const;

export interface Zeeman {
  /** Å⁻²  ρ_Z */
  readonly density: number;
  /** @returns Å⁻²  what the root has beside (Q/2)² in a channel, a member of Polarization; 0: Q stays */
  shift(channel: string): number;
}

export function zeemanOptions(): Options {
  return new Options("Zeeman", CHOICES);
}

/** @returns undefined where the instrument has no correction */
export function zeemanOf(instrument: PyObject, options: Options): Zeeman | undefined {
  const option = options.find(attribute(instrument, "zeeman"));
  if (!option) throw pyError("ValueError", `The choice of correction, inst.zeeman, is wrong: ${options.choices()}`);
  const name = CHOICES[option.index]![0];
  if (name === "none") return undefined;
  const density = floatAttribute(instrument, "mag_field") * SLD_PER_TESLA;
  if (density < 0) {
    throw pyError("ValueError", "mag_field is the strength of a field along the polarisation: it must not be negative");
  }
  const sign = name === "field" ? 0 : name === "pos_sf" ? 1 : -1;
  return {
    density,
    shift(channel) {
      if (channel === "up_down") return sign * 8 * Math.PI * density;
      return channel === "down_up" ? -sign * 8 * Math.PI * density : 0;
    },
  };
}
