/** How columns of numbers vary together: covariance and correlation of rows. */
import type { Value } from "../values/value.ts";
import type { NdArray } from "./array.ts";
import { asArray } from "./convert.ts";
import { diagonal, matmul } from "./linear.ts";
import { mean } from "./reductions.ts";
import { concatenate, reshape, squeeze, transpose } from "./shape.ts";
import { define, isGiven } from "./signature.ts";
import { compute, evaluate } from "./ufuncs.ts";

export function statisticsTable(): [string, Value][] {
  return [
    define("cov(m, y=)", (m: Value, y) => squeeze(covariance(m, y))),
    define("corrcoef(x, y=)", (x: Value, y) => {
      const together = covariance(x, y);
      const deviation = asArray(evaluate("sqrt", diagonal(together)));
      return squeeze(asArray(compute("divide", together, compute("multiply", reshape(deviation, [-1, 1]), deviation))));
    }),
  ];
}

/** Σ (x - x̄)(y - ȳ) / (n - 1) of each pair of rows. */
function covariance(m: Value, y?: Value): NdArray {
  const all = isGiven(y) ? concatenate([rows(m), rows(y)], 0) : rows(m);
  const away = asArray(compute("subtract", all, mean({ array: all, axes: [1], keepdims: true })));
  return asArray(compute("divide", matmul(away, transpose(away)), all.shape[1]! - 1));
}

function rows(value: Value): NdArray {
  const array = asArray(value, "float64");
  return array.ndim > 1 ? array : reshape(array, [1, -1]);
}
