/** Program: what a fit does with a script, and what leaves it when something goes wrong. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { GxError } from "../../runtime/errors.ts";
import { compileScript, type Program } from "../../runtime/python/compile/program.ts";
import { Builtin } from "../../runtime/python/values/builtin.ts";
import { PyClass, type PyObject } from "../../runtime/python/values/class.ts";
import { Module } from "../../runtime/python/values/module.ts";
import type { Value } from "../../runtime/python/values/value.ts";

function program(script: string, more: Partial<Parameters<typeof compileScript>[1]> = {}): Program {
  const made = compileScript(script, { fileName: "fit.gx", modules: new Map(), globals: new Map(), ...more });
  made.run();
  return made;
}

function failure(body: () => unknown): GxError {
  try {
    body();
  } catch (error) {
    assert.ok(error instanceof GxError, `${error}`);
    return error;
  }
  assert.fail("nothing was thrown");
}

test("globals are there before the script and can be read and set after it", () => {
  const made = program("y = x + 1", { globals: new Map([["x", 2]]) });
  assert.equal(made.get("y"), 3);
  made.set("y", 10);
  assert.equal(made.get("y"), 10);
  assert.equal(made.get("z"), undefined);
});

test("a second run starts afresh, modules included", () => {
  const counter = () => new Module("models.counter", new Map([["n", 0n]]));
  const script = "import models.counter as c\nc.n = c.n + 1\nn = c.n\nl = globals().get('old', 0)\nold = 5";
  const made = program(script, { modules: new Map([["models.counter", counter]]) });
  made.set("extra", 1);
  made.run();
  assert.equal(made.get("n"), 1n);
  assert.equal(made.get("l"), 0n);
  assert.equal(made.get("extra"), undefined);
});

test("genx.models.X is models.X, in every form of import", () => {
  const modules = new Map([["models.spec", () => new Module("models.spec", new Map([["v", 7n]]))]]);
  const forms = [
    "import models.spec as m\nv = m.v",
    "import genx.models.spec as m\nv = m.v",
    "from genx.models.spec import v",
    "from models import spec\nv = spec.v",
    "from genx.models import spec\nv = spec.v",
    "import models.spec\nv = models.spec.v",
    "import genx.models.spec\nv = genx.models.spec.v",
    "from models.spec import *",
    "import models.spec as a\nimport genx.models.spec as b\nv = a.v if a is b else 0",
  ];
  for (const script of forms) assert.equal(program(script, { modules }).get("v"), 7n, script);
});

test("a star import brings what the module says", () => {
  const module = () =>
    new Module(
      "m",
      new Map([
        ["a", 1n],
        ["_b", 2n],
        ["c", 3n],
      ]),
      ["a", "_b"],
    );
  const made = program("c = 'mine'\nfrom m import *", { modules: new Map([["m", module]]) });
  assert.deepEqual([made.get("a"), made.get("_b"), made.get("c")], [1n, 2n, "mine"]);
});

test("parameter names are expressions of the script's namespace", () => {
  const made = program(
    "class L:\n  d = 1.0\n  def setD(self, v): self.d = v\nlayers = [L(), L()]\np = {'a': 1}\nl = [[0]]\n",
  );
  const value = (text: string) => made.expression(text, "parameter row 1").evaluate();
  made.call(value("layers[1].setD"), [5]);
  assert.equal(value("layers[1].d"), 5);
  assert.equal(made.expression("layers[0].d", "r").assign(7), true);
  assert.equal(made.expression(" p['a'] ", "r").assign(8), true);
  assert.equal(made.expression("l[-1][0]", "r").assign(9), true);
  assert.deepEqual(["layers[0].d", "p['a']", "l[0][0]"].map(value), [7, 8, 9]);
  assert.equal(made.expression("layers", "r").assign(1), false);
  assert.equal(value("len(layers)"), 2n);
});

test("an exception names the file, the line, and shows it", () => {
  const error = failure(() => program("x = 1\n\ndef f(v):\n    return 1 / v\n\nf(1)\nf(0)\n"));
  assert.equal(error.code, "GX_SCRIPT_FAILED");
  assert.equal(error.message, "fit.gx, script line 4: ZeroDivisionError: division by zero\n    return 1 / v");
});

test("the line is that of the failing statement, also after calls that returned", () => {
  const script = "def f():\n    return 0\n\nx = [1,\n     2]\ny = f() + x[5]\n";
  assert.match(failure(() => program(script)).message, /^fit\.gx, script line 6: IndexError: list index out of range/);
  const inCall = program("def Sim(d):\n    t = 0\n    for k in d:\n        t += k\n    return t\n");
  const fails = () => inCall.call(inCall.get("Sim")!, ["ab"]);
  assert.match(
    failure(fails).message,
    /script line 4: TypeError: unsupported operand type\(s\) for \+: 'int' and 'str'/,
  );
});

test("a parameter that fails is named by its row", () => {
  const made = program("class A:\n  def set(self, v):\n    raise ValueError('no')\na = A()\n");
  const missing = failure(() => made.expression("a.sett", "parameter row 3").evaluate());
  assert.equal(missing.message, "fit.gx, parameter row 3: AttributeError: 'A' object has no attribute 'sett'");
  assert.match(failure(() => made.expression("a b", "parameter row 3")).message, /^fit\.gx, parameter row 3: invalid/);
  assert.match(failure(() => made.expression("x = 1", "parameter row 3")).message, /an expression is expected here/);
  assert.match(
    failure(() => made.call(made.expression("a.set", "r").evaluate(), [1])).message,
    /script line 3: ValueError: no/,
  );
});

test("an exception's own failing __str__ does not hide it", () => {
  const script = "class E(Exception):\n  def __str__(self): return 1/0\nraise E()";
  assert.match(failure(() => program(script)).message, /script line \d: E/);
});

test("a defect of ours is not dressed up as the script's", () => {
  const globals = new Map<string, Value>([["f", new Builtin("f", () => (undefined as unknown as Value[])[0]!)]]);
  assert.throws(
    () => program("f()", { globals }),
    (error) => error instanceof TypeError,
  );
});

test("classes made in TypeScript work like the script's own", () => {
  const base = new PyClass(
    "Base",
    [],
    new Map<string, Value>([
      ["__init__", new Builtin("__init__", ([self, x]) => keep(self as PyObject, x!))],
      ["__getattr__", new Builtin("__getattr__", ([, name]) => `no ${name as string}`)],
      ["__neg__", new Builtin("__neg__", ([self]) => -((self as PyObject).attributes.get("x") as number))],
      ["double", new Builtin("double", ([self]) => 2 * ((self as PyObject).attributes.get("x") as number))],
    ]),
  );
  const script = [
    "class Own(Base):",
    "    def __init__(self, x):",
    "        super().__init__(x + 1.0)",
    "    def double(self): return super().double() + 0.5",
    "b, o = Base(2.0), Own(2.0)",
    "out = [b.double(), o.double(), -b, -o, b.nothing, isinstance(o, Base), (b.double)()]",
  ].join("\n");
  const made = program(script, { globals: new Map([["Base", base]]) });
  assert.deepEqual((made.get("out") as unknown as { items: Value[] }).items, [4, 6.5, -2, -3, "no nothing", true, 4]);
});

function keep(self: PyObject, x: Value): null {
  self.attributes.set("x", x);
  return null;
}

test("line ends of Windows and a byte order mark change nothing", () => {
  assert.equal(program("\ufeffx = 1.5\r\nif x:\r\n\ty = x\r\n").get("y"), 1.5);
});
