/** The optimisers by the name that a trial gives. */
import { GxError } from "../errors.ts";
import { differentialEvolution } from "./differential-evolution.ts";
import { growingRange } from "./growing-range.ts";
import { levenbergMarquardt } from "./levenberg-marquardt.ts";
import { memetic } from "./memetic.ts";
import { nelderMead } from "./nelder-mead.ts";
import type { Optimiser, Settings } from "./optimiser.ts";
import { polishedEvolution } from "./polished-evolution.ts";
import { scout } from "./scout.ts";

const OPTIMISERS: readonly Optimiser<Settings>[] = [
  differentialEvolution,
  growingRange,
  levenbergMarquardt,
  memetic,
  nelderMead,
  polishedEvolution,
  scout,
] as Optimiser<Settings>[];

export function optimiserNamed(name: string): Optimiser<Settings> {
  const found = OPTIMISERS.find((optimiser) => optimiser.name === name);
  if (found !== undefined) return found;
  const names = OPTIMISERS.map((optimiser) => optimiser.name).join(", ");
  throw new GxError("GX_USAGE", `There is no optimiser called "${name}".`, `Choose one of ${names}.`);
}
