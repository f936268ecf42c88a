/**
 * Standard uncertainties at the best fit, from how fast the residuals r change
 * with the parameters there. With J the Jacobian of r,
 *
 *     C = (JᵀJ)⁻¹        u_i = √C_ii        correlation = C_ij / (u_i u_j)
 *
 * where the residuals are in units of their error bars. Where their scale is
 * unknown, it is taken from the residuals themselves: C × Σr² / (m − n).
 *
 * That is so for a fit of least squares. Most figures of merit of GenX add up
 * absolute values, and the parameters that minimise those scatter more: C × π/2
 * for normal noise, the price of the median against the mean.
 *
 * J comes from differences (optimisers/differences.ts). Its columns are
 * scaled to length 1 and the inverse is taken through the singular values, so
 * that a direction which the residuals do not see is found and named: the
 * parameters that lie in it are undetermined, and have no uncertainty.
 *
 *   W. H. Press et al., Numerical Recipes, 3rd ed. (2007), 15.4 and 15.6
 *   G. Bassett & R. Koenker, J. Am. Stat. Assoc. 73, 618 (1978)   absolute values
 */
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { differencesAt, jacobianColumns } from "../optimisers/finite-differences.ts";
import type { Objective } from "../optimisers/objective.ts";
import { boundNotes, chiSquareNotes, correlationNotes } from "./uncertainty-notes.ts";

export interface Uncertainty {
  /** float[n]  one standard uncertainty; NaN for a parameter that the data do not determine */
  standard: number[];
  /** float[n][n]; NaN in the rows and columns of such a parameter */
  correlation: number[][];
  /** Σr² / (m − n), when residuals are in units of their error bars and there are more of them than parameters */
  reducedChiSquare?: number;
  /** Where the numbers come from, in a few words. */
  source: string;
  /** What to know before using them, a sentence each. */
  notes: string[];
}

/** Singular values below this fraction of the largest are rounding, not information: differences are good to about 1e-10. */
const RANK_TOLERANCE = 1e-7;

/** A parameter whose share in an unseen direction is above this is undetermined. */
const SHARE = 0.01;

/**
 * @param best  float[n]
 * @returns undefined when the figure of merit has no residuals, or they cannot be computed at `best`
 */
export function estimateUncertainty(objective: Objective, best: Float64Array): Uncertainty | undefined {
  const { residualKind, residualCount, names } = objective;
  if (residualKind === "none" || objective.residuals === undefined) return undefined;
  const n = best.length;
  const jacobian = measureJacobian(objective, best);
  const rows = finiteRows(jacobian);
  const m = rows.length;
  if (m === 0) return undefined;

  const notes: string[] = [];
  if (m < residualCount)
    notes.push(`${residualCount - m} of ${residualCount} residuals are not finite numbers and were left out.`);
  const sumOfSquares = rows.reduce((sum, k) => sum + jacobian.at[k]! ** 2, 0);
  const variance = m > n ? sumOfSquares / (m - n) : Number.NaN;
  if (m <= n) notes.push(`${m} residuals do not suffice for ${n} parameters.`);

  const { covariance, undetermined } = invert(jacobian.columns, rows);
  const absolutes = objective.residualSum === "absolutes";
  const scale = (residualKind === "relative" ? variance : 1) * (absolutes ? Math.PI / 2 : 1);
  const standard = covariance.map((row, i) => (undetermined.has(i) ? Number.NaN : Math.sqrt(row[i]! * scale)));
  const correlation = covariance.map((row, i) =>
    row.map((c, j) => {
      if (undetermined.has(i) || undetermined.has(j)) return Number.NaN;
      return i === j ? 1 : c / Math.sqrt(row[i]! * covariance[j]![j]!);
    }),
  );

  if (undetermined.size > 0) {
    const which = [...undetermined].map((i) => `\`${names[i]}\``).join(", ");
    notes.push(`The data do not determine ${which}${undetermined.size > 1 ? ", or not one without another" : ""}.`);
  }
  for (const [i, u] of standard.entries()) {
    if (u > objective.upper[i]! - objective.lower[i]!)
      notes.push(`The uncertainty of \`${names[i]}\` is wider than its bounds: the data hardly determine it.`);
  }
  notes.push(...boundNotes(names, best, objective.lower, objective.upper), ...correlationNotes(names, correlation));
  const sigma = residualKind === "sigma";
  if (sigma && m > n) notes.push(...chiSquareNotes(variance, m - n));
  return {
    standard,
    correlation,
    ...(sigma && m > n ? { reducedChiSquare: variance } : {}),
    source: sigma
      ? "from the data's error bars"
      : "from the scatter of the residuals, since their error bars are not used",
    notes,
  };
}

interface Jacobian {
  /** float[m]  residuals at the best */
  at: Float64Array;
  /** float[n][m]  ∂r/∂x_i */
  columns: Float64Array[];
}

function measureJacobian(objective: Objective, best: Float64Array): Jacobian {
  const m = objective.residualCount;
  const differences = differencesAt(best, objective.lower, objective.upper);
  const around = new Float64Array(2 * best.length * m);
  for (let k = 0; k < 2 * best.length; k++) {
    const point = differences.points.slice(k * best.length, (k + 1) * best.length);
    objective.residuals!(point, around.subarray(k * m, (k + 1) * m));
  }
  const at = new Float64Array(m);
  objective.residuals!(best, at);
  return { at, columns: jacobianColumns(differences, at, around) };
}

function finiteRows({ at, columns }: Jacobian): number[] {
  return [...at.keys()].filter(
    (k) => Number.isFinite(at[k]!) && columns.every((column) => Number.isFinite(column[k]!)),
  );
}

/** (JᵀJ)⁻¹ over the directions that J sees, and the parameters that lie in the others. */
function invert(columns: Float64Array[], rows: number[]): { covariance: number[][]; undetermined: Set<number> } {
  const n = columns.length;
  const lengths = columns.map((column) => Math.sqrt(rows.reduce((sum, k) => sum + column[k]! ** 2, 0)) || 1);
  const scaled = new Matrix(rows.map((k) => columns.map((column, i) => column[k]! / lengths[i]!)));
  const svd = new SingularValueDecomposition(scaled, { autoTranspose: true });
  const V = svd.rightSingularVectors;
  const singular = Array.from({ length: n }, (_, k) => svd.diagonal[k] ?? 0);
  const seen = singular.map((s) => s > RANK_TOLERANCE * singular[0]!);
  const directions = [...seen.keys()];

  const covariance = lengths.map((li, i) =>
    lengths.map((lj, j) => {
      const sum = directions.reduce((c, k) => c + (seen[k] ? (V.get(i, k) * V.get(j, k)) / singular[k]! ** 2 : 0), 0);
      return sum / (li * lj);
    }),
  );
  const undetermined = directions.filter((i) => unseenShare(V, seen, i) > SHARE);
  return { covariance, undetermined: new Set(undetermined) };
}

/** Of the unit vector along parameter i, the squared part that lies in unseen directions. */
function unseenShare(V: Matrix, seen: readonly boolean[], i: number): number {
  return 1 - seen.reduce((sum, isSeen, k) => sum + (isSeen ? V.get(i, k) ** 2 : 0), 0);
}
