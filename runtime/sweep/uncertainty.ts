/**
 * Standard uncertainties at the best fit, from how fast the residuals r change
 * with the parameters there. With J the Jacobian of r,
 *
 *     C = (JᵀJ)⁻¹        u_i = √C_ii        correlation = C_ij / (u_i u_j)
 *
 * where the residuals are in units of their error bars. Where their scale is
 * unknown, it is taken from the residuals themselves: C × Σr² / (m − n). m is the
 * number of points that enter the figure of merit at the best (fit/fom.ts), not of
 * those that could.
 *
 * A point that enters or leaves the figure of merit between the best and a
 * difference beside it has no slope there, only a jump. It is left out of J, and
 * the parameter that makes it vanish has no uncertainty.
 *
 * That is so for a fit of least squares. Most figures of merit of GenX add up
 * absolute values, and the parameters that minimise those scatter more: C × π/2
 * for normal noise, the price of the median against the mean.
 *
 * J comes from differences (jacobian.ts). Its columns are
 * scaled to length 1 and the inverse is taken through the singular values, so
 * that a direction which the residuals do not see is found: the parameters that
 * lie in it are undetermined, and have no uncertainty (determined.ts names them).
 *
 *   W. H. Press et al., Numerical Recipes, 3rd ed. (2007), 15.4 and 15.6
 *   G. Bassett & R. Koenker, J. Am. Stat. Assoc. 73, 618 (1978)   absolute values
 */
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { GxError } from "../errors.ts";
import type { Objective } from "../optimisers/objective.ts";
import type { Measured } from "./determined.ts";
import { measureJacobian } from "./jacobian.ts";
import { boundNotes, chiSquareNotes, correlationNotes } from "./uncertainty-notes.ts";

export interface Uncertainty {
  /** float[n]  one standard uncertainty; NaN for a parameter that the data do not determine */
  standard: number[];
  /** What the data do not determine, or not one without another, as determined.ts asks for it. */
  measured: Measured;
  /** Places of parameters that have none because points enter or leave the figure of merit beside the best, whatever the data determine. */
  vanishing: number[];
  /** float[n][n]; NaN in the rows and columns of such a parameter */
  correlation: number[][];
  /** Σr² / (m − n), when residuals are in units of their error bars and there are more of them than parameters */
  reducedChiSquare?: number;
  /** Where the numbers come from, in a few words. */
  source: string;
  /** What to know before using them, a sentence each. */
  notes: string[];
}

/** Singular values below this fraction of the largest are no information: differences of fast fringes are good to about 1e-6. */
const RANK_TOLERANCE = 1e-5;

