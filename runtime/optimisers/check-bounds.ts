/**
 * The door of every optimiser: bounds, start and settings are checked here
 * once, in the form NaN cannot pass, and trusted from then on.
 */
import { GxError } from "../errors.ts";
import type { Problem, Settings } from "./optimiser.ts";

/** @param bounded whether the run is to stay within the bounds, so that it has to begin there */
export function checkProblem({ lower, upper, start }: Problem, bounded: boolean): void {
  if (start.length === 0) {
    throw new GxError(
      "GX_PARAMETER",
      "No parameter is marked to be fitted.",
      "Tick Fit for at least one row of the table.",
    );
  }
  for (let i = 0; i < start.length; i++) {
    const [low, high, value] = [lower[i]!, upper[i]!, start[i]!];
    const where = `Fitted parameter ${i + 1}`;
    if (!(low < high) || !Number.isFinite(high - low)) {
      throw new GxError(
        "GX_PARAMETER",
        `${where} has the bounds ${low} … ${high}.`,
        "Give it a minimum below its maximum.",
      );
    }
    if (!Number.isFinite(value)) throw new GxError("GX_PARAMETER", `${where} begins at ${value}.`, "Give it a number.");
    if (bounded && !(low <= value && value <= high)) {
      throw new GxError(
        "GX_PARAMETER",
        `${where} begins at ${value}, outside its bounds ${low} … ${high}.`,
        "Change its value or its bounds.",
      );
    }
  }
}

/** Each setting as [what it must be, whether it is]; throws for the first that is not. */
export function checkSettings(optimiser: string, settings: Settings, rules: Record<string, [string, boolean]>): void {
  for (const [name, [must, ok]] of Object.entries(rules)) {
    if (ok) continue;
    throw new GxError("GX_USAGE", `${optimiser}: ${name} is ${settings[name]}, and must be ${must}.`);
  }
}
