/**
 * What the data say of parameters that they do not determine one by one: often a
 * combination. Two layers of one material have only the sum of their thicknesses, a
 * thin layer hardly more than the product of density and thickness.
 *
 * A direction that the residuals do not see (uncertainty.ts) moves several
 * parameters. Where all but one of their directions are unseen, the one that is seen,
 * w, tells the combination: near the best the data see w·x and nothing else of them.
 * With w_i in the ratio of small integers that is a sum, as w = (1, 1), or a
 * difference, (1, −1); with w_i x_i in such a ratio, which is w in logarithms, a product
 * or a ratio. Where both hold, as for two equal thicknesses, the ends of other starts
 * decide: the combination that they share is the one.
 *
 * Two parameters of which the data see both directions, but one hardly (correlation
 * above 0.99 either way), are described alike, by that combination of the two which is
 * known at least five times better than if they were independent.
 */
import { plusMinus } from "../text.ts";

/** A value that the data determine, of parameters that they do not determine apart. */
export interface Combination {
  kind: "sum" | "difference" | "product" | "ratio";
  /** "`a.d` + `b.d`" */
  expression: string;
  value: number;
  /** One standard deviation. */
  uncertainty: number;
}

/** Parameters that the data do not determine apart. */
export interface Bound {
  names: string[];
  /** Absent where it is none of the kinds that have a name, or more than one. */
  combination?: Combination;
}

/** What the data leave open; places of parameters in `names`. */
export interface Determination {
  /** Of no effect on any point. */
  withoutEffect: string[];
  /** Not determined whatever the others are, or no better than by their bounds. */
  alone: string[];
  /** Not determined but together. */
  together: Bound[];
}

/** What uncertainty.ts measured, in one order of n parameters. */
export interface Measured {
  names: readonly string[];
  best: ArrayLike<number>;
  lower: ArrayLike<number>;
  upper: ArrayLike<number>;
  withoutEffect: readonly number[];
  undetermined: readonly number[];
  /** float[n]  lengths of the Jacobian's columns, 1 for a column of zeros */
  lengths: ArrayLike<number>;
  /** float[n][n]  the projector on unseen directions, parameter i in units of 1/lengths[i] */
  unseen: readonly (readonly number[])[];
  /** float[n][n]  over the directions that are seen */
  covariance: readonly (readonly number[])[];
  /** float[n]  NaN where there is none */
  standard: ArrayLike<number>;
}

/** Of a projector's element: two parameters share an unseen direction. */
const SHARED = 0.01;
/** Parameters of a combination are in the ratio of integers up to this, to within the tolerance. */
const LARGEST_FACTOR = 20;
const WHOLE = 0.01;
/** Above this correlation two parameters are described together, */
const NEARLY_ONE = 0.99;
/** by a combination known so many times better than of independent ones, */
const BETTER = 3;
/** A fraction of the bounds: the same value, as in minima.ts. */
const SAME = 0.02;
/** A combination is the same along a valley if it varies so many times less than the two would make it. */
const VALLEY = 5;
/** if the fraction of its bounds that one is uncertain by is above this; below it both are known well enough. */
const UNCERTAIN = 0.1;

/**
 * @param ends  float[n] each  where other starts found as good a fit
 * @param rivals  float[n] each  other minima that fit as well
 */
export function determinationOf(
  measured: Measured,
  ends: readonly ArrayLike<number>[] = [],
  rivals: readonly ArrayLike<number>[] = [],
): Determination {
  const { names, undetermined, withoutEffect } = measured;
  const groups = clusters(measured).map((places) => ({ places, seen: seenDirection(measured, places) }));
  const alone = groups.filter(({ places, seen }) => places.length === 1 || seen === "none");
  const together = groups
    .filter((group) => !alone.includes(group))
    .map(({ places, seen }) => {
      const combination = typeof seen === "string" ? undefined : exactCombination(measured, places, seen, ends);
      return { names: places.map((i) => names[i]!), ...(combination && { combination }) };
    });
  const aloneAt = alone.flatMap(({ places }) => places);
  const pairs = nearPairs(measured);
  const wide = names.filter((name, i) => {
    const tied = pairs.some((pair) => pair.names.includes(name));
    return !tied && measured.standard[i]! > measured.upper[i]! - measured.lower[i]!;
  });
  const local = {
    withoutEffect: withoutEffect.map((i) => names[i]!),
    alone: [...undetermined.filter((i) => aloneAt.includes(i)).map((i) => names[i]!), ...wide],
    together: [...together, ...pairs],
  };
  return { ...local, together: [...local.together, ...valley(measured, openNames(local), rivals)] };
}

