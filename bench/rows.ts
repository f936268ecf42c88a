/**
 * From what each round gave to the rows that are printed: a side's figure is the
 * median of its rounds, and the ratio is that of the medians. A ratio above 1
 * means that we do more work in the same time.
 */
import { median } from "../runtime/math/median.ts";
import type { Case, Peer } from "./cases.ts";

/** Rates of one side, one a round, in the order of the rounds: work per CPU second, or per second of the wall. */
export interface Measured {
  case: Case;
  ours: readonly number[];
  theirs: ReadonlyMap<Peer, readonly number[]>;
}

/** One line of `--json`. */
export interface Row {
  case: string;
  peer: string;
  ratio: number;
  ours: number;
  theirs: number;
}

export function rowsOf(measured: readonly Measured[]): Row[] {
  return measured.flatMap(({ case: { name }, ours, theirs }) =>
    [...theirs].map(([peer, rates]) => {
      const [mine, other] = [median(ours), median(rates)];
      return { case: name, peer, ratio: mine / other, ours: mine, theirs: other };
    }),
  );
}

/** Least and greatest ratio of one round: both sides of a round met the same neighbours on the machine. */
export function ratioRange(ours: readonly number[], theirs: readonly number[]): [number, number] {
  const ratios = ours.map((rate, round) => rate / theirs[round]!);
  return [Math.min(...ratios), Math.max(...ratios)];
}
