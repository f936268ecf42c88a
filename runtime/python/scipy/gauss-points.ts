/**
 * Nodes and weights of Gauss quadrature: Legendre's, by Newton's method on the polynomial, and Hermite's (for averages over a
 * Gaussian) and Laguerre's, as eigenvalues of the Jacobi matrix (G. H. Golub and J. H. Welsch, Math. Comp. 23 (1969) 221).
 */
import { EVD, Matrix } from "ml-matrix";
import { spendItems, spendMany } from "../budget.ts";
import { pyError } from "../values/error.ts";

export interface Points {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

function checked(n: number): void {
  if (!(n >= 1)) throw pyError("ValueError", "n must be a positive integer.");
  spendItems(n);
}

/** ∫ f over −1 … 1 */
export function gaussLegendre(n: number): Points {
  checked(n);
  spendMany(n * n);
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let k = 0; k < (n + 1) >> 1; k++) {
    let x = Math.cos((Math.PI * (k + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let turn = 0; turn < 100; turn++) {
      let [p, before] = [1, 0];
      for (let j = 1; j <= n; j++) [p, before] = [((2 * j - 1) * x * p - (j - 1) * before) / j, p];
      slope = (n * (x * p - before)) / (x * x - 1);
      const step = p / slope;
      x -= step;
      if (Math.abs(step) < 1e-15) break;
    }
    if (2 * k + 1 === n) x = 0;
    nodes[k] = -x;
    nodes[n - 1 - k] = x;
    weights[k] = weights[n - 1 - k] = 2 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

/** ∫ exp(−x²) f */
export function gaussHermite(n: number): Points {
  const points = fromJacobi(
    n,
    () => 0,
    (k) => Math.sqrt(k / 2),
    Math.sqrt(Math.PI),
  );
  // Even: each pair shares what rounding left of it.
  for (let k = 0; k < n >> 1; k++) {
    const x = (points.nodes[n - 1 - k]! - points.nodes[k]!) / 2;
    [points.nodes[k], points.nodes[n - 1 - k]] = [-x, x];
    points.weights[k] = points.weights[n - 1 - k] = (points.weights[k]! + points.weights[n - 1 - k]!) / 2;
  }
  if (n % 2 === 1) points.nodes[n >> 1] = 0;
  return points;
}

/** ∫ exp(−x) f over 0 … ∞ */
export function gaussLaguerre(n: number): Points {
  return fromJacobi(
    n,
    (k) => 2 * k + 1,
    (k) => k,
    1,
  );
}

function fromJacobi(n: number, diagonal: (k: number) => number, beside: (k: number) => number, total: number): Points {
  checked(n);
  spendMany(16 * n ** 3);
  const matrix = Matrix.zeros(n, n);
  for (let k = 0; k < n; k++) {
    matrix.set(k, k, diagonal(k));
    if (k === 0) continue;
    matrix.set(k, k - 1, beside(k));
    matrix.set(k - 1, k, beside(k));
  }
  const { realEigenvalues, eigenvectorMatrix } = new EVD(matrix, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, k) => k).sort((a, b) => realEigenvalues[a]! - realEigenvalues[b]!);
  return {
    nodes: Float64Array.from(order, (k) => realEigenvalues[k]!),
    weights: Float64Array.from(order, (k) => total * eigenvectorMatrix.get(0, k) ** 2),
  };
}
