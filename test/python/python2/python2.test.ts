/** Scripts of Python 2 print here what Python 2.7 prints: `expected.json` was made by it (make_cases.py). */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { compileScript } from "../../../runtime/python/compile/program.ts";

const { cases } = JSON.parse(readFileSync(new URL("expected.json", import.meta.url), "utf8")) as {
  cases: { name: string; script: string; prints: string }[];
};

function printed(script: string, python: 2 | 3 = 2): string {
  let text = "";
  const print = (line: string) => {
    text += `${line}\n`;
  };
  compileScript(script, { fileName: "fit.gx", modules: new Map(), globals: new Map(), python, print }).run();
  return text;
}

for (const { name, script, prints } of cases) {
  test(`Python 2: ${name}`, () => {
    assert.equal(printed(script), prints);
  });
}

// numpy of Python 2 is on no machine of ours: these follow from its documentation, which gave ints for the division of ints.

test("numpy's arrays of ints divide down, floats do not, and nor do either under the division of the future", () => {
  const script = `
import numpy as np
a = np.array([7, -7, 8])
print (a / 2).tolist(), (a / a).tolist(), (9 / np.array([2, 4])).tolist(), (a / 2.).tolist(), ([7, 8, 9] / np.array([2, 2, 2])).tolist()
print (np.arange(3) / np.arange(1, 4)).tolist(), (np.arange(3) / 2.0).tolist(), a[0] / 2, np.linspace(0, 1, 3)[1] / 2
a /= 2
print a.tolist()
f = np.array([7.0])
f /= 2
print f.tolist()
`;
  assert.equal(
    printed(script),
    "[3, -4, 4] [1, 1, 1] [4, 2] [3.5, -3.5, 4.0] [3, 4, 4]\n[0, 0, 0] [0.0, 0.5, 1.0] 3 0.25\n[3, -4, 4]\n[3.5]\n",
  );
  assert.equal(
    printed("from __future__ import division\nimport numpy as np\nprint (np.array([7]) / 2).tolist()"),
    "[3.5]\n",
  );
});

test("in a file of GenX 3 all of it stays Python 3's", () => {
  const script = `
print(7 / 2, round(2.5), range(2), list(map(str, [0.1 + 0.2])), "%s" % (0.1 + 0.2))
[k for k in [1]]
try:
    k
except NameError as e:
    print(e)
try:
    raise ValueError("x")
except ValueError as e:
    pass
print("e" in dir(), hasattr({}, "has_key"))
try:
    print(None < 1)
except TypeError:
    print("no order")
`;
  assert.equal(
    printed(script, 3),
    "3.5 2 range(0, 2) ['0.30000000000000004'] 0.30000000000000004\nname 'k' is not defined\nFalse False\nno order\n",
  );
  for (const line of ["print 1", "x = 1 <> 2", "x = `1`", "x = 0777", "x = 1L", 'x = ur"a"', "exec 'x'"]) {
    assert.throws(() => printed(line, 3), { code: "GX_SCRIPT_SYNTAX" }, line);
  }
  assert.throws(() => printed("xrange(3)", 3), { code: "GX_SCRIPT_FAILED" });
});

const message = (script: string): string => {
  try {
    printed(script);
  } catch (error) {
    return (error as Error).message;
  }
  return assert.fail("it ran");
};

test("a message shows the user's own line, with the caret where it belongs", () => {
  assert.equal(
    message('print "a", 1 <> 2, b"x"\nprint `1`, 2 +* 3\n').split("\n").slice(1).join("\n"),
    "    print `1`, 2 +* 3\n                  ^",
  );
  assert.equal(
    message('x = 1\nprint "é", 0777L, x, y\n'),
    "fit.gx, script line 2: NameError: name 'y' is not defined\n    print \"é\", 0777L, x, y",
  );
  assert.equal(
    message('print "é", `0777L`, (1 2)\n'),
    "fit.gx, script line 1: expected ')' after expression\n    print \"é\", `0777L`, (1 2)\n                           ^",
  );
  assert.match(message("x = 0789"), /script line 1: a number that begins with 0 is octal.*\n {4}x = 0789\n {8}\^{4}$/);
  assert.match(
    message("def f((a, b)):\n    return a / 0\nprint f((1, 2))"),
    /line 2: ZeroDivisionError: integer division or modulo by zero\n {4}return a \/ 0$/,
  );
});

test("the name of a parameter is an expression of Python 2, without what the script asks of the future", () => {
  const program = compileScript("from __future__ import division\nlist_ = [10, 20, 30]\nx = 3 / 2", {
    fileName: "fit.gx",
    modules: new Map(),
    globals: new Map(),
    python: 2,
  });
  program.run();
  assert.equal(program.get("x"), 1.5);
  assert.equal(program.expression("list_[3/2]", "parameter").evaluate(), 20n);
});

test("translating a long text takes no longer than parsing it", () => {
  const started = performance.now();
  const many = [
    `x = [${"print, ".repeat(20_000)}]`,
    "print ".repeat(30_000),
    `x = [${"lambda (a, b): a, ".repeat(4_000)}]`,
    `f(${"`1` <> 0777L, ".repeat(4_000)})`,
    "except E, e: ".repeat(10_000),
    "`".repeat(40_000),
    `x = "é" ${"+ 0xFFL ".repeat(10_000)}`,
  ];
  for (const script of many) assert.throws(() => printed(`if 0:\n  ${script}\n}`), { code: "GX_SCRIPT_SYNTAX" });
  assert.ok(performance.now() - started < 10_000, `${performance.now() - started} ms`);
});
