/**
 * PolSpecular(x, p1, p2, F1, F2, sample, instrument): what polarised neutrons
 * measure with a polariser, an analyser and two flippers that are not perfect.
 *
 *     I(i, j) = Σ_ab  A1_ia A2_jb R_ab         i, j   flipper off (up) or on (down), before and behind the sample
 *                                              a, b   spin up or down, on its way to the sample and from it
 *     A = ( 1    0  ) ( 1−p   p  )             p      share of the wrong spin: 0 perfect, ½ no polarisation
 *         ( F   1−F ) (  p   1−p )             F      share that the flipper leaves: 0 perfect, 1 does not flip
 *
 *   A. R. Wildes, Rev. Sci. Instrum. 70, 4241 (1999)
 *
 * Footprint, smearing, intensity and background are linear and a row of the weights
 * adds up to 1, so the channels are mixed first and then go the way of all curves.
 */
import { allocate } from "../../python/budget.ts";
import type { PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import type { Value } from "../../python/values/value.ts";
import { numberFrom } from "../materials/number-arguments.ts";
import type { InstrumentOptions } from "./instrument.ts";
import type { Flip } from "./probes.ts";
import type { SpecularModel } from "./specular-model.ts";
import { flipChannels, polarisation } from "./spin-flip-reflection.ts";

/** The names that GenX gives the arguments. */
export const EFFICIENCIES = ["p1", "p2", "F1", "F2"] as const;

/** i and j of the channels. */
const STATES: Readonly<Record<string, readonly [0 | 1, 0 | 1]>> = {
  up_up: [0, 0],
  up_down: [0, 1],
  down_up: [1, 0],
  down_down: [1, 1],
};

/** How much of each channel is in what the instrument's `pol` measures; they add up to 1. */
export interface ChannelShares {
  readonly up_up: number;
  readonly up_down: number;
  readonly down_up: number;
  readonly down_down: number;
}

/** @param efficiencies  values of EFFICIENCIES */
export function channelShares(
  efficiencies: readonly Value[],
  instrument: PyObject,
  options: InstrumentOptions,
): ChannelShares {
  const states = STATES[polarisation(instrument, options)];
  if (!states) throw pyError("ValueError", 'PolSpecular measures one of "uu", "dd", "ud", "du", not the asymmetry');
  const [p1, p2, F1, F2] = efficiencies.map((value, i) => numberFrom(value, EFFICIENCIES[i]!));
  const [fromUp, fromDown] = spins(states[0], p1!, F1!);
  const [toUp, toDown] = spins(states[1], p2!, F2!);
  return {
    up_up: fromUp * toUp,
    up_down: fromUp * toDown,
    down_up: fromDown * toUp,
    down_down: fromDown * toDown,
  };
}

/**
 * @param q    float[M] | Å⁻¹
 * @param out  float[M]  receives the mixture
 */
export function mixedReflectivity(
  flip: Flip,
  shares: ChannelShares,
  sample: PyObject,
  instrument: PyObject,
  model: SpecularModel,
  q: Float64Array,
  out: Float64Array,
): void {
  const [dd, ud] = [allocate(q.length), allocate(q.length)];
  flipChannels(flip, sample, instrument, model, q, [out, dd, ud]);
  const flipped = shares.up_down + shares.down_up;
  for (let i = 0; i < q.length; i++) {
    out[i] = shares.up_up * out[i]! + shares.down_down * dd[i]! + flipped * ud[i]!;
  }
}

/** A row of A: the shares of spin up and of spin down. */
function spins(state: 0 | 1, p: number, F: number): [up: number, down: number] {
  const up = state === 0 ? 1 - p : F * (1 - p) + (1 - F) * p;
  const down = state === 0 ? p : F * p + (1 - F) * (1 - p);
  return [up, down];
}
