/**
 * The methods that a sweep may try, by the names that `--methods` takes: GenX's schemes
 * under GenX's names, the same with a descent behind, and ours in the same spelling. What
 * a plan has to know of each is here; how it works is in runtime/optimisers.
 */
import { GxError } from "../errors.ts";
import { SCHEMES } from "../gx/project.ts";
import { didYouMean } from "../text.ts";

/**
 * A scheme under GenX's name is GenX's scheme and nothing else, so that it can be compared with GenX; with this behind
 * its name it ends by Levenberg and Marquardt's method, from the best that the scheme found.
 */
export const POLISHED = "+lm";

export interface OwnMethod {
  optimiser: string;
  /** Without dice, one start gives one result, and a repeat would be the same trial. */
  dice: boolean;
  /** It can be told to end after so many generations. */
  generations: boolean;
}

/** A local method is run where it is asked for by name: from one start it finds one minimum, the nearest. */
export const OWN_METHODS: Readonly<Record<string, OwnMethod>> = {
  levenberg_marquardt: { optimiser: "levenberg-marquardt", dice: false, generations: true },
  growing_range: { optimiser: "growing-range", dice: false, generations: false },
  scout: { optimiser: "scout", dice: true, generations: false },
  memetic: { optimiser: "memetic", dice: true, generations: false },
};

export const METHODS: readonly string[] = [...SCHEMES, ...SCHEMES.map(polished), ...Object.keys(OWN_METHODS)];

/** All of them for people. */
export const METHODS_TEXT = `${SCHEMES.join(", ")}, each alone as in GenX or polished at its end (${SCHEMES[0]}${POLISHED}), and ${Object.keys(OWN_METHODS).join(", ")}`;

/** "best_1_bin" → "best_1_bin+lm" */
export function polished(scheme: string): string {
  return `${scheme}${POLISHED}`;
}

export function ownMethod(name: string): OwnMethod | undefined {
  return Object.hasOwn(OWN_METHODS, name) ? OWN_METHODS[name] : undefined;
}

/** Whether a trial ends at the bottom of a minimum, as a rule. */
export function endsPolished({ method }: { method: string }): boolean {
  return method.endsWith(POLISHED) || ownMethod(method) !== undefined;
}

export function checkedMethod(name: string): string {
  if (METHODS.includes(name)) return name;
  const near = didYouMean(name, METHODS);
  const all = `There are: ${METHODS_TEXT}.`;
  throw new GxError(
    "GX_USAGE",
    `There is no method "${name}"`,
    near.startsWith("Did you mean") ? `${near}\n${all}` : all,
  );
}
