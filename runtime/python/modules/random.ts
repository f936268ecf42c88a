/**
 * random: xoroshiro128+ of pure-rand under Python's names. The same seed gives
 * the same numbers on every machine, though not CPython's; without a seed it
 * starts from 0, so a script stays repeatable.
 */
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { spend, spendItems, spendMany } from "../budget.ts";
import { RANGE } from "../builtins/containers.ts";
import { toFloat, toInt } from "../conversions.ts";
import { call, itemsOf } from "../operators.ts";
import { pyError } from "../values/error.ts";
import type { Module } from "../values/module.ts";
import type { PyRange } from "../values/range.ts";
import { PyList } from "../values/sequence.ts";
import type { Value } from "../values/value.ts";
import { library } from "./define-module.ts";

export function randomModule(): Module {
  let source = xoroshiro128plus(0);
  const uniform = () => uniformFloat64(source);
  const below = (n: number) => Math.floor(uniform() * n);
  const normal = (mean: number, width: number) =>
    mean + width * Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const gauss = ([mean = 0, width = 1]: Value[]) => normal(toFloat(mean), toFloat(width));
  const pick = (items: readonly Value[]): Value => {
    if (items.length === 0) throw pyError("IndexError", "Cannot choose from an empty sequence");
    return items[below(items.length)]!;
  };
  const shuffled = (items: readonly Value[]): Value[] => {
    spendItems(items.length);
    spend(2 * items.length);
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = below(i + 1);
      [out[i], out[j]] = [out[j]!, out[i]!];
    }
    return out;
  };
  return library("random", {
    seed: ([seed = null]) => {
      source = xoroshiro128plus(seed === null ? 0 : Number(BigInt.asIntN(32, toInt(seed))));
      return null;
    },
    random: () => uniform(),
    uniform: ([a, b]) => toFloat(a!) + (toFloat(b!) - toFloat(a!)) * uniform(),
    gauss,
    normalvariate: gauss,
    expovariate: ([rate = 1]) => -Math.log(1 - uniform()) / toFloat(rate),
    randint: ([a, b]) => toInt(a!) + BigInt(below(Number(toInt(b!) - toInt(a!)) + 1)),
    randrange: (args) => {
      const range = call(RANGE, args) as PyRange;
      if (range.count === 0) throw pyError("ValueError", "empty range for randrange()");
      return BigInt(range.start + below(range.count) * range.step);
    },
    choice: ([values]) => pick(itemsOf(values!)),
    choices: ([values], keywords) => {
      const items = itemsOf(values!);
      const count = Number(keywords.get("k") ?? 1n);
      spendItems(count);
      spendMany(2 * count);
      return new PyList(Array.from({ length: count }, () => pick(items)));
    },
    shuffle: ([values]) => {
      if (!(values instanceof PyList)) throw pyError("TypeError", "shuffle needs a list");
      values.items = shuffled(values.items);
      return null;
    },
    sample: ([values, size]) => {
      const items = shuffled(itemsOf(values!));
      const count = Number(toInt(size!));
      if (!(count >= 0 && count <= items.length))
        throw pyError("ValueError", "Sample larger than population or is negative");
      return new PyList(items.slice(0, count));
    },
  });
}
