/**
 * Polynomials in numpy's older form: coefficients in a list, the highest power
 * first. Fitting and roots are left to ml-matrix (QR, eigenvalues).
 */
import { EVD, Matrix, solve as solveMatrix } from "ml-matrix";
import { spendMany } from "../budget.ts";
import { pyError } from "../values/error.ts";
import { type BinaryOperator, type Keywords, PyValue, type Value } from "../values/value.ts";
import type { NdArray } from "./array.ts";
import { asArray, cast, unwrap, zeros } from "./convert.ts";
import { convolve } from "./linear.ts";
import { concatenate, ravel, section } from "./shape.ts";
import { asInteger, define, isGiven } from "./signature.ts";
import { compute, pick } from "./ufuncs.ts";

export function polynomialTable(): [string, Value][] {
  return [
    define("polyfit(x, y, deg, rcond=, full=, w=, cov=)", polyfit),
    define("polyval(p, x)", (p: Value, x: Value) => polyval(asArray(p), x)),
    define("polyder(p)", (p: Value) => derivative(asArray(p))),
    define("polyint(p)", (p: Value) => {
      const c = asArray(p);
      const powers = zeros("float64", [c.size]);
      for (let k = 0; k < c.size; k++) powers.buffer[k] = c.size - k;
      return concatenate([asArray(compute("divide", c, powers)), zeros("float64", [1])], 0);
    }),
    define("polyadd(a1, a2)", (a: Value, b: Value) => sum(asArray(a), asArray(b), "add")),
    define("polysub(a1, a2)", (a: Value, b: Value) => sum(asArray(a), asArray(b), "subtract")),
    define("polymul(a1, a2)", (a: Value, b: Value) => convolve(asArray(a), asArray(b), "full")),
    define("roots(p)", (p: Value) => roots(asArray(p))),
    define("poly1d(c_or_r)", (c: Value) => new Polynomial(asArray(c))),
  ];
}

function derivative(c: NdArray): NdArray {
  const n = Math.max(c.size - 1, 0);
  const powers = zeros("int64", [n]);
  for (let k = 0; k < n; k++) powers.buffer[k] = n - k;
  return asArray(compute("multiply", section(c, 0, 0, n), powers));
}

/** Coefficients of the same power stand at the same distance from the end. */
function sum(a: NdArray, b: NdArray, name: "add" | "subtract"): NdArray {
  const n = Math.max(a.size, b.size);
  const pad = (c: NdArray): NdArray => concatenate([zeros(c.dtype, [n - c.size]), c], 0);
  return asArray(compute(name, pad(a), pad(b)));
}

function polyval(coefficients: NdArray, x: Value): Value {
  let result: Value = compute("multiply", x, 0n);
  for (let k = 0; k < coefficients.size; k++)
    result = compute("add", compute("multiply", result, x), pick(coefficients, 0, k));
  return result;
}

/** Least squares by Householder QR, columns scaled to length 1 as numpy does. Highest power first. */
function polyfit(x: Value, y: Value, deg: Value, _rcond?: Value, full?: Value, w?: Value, cov?: Value): Value {
  if (isGiven(full) || (isGiven(cov) && cov !== false))
    throw pyError("TypeError", "polyfit: full and cov are not supported");
  const degree = asInteger(deg, "deg");
  const places = cast(asArray(x, "float64")).buffer;
  const heights = cast(asArray(y, "float64")).buffer;
  const weights = isGiven(w) ? cast(asArray(w, "float64")).buffer : undefined;
  if (places.length !== heights.length) throw pyError("TypeError", "expected x and y to have same length");
  spendMany(64 + places.length * (degree + 1) ** 2);
  const rows = Array.from(places, (at, k) =>
    Array.from({ length: degree + 1 }, (_, power) => at ** (degree - power) * (weights ? weights[k]! : 1)),
  );
  const scales = Array.from({ length: degree + 1 }, (_, j) => Math.hypot(...rows.map((row) => row[j]!)) || 1);
  const matrix = new Matrix(rows.map((row) => row.map((value, j) => value / scales[j]!)));
  const target = Matrix.columnVector(Array.from(heights, (height, k) => height * (weights ? weights[k]! : 1)));
  const solution = solveMatrix(matrix, target).to1DArray();
  const result = zeros("float64", [degree + 1]);
  for (const [j, value] of solution.entries()) result.buffer[j] = value / scales[j]!;
  return result;
}

/** Eigenvalues of the companion matrix. */
function roots(p: NdArray): NdArray {
  const c = Array.from(cast(p, "float64").buffer);
  if (p.dtype === "complex128") throw pyError("TypeError", "roots of a complex polynomial are not supported");
  const first = c.findIndex((x) => x !== 0);
  const last = c.findLastIndex((x) => x !== 0);
  if (first < 0) return zeros("float64", [0]);
  const core = c.slice(first, last + 1);
  const n = core.length - 1;
  spendMany(n ** 3);
  const companion = Matrix.zeros(n, n);
  for (let k = 0; k < n; k++) {
    companion.set(0, k, -core[k + 1]! / core[0]!);
    if (k > 0) companion.set(k, k - 1, 1);
  }
  const { realEigenvalues, imaginaryEigenvalues } = new EVD(companion, { assumeSymmetric: false });
  const result = zeros("complex128", [c.length - 1 - first]);
  realEigenvalues.forEach((re, k) => {
    result.buffer[2 * k] = re;
    result.buffer[2 * k + 1] = imaginaryEigenvalues[k]!;
  });
  return imaginaryEigenvalues.every((im) => im === 0) ? asArray(result, "float64") : result;
}

/** np.poly1d: a polynomial that can be called, indexed and added to. */
class Polynomial extends PyValue {
  override readonly typeName = "poly1d";
  readonly coefficients: NdArray;
  constructor(coefficients: NdArray) {
    super();
    this.coefficients = ravel(coefficients);
  }
  override get callable(): boolean {
    return true;
  }
  override call([x]: Value[], _keywords: Keywords): Value {
    if (x === undefined) throw pyError("TypeError", "a polynomial needs the place at which to evaluate it");
    return polyval(this.coefficients, x);
  }
  override getAttribute(name: string): Value | undefined {
    if (["c", "coef", "coeffs", "coefficients"].includes(name)) return this.coefficients;
    if (name === "o" || name === "order") return BigInt(this.coefficients.size - 1);
    if (name === "r" || name === "roots") return roots(this.coefficients);
    if (name === "deriv") return define("deriv()", () => new Polynomial(derivative(this.coefficients)))[1];
    return undefined;
  }
  /** The coefficient of a power. */
  override getItem(power: Value): Value {
    const place = this.coefficients.size - 1 - asInteger(power, "power");
    return place >= 0 && place < this.coefficients.size ? unwrap(pick(this.coefficients, 0, place)) : 0n;
  }
  override binary(op: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    const right = other instanceof Polynomial ? other.coefficients : asArray(other);
    const [a, b] = reflected ? [ravel(right), this.coefficients] : [this.coefficients, ravel(right)];
    if (op === "+") return new Polynomial(sum(a, b, "add"));
    if (op === "-") return new Polynomial(sum(a, b, "subtract"));
    return op === "*" ? new Polynomial(convolve(a, b, "full")) : undefined;
  }
  override repr(): string {
    return this.coefficients.repr().replace(/^array/, "poly1d");
  }
}
