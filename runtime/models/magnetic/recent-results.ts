/**
 * The last few results of something costly that scripts ask for again: all channels of a
 * sample come of one run of a kernel. Each is found again only if all that it was made
 * from is the same number for number. What takes much memory is not kept. Each session has its own (perSession): what
 * has to be made again costs steps.
 */

import { sameRow } from "../base/cache-key.ts";

/** Of a result and all that it was made from: 2 MB. */
const MOST_NUMBERS = 2 ** 18;

export class RecentResults<T> {
  private readonly most: number;
  private readonly numbersIn: (result: T) => number;
  private readonly list: { readonly from: readonly Float64Array[]; readonly result: T }[] = [];

  /** @param numbersIn  how many numbers a result has, where they may be many more than it is made from */
  constructor(most: number, numbersIn: (result: T) => number = () => 0) {
    this.most = most;
    this.numbersIn = numbersIn;
  }

  /** @param from  what the result is made from; copied, so it may change afterwards */
  get(from: readonly Float64Array[], make: () => T): T {
    const found = this.list.findIndex((each) => each.from.every((values, n) => sameRow(values, from[n]!)));
    if (found >= 0) {
      const [kept] = this.list.splice(found, 1);
      this.list.unshift(kept!);
      return kept!.result;
    }
    const result = make();
    if (from.reduce((sum, values) => sum + values.length, this.numbersIn(result)) > MOST_NUMBERS) return result;
    this.list.length = Math.min(this.list.length, this.most - 1);
    this.list.unshift({ from: from.map((values) => values.slice()), result });
    return result;
  }
}
