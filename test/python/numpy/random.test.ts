/** numpy.random: repeatable by seed, and distributed as it says. */
import assert from "node:assert/strict";
import test from "node:test";
import { compileScript } from "../../../runtime/python/compile/program.ts";
import { repr, toFloat } from "../../../runtime/python/operators.ts";

function run(lines: string[]): (name: string) => string {
  const script = ["import numpy as np", ...lines, ""].join("\n");
  const program = compileScript(script, { fileName: "case.gx", modules: new Map(), globals: new Map() });
  program.run();
  return (name) => repr(program.get(name)!);
}

test("the same seed gives the same numbers, another seed others", () => {
  const get = run([
    "np.random.seed(1)",
    "a = np.random.randn(3)",
    "np.random.seed(1)",
    "b = np.random.randn(3)",
    "np.random.seed(2)",
    "c = np.random.randn(3)",
    "d = np.random.default_rng(5).normal(size=3)",
    "e = np.random.default_rng(5).normal(size=3)",
  ]);
  assert.equal(get("a"), get("b"));
  assert.notEqual(get("a"), get("c"));
  assert.equal(get("d"), get("e"));
});

test("an unseeded script gives the same numbers in every run", () => {
  const lines = ["a = np.random.rand(3)"];
  assert.equal(run(lines)("a"), run(lines)("a"));
});

const MOMENTS: [string, number, number][] = [
  ["np.random.normal(3, 2, 20000)", 3, 2],
  ["np.random.uniform(-1, 3, 20000)", 1, 4 / Math.sqrt(12)],
  ["np.random.rand(20000)", 0.5, 1 / Math.sqrt(12)],
  ["np.random.exponential(2, 20000)", 2, 2],
  ["np.random.poisson(9.0, 20000)", 9, 3],
  ["np.random.randint(0, 10, 20000)", 4.5, Math.sqrt(99 / 12)],
];

for (const [expression, mean, deviation] of MOMENTS) {
  test(`${expression} has mean ${mean} and standard deviation ${deviation.toFixed(3)}`, () => {
    const script = `import numpy as np\nx = ${expression}\nm = x.mean()\ns = x.std()\n`;
    const program = compileScript(script, { fileName: "case.gx", modules: new Map(), globals: new Map() });
    program.run();
    // Five standard errors of the mean, and as much for the deviation.
    const error = (5 * deviation) / Math.sqrt(20000);
    assert.ok(Math.abs(toFloat(program.get("m")!) - mean) < error);
    assert.ok(Math.abs(toFloat(program.get("s")!) - deviation) < 2 * error);
  });
}

test("a shuffle loses nothing", () => {
  const get = run([
    "a = np.arange(10)",
    "np.random.shuffle(a)",
    "b = np.sort(a)",
    "c = np.random.permutation(10).sum()",
  ]);
  assert.equal(get("b"), "array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])");
  assert.equal(get("c"), "np.int64(45)");
});
