/** What a script is told when it asks numpy for what is not there, or for too much. */
import assert from "node:assert/strict";
import test from "node:test";
import { compileScript } from "../../../runtime/python/compile/program.ts";
import { numpyHas } from "../../../runtime/python/numpy/modules.ts";

function run(expression: string): void {
  const script = `import numpy as np\nresult = ${expression}\n`;
  compileScript(script, { fileName: "case.gx", modules: new Map(), globals: new Map() }).run();
}

const MESSAGES: [string, RegExp][] = [
  ["np.nosuch", /AttributeError: module 'numpy' has no attribute 'nosuch'/],
  ["np.ones(3).nosuch", /AttributeError: 'ndarray' object has no attribute 'nosuch'/],
  ["np.float64(1).nosuch", /AttributeError: 'float64' object has no attribute 'nosuch'/],
  ["np.array(['a'])", /TypeError: cannot make an array from 'str': arrays hold bool, int, float or complex numbers/],
  ["np.array([None])", /TypeError: cannot make an array from 'NoneType'/],
  ["np.zeros(2, dtype='U5')", /TypeError: data type 'U5' not understood/],
  ["np.sum([1], foo=1)", /TypeError: sum\(\) got an unexpected keyword argument 'foo'/],
  ["np.linspace(1)", /TypeError: linspace\(\) missing required argument 'stop' \(pos 2\)/],
  ["np.ones(3) + np.ones(2)", /ValueError: operands could not be broadcast together with shapes \(3,\) \(2,\)/],
  ["np.ones(3)[3]", /IndexError: index 3 is out of bounds for axis 0 with size 3/],
  ["np.ones(3)[0, 0]", /IndexError: too many indices for array: array is 1-dimensional, but 2 were indexed/],
  ["np.zeros(10 ** 9)", /an array of 1000000000 numbers .* is larger than a script may make/],
  ["np.broadcast_to(1, (10 ** 9, 10 ** 9))", /more than a script may make/],
  ["np.repeat(1, 10 ** 12)", /more than a script may make/],
];

for (const [expression, message] of MESSAGES) {
  test(`${expression} is refused`, () => assert.throws(() => run(expression), message));
}

test("a list that holds itself is no array", () => {
  const script = "import numpy as np\na = []\na.append(a)\nnp.array(a)\n";
  const program = compileScript(script, { fileName: "case.gx", modules: new Map(), globals: new Map() });
  assert.throws(() => program.run(), /maximum supported dimension for an ndarray is 64/);
});

test("numpyHas knows functions, types and submodules", () => {
  for (const name of ["sin", "array", "float64", "linalg", "pi"]) assert.ok(numpyHas(name), name);
  assert.ok(!numpyHas("nosuch"));
});
