/**
 * The depth profiles of a simulation, which are only drawn: nothing that goes wrong with
 * one may cost the curves, and none has more points than a plot can ever show. A layer
 * of a millimetre has millions at GenX's step.
 */
import { GxError } from "../errors.ts";
import { thinned } from "../math/thinned.ts";
import type { SldProfile } from "./session.ts";

/** Points of a profile that are kept: some twenty on each pixel of a wide screen, so that one may zoom in. */
const MOST_POINTS = 100_000;

type Drawing = Pick<SldProfile, "unit" | "curves">;

/** @param notes  gets a sentence for each profile that loses points */
export function thinnedProfiles(profiles: readonly SldProfile[], notes: string[]): SldProfile[] {
  return profiles.map(({ dataset, massDensity, ...profile }) => ({
    dataset,
    ...thinnedDrawing(profile, `The depth profile of \`${dataset}\``, notes),
    ...(massDensity && {
      massDensity: thinnedDrawing(massDensity, `The mass density profile of \`${dataset}\``, notes),
    }),
  }));
}

function thinnedDrawing({ unit, curves: all }: Drawing, name: string, notes: string[]): Drawing {
  const { z, ...others } = all;
  if (z === undefined || z.length <= MOST_POINTS) {
    const copies = Object.entries(all).map(([key, curve]) => [key, curve.slice()]);
    return { unit, curves: Object.fromEntries(copies) };
  }
  // What is not drawn against z has no place among its points.
  const drawn = Object.entries(others).filter(([, values]) => values.length === z.length);
  const values = drawn.map(([, curve]) => curve);
  const kept = thinned(values, z.length, MOST_POINTS);
  notes.push(
    `${name} has ${z.length} points, more than a plot can show: ${kept.length} of them are kept, the extremes among them.`,
  );
  const pick = (curve: Float64Array) => Float64Array.from(kept, (i) => curve[i]!);
  return { unit, curves: { z: pick(z), ...Object.fromEntries(drawn.map(([key, curve]) => [key, pick(curve)])) } };
}

/** What is said where there is no drawing. */
export function notDrawn(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  const whose = error instanceof GxError ? "" : " (a defect of meta-genx: please report it)";
  return `Depth profiles are left out, because with \`_sim\` set the script fails: ${why.replace(/\.$/, "")}${whose}. The curves do not need them.`;
}