/** Undetermined parameters in groups that share unseen directions. */
function clusters({ undetermined, unseen }: Measured): number[][] {
  const left = new Set(undetermined);
  const groups: number[][] = [];
  for (const first of undetermined) {
    if (!left.delete(first)) continue;
    const group = [first];
    // The group grows while it is walked.
    for (const i of group) {
      for (const j of [...left]) {
        if (Math.abs(unseen[i]![j]!) <= SHARED) continue;
        left.delete(j);
        group.push(j);
      }
    }
    groups.push(group.sort((a, b) => a - b));
  }
  return groups;
}

/** w of a group, float[places]; or that nothing of it is seen, or more than one direction. */
function seenDirection({ unseen, lengths }: Measured, places: readonly number[]): number[] | "none" | "several" {
  const seen = places.reduce((sum, i) => sum + 1 - unseen[i]![i]!, 0);
  if (seen < 0.5) return "none";
  if (seen > 1.5) return "several";
  // The projector on it is wwᵀ: any of its columns is a multiple of w, the longest the most exactly.
  const columns = places.map((j) => places.map((i) => Number(i === j) - unseen[i]![j]!));
  const length = (column: number[]) => column.reduce((sum, value) => sum + value * value, 0);
  const longest = columns.reduce((a, b) => (length(b) > length(a) ? b : a));
  return longest.map((w, k) => w * lengths[places[k]!]!);
}

function exactCombination(
  measured: Measured,
  places: readonly number[],
  w: readonly number[],
  ends: readonly ArrayLike<number>[],
): Combination | undefined {
  const x = places.map((i) => measured.best[i]!);
  const powers = integers(w.map((value, k) => value * x[k]!));
  const factors = integers(w);
  const candidates = [
    ...(factors ? [linear(measured, places, factors)] : []),
    ...(powers && places.length > 0 && x.every((value) => value !== 0) ? [monomial(measured, places, powers)] : []),
  ];
  // The one that other ends share; if both do, or there are none, the plainer one.
  const spread = ({ at, combination, plainness }: Candidate) =>
    ends.reduce((sum, end) => sum + Math.abs(at(end) / combination.value - 1), 1e-4 * plainness);
  return candidates.sort((a, b) => spread(a) - spread(b))[0]?.combination;
}

interface Candidate {
  combination: Combination;
  /** Its value at other parameters. */
  at(x: ArrayLike<number>): number;
  /** Its uncertainty if the parameters were independent. */
  independent: number;
  /** By its parameters, at the best. */
  slopes: readonly number[];
  /** Sum of its factors or powers: the less the plainer. */
  plainness: number;
}

/** Pairs that are seen, but hardly apart. */
function nearPairs(measured: Measured): Bound[] {
  const { names, best, lower, upper, covariance, standard } = measured;
  const known = (i: number) => Number.isFinite(standard[i]!);
  const wide = (i: number) => standard[i]! > UNCERTAIN * (upper[i]! - lower[i]!);
  const taken = new Set<number>();
  return names.flatMap((_, j) =>
    names.slice(0, j).flatMap((_, i): Bound[] => {
      const c = covariance[i]![j]!;
      const correlation = c / Math.sqrt(covariance[i]![i]! * covariance[j]![j]!);
      if (!known(i) || !known(j) || !(Math.abs(correlation) > NEARLY_ONE) || !(wide(i) || wide(j))) return [];
      if (taken.has(i) || taken.has(j)) return [];
      taken.add(i).add(j);
      const places = [i, j];
      const sign = c < 0 ? 1 : -1;
      const power = best[i]! * best[j]! > 0 ? sign : -sign;
      const [combined] = [
        linear(measured, places, [1, sign]),
        ...(best[i]! !== 0 && best[j]! !== 0 ? [monomial(measured, places, [1, power])] : []),
      ]
        .filter(({ combination, independent }) => BETTER * combination.uncertainty < independent)
        .sort((a, b) => a.combination.uncertainty / a.independent - b.combination.uncertainty / b.independent);
      return [{ names: places.map((k) => names[k]!), ...(combined && { combination: combined.combination }) }];
    }),
  );
}

/** Two parameters along which rivals lie, with one combination of them the same at all. */
function valley(measured: Measured, open: ReadonlySet<string>, rivals: readonly ArrayLike<number>[]): Bound[] {
  const { names, best, lower, upper } = measured;
  if (rivals.length < 2) return [];
  const farthest = (at: (x: ArrayLike<number>) => number) =>
    Math.max(...rivals.map((rival) => Math.abs(at(rival) - at(best))));
  const places = [...names.keys()].filter(
    (i) => !open.has(names[i]!) && farthest((x) => x[i]!) > SAME * (upper[i]! - lower[i]!),
  );
  if (places.length !== 2) return [];
  const positive = places.every((i) => best[i]! !== 0);
  const shared = [
    linear(measured, places, [1, 1]),
    linear(measured, places, [1, -1]),
    ...(positive ? [monomial(measured, places, [1, 1]), monomial(measured, places, [1, -1])] : []),
  ]
    .map((one) => ({
      one,
      spread: farthest(one.at) / Math.hypot(...places.map((i, k) => one.slopes[k]! * farthest((x) => x[i]!))),
    }))
    .filter(({ spread }) => VALLEY * spread < 1)
    .sort((a, b) => a.spread - b.spread)[0];
  return shared ? [{ names: places.map((i) => names[i]!), combination: shared.one.combination }] : [];
}

