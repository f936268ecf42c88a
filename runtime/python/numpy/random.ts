/**
 * numpy.random, for scripts that invent data: xoroshiro128+ of pure-rand under
 * numpy's names. The same seed gives the same numbers on every machine, though
 * not numpy's; without a seed it starts from 0, so a script stays repeatable.
 */
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { spend, spendItems, spendMany } from "../budget.ts";
import { pyError } from "../values/error.ts";
import { Module } from "../values/module.ts";
import { PyTuple } from "../values/sequence.ts";
import { PyValue, type Value } from "../values/value.ts";
import { type DType, NdArray } from "./array.ts";
import { asArray, cast, unwrap, zeros } from "./convert.ts";
import { arange } from "./creation.ts";
import { getItem, setItem } from "./indexing.ts";
import { fromNumbers } from "./search.ts";
import { asInteger, asReal, asShape, define, isGiven } from "./signature.ts";
import { broadcastShape, broadcastTo } from "./strided-loop.ts";

export function randomModule(): Module {
  const dice = new Dice(0);
  const members = new Map<string, Value>([
    ...methodsOf(dice),
    define("default_rng(seed=)", (seed) => new Generator(isGiven(seed) ? asInteger(seed, "seed") : 0)),
    define("RandomState(seed=)", (seed) => new Generator(isGiven(seed) ? asInteger(seed, "seed") : 0)),
  ]);
  return new Module("numpy.random", members);
}

class Dice {
  private source: ReturnType<typeof xoroshiro128plus>;
  constructor(seed: number) {
    this.source = xoroshiro128plus(seed | 0);
  }
  seed(seed: number): void {
    this.source = xoroshiro128plus(seed | 0);
  }
  /** 0 ≤ u < 1 */
  uniform(): number {
    return uniformFloat64(this.source);
  }
  /** Marsaglia's polar method (G. Marsaglia, T. A. Bray, SIAM Review 6 (1964) 260), one of its two numbers. */
  normal(): number {
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
    }
  }
  exponential(): number {
    return -Math.log1p(-this.uniform());
  }
  /** Knuth's product of uniforms, in pieces small enough for exp. */
  poisson(mean: number): number {
    if (mean > 500) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    spendMany(4 * mean);
    let count = 0;
    for (let left = this.exponential(); left < mean; left += this.exponential()) count++;
    return count;
  }
}

/** np.random.default_rng(seed) */
class Generator extends PyValue {
  override readonly typeName = "Generator";
  private readonly methods: Map<string, Value>;
  constructor(seed: number) {
    super();
    this.methods = new Map(methodsOf(new Dice(seed)));
  }
  override getAttribute(name: string): Value | undefined {
    return this.methods.get(name);
  }
}

function methodsOf(dice: Dice): [string, Value][] {
  /** `size=` numbers, each from its own parameters when those are arrays. */
  const drawn = (
    dtype: DType,
    size: Value | undefined,
    parameters: readonly Value[],
    draw: (...p: number[]) => number,
  ): Value => {
    const arrays = parameters.map((value) => asArray(value, "float64"));
    const shape = isGiven(size) ? asShape(size) : broadcastShape([], ...arrays.map((array) => array.shape));
    const lists = arrays.map((array) => cast(broadcastTo(array, shape)).buffer);
    const result = zeros(dtype, shape);
    spendMany(4 * result.size);
    for (let k = 0; k < result.size; k++) result.buffer[k] = draw(...lists.map((list) => list[k]!));
    return unwrap(result);
  };
  const sizes = (sizes: PyTuple): Value => (sizes.items.length === 0 ? new PyTuple([]) : sizes);
  const integers = (low: Value, high: Value | undefined, size: Value | undefined): Value => {
    const [from, to] = isGiven(high) ? [asInteger(low, "low"), asInteger(high, "high")] : [0, asInteger(low, "low")];
    if (!(to > from)) throw pyError("ValueError", "low >= high");
    return drawn("int64", size, [], () => from + Math.floor(dice.uniform() * (to - from)));
  };
  const uniform = (): number => dice.uniform();
  const normal = (): number => dice.normal();
  const order = (n: number): number[] => {
    spendItems(n);
    spend(n);
    const list = Array.from({ length: n }, (_, k) => k);
    for (let k = n - 1; k > 0; k--) {
      const j = Math.floor(dice.uniform() * (k + 1));
      [list[k], list[j]] = [list[j]!, list[k]!];
    }
    return list;
  };
  return [
    define("seed(seed=)", (seed) => {
      dice.seed(isGiven(seed) ? asInteger(seed, "seed") : 0);
      return null;
    }),
    define("rand(*sizes)", (shape: PyTuple) => drawn("float64", sizes(shape), [], uniform)),
    define("randn(*sizes)", (shape: PyTuple) => drawn("float64", sizes(shape), [], normal)),
    define("random(size=)", (size) => drawn("float64", size, [], uniform)),
    define("random_sample(size=)", (size) => drawn("float64", size, [], uniform)),
    define("ranf(size=)", (size) => drawn("float64", size, [], uniform)),
    define("uniform(low=, high=, size=)", (low, high, size) =>
      drawn("float64", size, [low ?? 0, high ?? 1], (from, to) => from! + (to! - from!) * dice.uniform()),
    ),
    define("normal(loc=, scale=, size=)", (loc, scale, size) =>
      drawn("float64", size, [loc ?? 0, scale ?? 1], (centre, width) => centre! + width! * dice.normal()),
    ),
    define("standard_normal(size=)", (size) => drawn("float64", size, [], normal)),
    define("exponential(scale=, size=)", (scale, size) =>
      drawn("float64", size, [scale ?? 1], (width) => width! * dice.exponential()),
    ),
    define("poisson(lam=, size=)", (lam, size) => drawn("int64", size, [lam ?? 1], (mean) => dice.poisson(mean!))),
    define("randint(low, high=, size=, dtype=)", integers),
    define("integers(low, high=, size=, dtype=)", integers),
    define("permutation(x)", (x: Value) => {
      const array = asArray(x);
      if (array.ndim === 0) return fromNumbers(order(asInteger(x, "x")), "int64");
      return getItem(array, fromNumbers(order(array.shape[0]!), "int64"));
    }),
    define("shuffle(x)", (x: Value) => {
      if (!(x instanceof NdArray)) throw pyError("TypeError", "shuffle takes an array here");
      setItem(x, fromNumbers(order(x.shape[0]!), "int64"), cast(x));
      return null;
    }),
    define("choice(a, size=, replace=, p=)", (a: Value, size, replace, p) => {
      const array = asArray(a);
      const pool = array.ndim === 0 ? arange(BigInt(asInteger(a, "a"))) : array;
      if (isGiven(p)) throw pyError("TypeError", "choice: p is not supported");
      if (replace === false) {
        const count = isGiven(size) ? asReal(size, "size") : 1;
        return getItem(pool, fromNumbers(order(pool.size).slice(0, count), "int64"));
      }
      return getItem(pool, integers(BigInt(pool.size), undefined, size));
    }),
  ];
}
