/**
 * One factor for all simulated curves, that which brings them nearest to the
 * data sets that are used:
 *
 *     scale_sim         s = Σ y I / Σ I²             least Σ (y − s I)²
 *     scale_sqrt_sim    s = (Σ √(y I) / Σ I)²        least Σ (√y − √(s I))²
 */
import { define } from "../../python/numpy/signature.ts";
import { binary, call, itemsOf, truth } from "../../python/operators.ts";
import { pyError } from "../../python/values/error.ts";
import { PyList } from "../../python/values/sequence.ts";
import type { Value } from "../../python/values/value.ts";
import { attribute, row } from "../base/script-values.ts";

export function scaleFunctions(): [string, Value][] {
  return [
    define("scale_sim(data, sim_list, scale_func=)", (data, curves, tell) => {
      const factor = ratio(
        data!,
        curves!,
        (y, I) => y * I,
        (I) => I * I,
      );
      return scaled(curves!, factor, factor, tell);
    }),
    define("scale_sqrt_sim(data, sim_list, scale_func=)", (data, curves, tell) => {
      const root = ratio(
        data!,
        curves!,
        (y, I) => Math.sqrt(y * I),
        (I) => I,
      );
      // The function is told the root, as in GenX.
      return scaled(curves!, root * root, root, tell);
    }),
  ];
}

function ratio(
  data: Value,
  curves: Value,
  above: (y: number, I: number) => number,
  below: (I: number) => number,
): number {
  const sets = itemsOf(data);
  const simulated = itemsOf(curves);
  let numerator = 0;
  let denominator = 0;
  sets.forEach((set, k) => {
    if (!truth(attribute(set, "use"))) return;
    const y = row(attribute(set, "y"), "y");
    const I = row(simulated[k] ?? null, "a simulated curve");
    if (y.length !== I.length) {
      throw pyError("ValueError", `data set ${k} has ${y.length} points and its simulated curve ${I.length}`);
    }
    for (let i = 0; i < y.length; i++) {
      numerator += above(y[i]!, I[i]!);
      denominator += below(I[i]!);
    }
  });
  return numerator / denominator;
}

function scaled(curves: Value, factor: number, told: number, tell: Value | undefined): Value {
  const out = itemsOf(curves).map((curve) => binary("*", curve, factor));
  if (tell !== undefined && tell !== null) call(tell, [told]);
  return new PyList(out);
}