/** `w` as small integers in the same ratio, the first above 0; undefined where there are none. */
function integers(w: readonly number[]): number[] | undefined {
  const least = Math.min(...w.map(Math.abs)) * Math.sign(w[0]!);
  const whole = w.map((value) => Math.round(value / least));
  const close = whole.every(
    (n, k) => n !== 0 && Math.abs(n) <= LARGEST_FACTOR && Math.abs(w[k]! / least / n - 1) <= WHOLE,
  );
  return close ? whole : undefined;
}

function linear(measured: Measured, places: readonly number[], factors: readonly number[]): Candidate {
  const { names, best } = measured;
  const at = (x: ArrayLike<number>) => factors.reduce((sum, c, k) => sum + c * x[places[k]!]!, 0);
  const expression = factors
    .map((c, k) => {
      const term = `${Math.abs(c) === 1 ? "" : `${Math.abs(c)} `}\`${names[places[k]!]!}\``;
      return k === 0 ? term : `${c < 0 ? "−" : "+"} ${term}`;
    })
    .join(" ");
  const kind = factors.some((c) => c < 0) ? "difference" : "sum";
  return candidate(measured, places, { kind, expression, value: at(best) }, factors, factors, at);
}

function monomial(measured: Measured, places: readonly number[], powers: readonly number[]): Candidate {
  const { names, best } = measured;
  const at = (x: ArrayLike<number>) => powers.reduce((product, e, k) => product * x[places[k]!]! ** e, 1);
  const expression = powers
    .map((e, k) => {
      const term = `\`${names[places[k]!]!}\`${Math.abs(e) === 1 ? "" : `^${Math.abs(e)}`}`;
      return k === 0 ? term : `${e < 0 ? "/" : "·"} ${term}`;
    })
    .join(" ");
  const kind = powers.some((e) => e < 0) ? "ratio" : "product";
  const value = at(best);
  const slopes = powers.map((e, k) => (e * value) / best[places[k]!]!);
  return candidate(measured, places, { kind, expression, value }, powers, slopes, at);
}

/**
 * @param numbers  int[places]  its factors or powers
 * @param slopes  float[places]  of the combination by its parameters
 */
function candidate(
  { covariance }: Measured,
  places: readonly number[],
  known: Omit<Combination, "uncertainty">,
  numbers: readonly number[],
  slopes: readonly number[],
  at: Candidate["at"],
): Candidate {
  const sum = (of: (i: number, j: number) => number) =>
    places.reduce(
      (total, i, k) => total + places.reduce((part, j, l) => part + slopes[k]! * slopes[l]! * of(i, j), 0),
      0,
    );
  const uncertainty = Math.sqrt(
    Math.max(
      0,
      sum((i, j) => covariance[i]![j]!),
    ),
  );
  const independent = Math.sqrt(sum((i, j) => (i === j ? covariance[i]![i]! : 0)));
  const plainness = numbers.reduce((total, n) => total + Math.abs(n), 0);
  return { combination: { ...known, uncertainty }, at, independent, plainness, slopes };
}

/** Names of all that it leaves open. */
export function openNames({ withoutEffect, alone, together }: Determination): Set<string> {
  return new Set([...withoutEffect, ...alone, ...together.flatMap(({ names }) => names)]);
}

/** What a verdict says of it. */
export function determinationClauses({ withoutEffect, alone, together }: Determination): string[] {
  const unknown = together.map(({ names, combination }) => {
    const only =
      combination === undefined
        ? "a combination of them"
        : `their ${combination.kind}: ${combination.expression} = ${plusMinus(combination.value, combination.uncertainty)}`;
    return `the data do not determine ${list(names)}, only ${only}`;
  });
  return [
    ...unknown,
    ...(alone.length > 0 ? [`the data do not determine ${list(alone)}`] : []),
    ...(withoutEffect.length > 0
      ? [
          `${list(withoutEffect)} ${withoutEffect.length === 1 ? "has" : "have"} no effect on the simulation, and should not be fitted`,
        ]
      : []),
  ];
}

function list(names: readonly string[]): string {
  return new Intl.ListFormat("en").format(names.map((name) => `\`${name}\``));
}