/** Of the residuals: a parameter that changes them by less, from one of its bounds to the other, has no effect. */
const NO_EFFECT = 1e-6;

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
  const { at, vanishing } = jacobian;
  const counted = [...at.keys()].filter((k) => jacobian.counts[k] === 1 && Number.isFinite(at[k]!));
  const m = counted.length;
  if (m === 0) return undefined;

  const notes: string[] = [];
  const noNumbers = at.reduce((count, r, k) => count + Number(jacobian.counts[k] === 1 && !Number.isFinite(r)), 0);
  if (noNumbers > 0) notes.push(`${noNumbers} of ${residualCount} residuals are not finite numbers and were left out.`);
  const sumOfSquares = counted.reduce((sum, k) => sum + at[k]! ** 2, 0);
  const variance = m > n ? sumOfSquares / (m - n) : Number.NaN;
  if (m <= n) notes.push(`${m} residuals do not suffice for ${n} parameters.`);

  const rows = counted.filter((k) => jacobian.steady[k] === 1 && jacobian.columns.every((c) => Number.isFinite(c[k]!)));
  const least = NO_EFFECT * Math.sqrt(sumOfSquares);
  const columns = jacobian.columns.map((column, i) => {
    const width = objective.upper[i]! - objective.lower[i]!;
    const length = Math.sqrt(rows.reduce((sum, k) => sum + column[k]! ** 2, 0));
    return length * width <= least ? undefined : column;
  });
  const { covariance, undetermined, lengths, unseen } = invert(
    columns.map((column) => column ?? new Float64Array(at.length)),
    rows,
  );
  for (const i of vanishing) undetermined.delete(i);
  const still = [...undetermined].filter((i) => columns[i] === undefined);
  for (const i of still) undetermined.delete(i);
  const withoutEffect = still.filter((i) => !changesAnything(objective, best, i, at, least));
  const level = still.filter((i) => !withoutEffect.includes(i));
  const unknown = new Set([...undetermined, ...still, ...vanishing]);
  const absolutes = objective.residualSum === "absolutes";
  const scale = (residualKind === "relative" ? variance : 1) * (absolutes ? Math.PI / 2 : 1);
  const standard = covariance.map((row, i) => (unknown.has(i) ? Number.NaN : Math.sqrt(row[i]! * scale)));
  const correlation = covariance.map((row, i) =>
    row.map((c, j) => {
      if (unknown.has(i) || unknown.has(j)) return Number.NaN;
      return i === j ? 1 : c / Math.sqrt(row[i]! * covariance[j]![j]!);
    }),
  );

  if (vanishing.length > 0) {
    const which = new Intl.ListFormat("en").format(vanishing.map((i) => `\`${names[i]}\``));
    notes.push(
      `No uncertainty is known of ${which}: beside the best, points enter or leave the figure of merit as ${vanishing.length > 1 ? "they change" : "it changes"}, and what that adds or takes is no slope of the data's.`,
    );
  }
  if (level.length > 0) {
    const which = new Intl.ListFormat("en").format(level.map((i) => `\`${names[i]}\``));
    notes.push(
      `No uncertainty is known of ${which}: the curve has no slope there, as at a roughness of 0, though it changes farther off.`,
    );
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
    measured: {
      names,
      best,
      lower: objective.lower,
      upper: objective.upper,
      withoutEffect,
      undetermined: [...undetermined],
      lengths,
      unseen,
      covariance: covariance.map((row) => row.map((c) => c * scale)),
      standard,
    },
    vanishing,
    correlation,
    ...(sigma && m > n ? { reducedChiSquare: variance } : {}),
    source: sigma
      ? "from the data's error bars"
      : "from the scatter of the residuals, since their error bars are not used",
    notes,
  };
}

/** Whether any residual is another one where parameter i is at one of its bounds, or at the file's value: bounds may lie where nothing is. */
function changesAnything(objective: Objective, best: Float64Array, i: number, at: Float64Array, least: number) {
  return [objective.lower[i]!, objective.upper[i]!, objective.start[i]!].some((other) => {
    const there = new Float64Array(at.length);
    try {
      objective.residuals!(best.with(i, other), there);
    } catch (error) {
      if (!(error instanceof GxError)) throw error;
      return true;
    }
    return !there.every((r, k) => Object.is(r, at[k]) || Math.abs(r - at[k]!) <= least);
  });
}

/** (JᵀJ)⁻¹ over the directions that J sees, the parameters that lie in the others, and what determined.ts asks of these. */
function invert(
  columns: Float64Array[],
  rows: number[],
): Pick<Measured, "covariance" | "lengths" | "unseen"> & { covariance: number[][]; undetermined: Set<number> } {
  const n = columns.length;
  if (rows.length === 0) {
    const nothing = columns.map(() => columns.map(() => Number.NaN));
    return { covariance: nothing, undetermined: new Set(), lengths: columns.map(() => 1), unseen: nothing };
  }
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
  // 1 less the seen ones: where there are fewer residuals than parameters V has not all of the others.
  const unseen = directions.map((i) =>
    directions.map((j) => directions.reduce((p, k) => p - (seen[k] ? V.get(i, k) * V.get(j, k) : 0), Number(i === j))),
  );
  const undetermined = directions.filter((i) => unseen[i]![i]! > SHARE);
  return { covariance, undetermined: new Set(undetermined), lengths, unseen };
}
