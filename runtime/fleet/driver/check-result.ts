/**
 * Whether a result can be the result of its trial, as far as the plan and the fit
 * tell without computing: its name, its fit, as many numbers as there are
 * parameters, within their bounds, counts that are counts. What this finds right
 * may still be a lie; judge.ts has its figure of merit computed again.
 *
 * The place in the plan is not compared: another sweep, in whose plan the same trial
 * has another place, may have had it computed, and a driver puts its own in.
 */
import type { TrialResult, TrialSpec } from "../../sweep/trial.ts";
import { CONVERGENCE_PAIRS, ERROR_CHARACTERS, WORD_CHARACTERS } from "../store/caps.ts";

/** d of each, in one order. */
export interface FitBounds {
  names: readonly string[];
  lower: ArrayLike<number>;
  upper: ArrayLike<number>;
}

/** Two machines of different kinds agree to this fraction: they differ in the last digits. */
const SAME = 1e-9;

/** @returns the first thing that is wrong with it, as the end of a sentence */
export function faultOf(result: TrialResult, spec: TrialSpec, bounds: FitBounds): string | undefined {
  const { status, fom, best, start, evaluations, generations, seconds, convergence, fomLevelBars } = result;
  const d = bounds.lower.length;
  if (result.id !== spec.id) return "it is of another trial";
  if (result.fit !== spec.fit) return `it says that it is of fit ${result.fit}, and the trial is of fit ${spec.fit}`;
  if (!isCount(result.index)) return "its place in a plan is no whole number";
  if (!isCount(evaluations) || !isCount(generations)) return "it counts evaluations or generations by no whole numbers";
  if (!(seconds >= 0 && Number.isFinite(seconds))) return "its seconds are no time";
  if (result.stopReason.length > WORD_CHARACTERS) return "its stop reason is too long";
  if ((result.error?.length ?? 0) > ERROR_CHARACTERS) return "its message is too long";
  if (convergence.length > CONVERGENCE_PAIRS) return `it has ${convergence.length} steps of convergence`;
  if (status === "failed") return fom === Number.POSITIVE_INFINITY ? undefined : "it failed and has a figure of merit";
  if (result.error !== undefined) return "it has a message of failure";
  if (evaluations === 0) return "it was never evaluated";
  if (best.length !== d || start.length !== d) {
    return `it has ${best.length} parameters (${start.length} at its start), and the fit has ${d}`;
  }
  if (!Number.isFinite(fom)) return status === "partial" ? undefined : "its figure of merit is no number";
  if (![...best, ...start].every(Number.isFinite)) return "a parameter is no number";
  // A file may let the optimiser leave the bounds.
  const bounded = spec.settings["useBoundaries"] !== false;
  const outside = best.findIndex((value, i) => !(bounds.lower[i]! <= value && value <= bounds.upper[i]!));
  if (bounded && outside >= 0) {
    return `its ${bounds.names[outside]} is ${best[outside]}, outside ${bounds.lower[outside]} … ${bounds.upper[outside]}`;
  }
  if (!falls(convergence, evaluations) || convergence.at(-1)?.[1] !== fom)
    return "its convergence is no way to its end";
  if (fomLevelBars.length !== 0 && fomLevelBars.length !== d) return `it has ${fomLevelBars.length} error bars`;
  return fomLevelBars.every(([low, high]) => low <= 0 && high >= 0) ? undefined : "an error bar is none";
}

/** Whether the figure of merit that was found here is the one that was told. */
export function isSameFom(told: number, found: number): boolean {
  return told === found || Math.abs(told - found) <= SAME * Math.max(Math.abs(told), Math.abs(found));
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** Evaluations rise to those of the trial, figures of merit never do. */
function falls(convergence: TrialResult["convergence"], evaluations: number): boolean {
  return convergence.every(([at, fom], i) => {
    const [before, better] = convergence[i - 1] ?? [0, Number.POSITIVE_INFINITY];
    return isCount(at) && at >= before && at <= evaluations && fom <= better;
  });
}
