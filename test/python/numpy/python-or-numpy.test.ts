/** After `from numpy import *`, names that Python and numpy share work in either meaning. */
import assert from "node:assert/strict";
import test from "node:test";
import { compileScript } from "../../../runtime/python/compile/program.ts";
import { repr } from "../../../runtime/python/operators.ts";

function value(expression: string): string {
  const script = `from numpy import *\na = array([1.0, 5, 3])\nresult = ${expression}\n`;
  const program = compileScript(script, { fileName: "case.gx", modules: new Map(), globals: new Map() });
  program.run();
  return repr(program.get("result")!);
}

const CASES: [string, string][] = [
  // numpy's
  ["max(a)", "np.float64(5.0)"],
  ["max(a, 0)", "np.float64(5.0)"],
  ["max([[1, 2], [3, 0]], axis=1)", "array([2, 3])"],
  ["min([2, 1])", "np.int64(1)"],
  ["sum(a)", "np.float64(9.0)"],
  ["sum([a, a])", "np.float64(18.0)"],
  ["sum([a, a], 0)", "array([ 2., 10.,  6.])"],
  ["abs(a - 3)", "array([2., 2., 0.])"],
  ["abs(3 + 4j)", "np.float64(5.0)"],
  ["round(a / 3, 1)", "array([0.3, 1.7, 1. ])"],
  ["round(2.567, 1)", "np.float64(2.6)"],
  ["pow(a, 2)", "array([ 1., 25.,  9.])"],
  ["any(a > 4)", "np.True_"],
  ["all([1, 0])", "np.False_"],
  // Python's
  ["max(2.0, 3)", "3"],
  ["max(0.1, a[0])", "np.float64(1.0)"],
  ["max(a[0], 0)", "np.float64(1.0)"],
  ["max(1, 7, 3)", "7"],
  ["max([1, 2], key=lambda x: -x)", "1"],
  ["min(['b', 'a'])", "'a'"],
  ["min('b', 'a')", "'a'"],
  ["max(x * 2 for x in [1, 2])", "4"],
  ["max([], default=3)", "3"],
  ["sum(x for x in [1, 2])", "3"],
  ["sum([1, 2], 10.5)", "13.5"],
  ["sum([[1], [2]], [])", "[1, 2]"],
  ["round(2.5)", "2"],
  ["list(range(round(2.6)))", "[0, 1, 2]"],
  ["pow(2, -1)", "0.5"],
  ["pow(2, 10, 7)", "2"],
  ["all(x > 0 for x in a)", "True"],
  ["isinstance(True, bool)", "True"],
  ["bool(a[0])", "True"],
];

for (const [expression, expected] of CASES) {
  test(`${expression} is ${expected}`, () => assert.equal(value(expression), expected));
}

test("max of two arrays is as ambiguous as in Python", () => {
  assert.throws(() => value("max(a, a)"), /truth value of an array with more than one element is ambiguous/);
});
