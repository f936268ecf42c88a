/** A script reaches nothing of the machine, and cannot hold it up. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { GxError } from "../../runtime/errors.ts";
import { compileScript } from "../../runtime/python/compile.ts";
import { printed } from "./cases.ts";

describe("no attribute leads to JavaScript", () => {
  const names =
    "constructor prototype __proto__ __defineGetter__ __lookupGetter__ hasOwnProperty toString valueOf " +
    "__globals__ __subclasses__ __mro__ __bases__ __builtins__ __code__ __closure__ __import__ __loader__ " +
    "members attributes items entries cls body code call callee caller arguments buffer exception stack";
  // Names that a Python list, dict or number has of its own are no way out.
  const own = new Set(["items"]);
  const objects: Record<string, string> = {
    int: "1",
    float: "1.5",
    text: "'a'",
    None: "None",
    list: "[1]",
    tuple: "(1,)",
    dict: "{}",
    set: "{1}",
    complex: "1j",
    function: "f",
    lambda: "(lambda: 0)",
    builtin: "len",
    class: "A",
    instance: "A()",
    method: "A().m",
    type: "int",
    module: "math",
    exception: "ValueError('x')",
    generator: "(x for x in [])",
    range: "range(3)",
    slice: "slice(1)",
    array: "np.zeros(2)",
    "numpy function": "np.sin",
    property: "property(f)",
    iterator: "iter([])",
    super: "super(A, A())",
  };
  for (const [kind, expression] of Object.entries(objects)) {
    test(kind, () => {
      const asked = names.split(" ").filter((name) => !own.has(name));
      const script = [
        "import math",
        "import numpy as np",
        "def f(): pass",
        "class A:",
        "    def m(self): pass",
        `o = ${expression}`,
        `for name in ${JSON.stringify(asked)}:`,
        "    try:",
        "        print(name, getattr(o, name))",
        "    except AttributeError:",
        "        pass",
        ...asked.map((name) => `try:\n    print(${JSON.stringify(name)}, o.${name})\nexcept AttributeError: pass`),
      ].join("\n");
      assert.equal(printed(script), "");
    });
  }
});

test("such names are plain names when a script uses them itself", () => {
  const script = [
    "class A: pass",
    "a = A()",
    "a.constructor = 1; a.__proto__ = 2; a.prototype = 3",
    "constructor = 4; __proto__ = 5; toString = 6",
    "d = {'__proto__': 7, 'constructor': 8}",
    "def f(__proto__, constructor=9, **k): return __proto__, constructor, k",
    "print(a.constructor, a.__proto__, a.prototype, constructor, __proto__, toString, d['__proto__'], d, f(1, hasOwnProperty=2))",
  ].join("\n");
  const expected = "1 2 3 4 5 6 7 {'__proto__': 7, 'constructor': 8} (1, 9, {'hasOwnProperty': 2})";
  assert.equal(printed(script), expected);
  assert.match(printed("class A: pass\nA().x = 1\nA.prototype"), /AttributeError/);
});

test("builtins that reach outside are not there", () => {
  for (const name of [
    "open",
    "__import__",
    "compile",
    "input",
    "breakpoint",
    "exit",
    "quit",
    "require",
    "process",
    "globalThis",
    "console",
  ]) {
    assert.match(printed(name), /^NameError/, name);
  }
});

test("modules that reach outside are refused", () => {
  for (const name of [
    "os.system",
    "subprocess",
    "socket",
    "shutil",
    "pathlib",
    "ctypes",
    "importlib",
    "builtins",
    "threading",
    "fs",
    "node:fs",
  ]) {
    const script = name.includes(":") ? `__import__('${name}')` : `import ${name}`;
    assert.match(printed(script), /there is no module|NameError/, name);
  }
  assert.match(printed("import os\nos.system('x')"), /AttributeError: module 'os' has no attribute 'system'/);
});

describe("a script that does not end, or asks for too much, ends with an error", () => {
  const scripts: Record<string, string> = {
    "an endless loop": "while True: pass",
    "an endless loop that catches everything":
      "while True:\n  try:\n    while True: pass\n  except BaseException: pass\n  finally: pass",
    "an endless generator": "def g():\n  while True: yield 1\nsum(g())",
    "an endless iterator": "from itertools import count\nlist(count())",
    "a long range": "list(range(10**12))",
    "a sum over a long range": "sum(range(10**12))",
    "a long list": "x = [0] * 10**10",
    "a doubling list": "x = [0]\nwhile True: x = x + x",
    "a doubling list in place": "x = [0]\nwhile True: x += x",
    "a doubling text": "x = 'ab'\nwhile True: x = x + x",
    "a long text": "x = 'ab' * 10**10",
    "a wide field": "x = '%*d' % (10**9, 1)",
    "a wide format": "x = f'{1:1000000000}'",
    padding: "x = 'a'.ljust(10**9)",
    replacing: "x = 'a' * 10**6\nx = x.replace('a', x)",
    joining: "x = ('a' * 10**6).join(['b'] * 10**6)",
    "a large power": "x = 10 ** 10**10",
    "a doubling int": "x = 10\nwhile True: x = x * x",
    "a large shift": "x = 1 << 10**9",
    "a large factorial": "import math\nmath.factorial(10**9)",
    "a large array": "import numpy as np\nnp.zeros(10**10)",
    "many arrays": "import numpy as np\nwhile True: np.zeros(10**6)",
    "an array of a wrong step": "import numpy as np\nnp.arange(0, 1, 1e-12)",
    recursion: "def f(): f()\nf()",
    "recursion through lambdas": "f = lambda: f()\nf()",
    "recursion through special methods": "class A:\n  def __add__(self, o): return self + o\nA() + 1",
    "recursion through __getattr__": "class A:\n  def __getattr__(self, n): return self.x\nA().y",
    "recursion through repr": "class A:\n  def __repr__(self): return repr(self)\nrepr(A())",
    "a nest of lists compared": "a = []\nb = []\nfor i in range(10**5):\n  a = [a]\n  b = [b]\na == b",
    "a tree of shared lists printed": "a = [1]\nfor i in range(60): a = [a, a]\nprint(a)",
    "a tree of shared tuples hashed": "a = (1,)\nfor i in range(60): a = (a, a)\nhash(a)",
    "a long product": "from itertools import product\nlist(product(range(1000), repeat=4))",
  };
  for (const [title, script] of Object.entries(scripts)) {
    test(title, () => {
      const started = performance.now();
      const program = compileScript(script, { fileName: "fit.gx", modules: new Map(), globals: new Map(), steps: 2e6 });
      assert.throws(
        () => program.run(),
        (error) => {
          assert.ok(error instanceof GxError, `${error}`);
          assert.match(error.message, /^fit\.gx, script line \d+: /);
          return error.code === "GX_SCRIPT_BUDGET";
        },
      );
      assert.ok(performance.now() - started < 5000, "it took too long");
    });
  }
});

test("the budget is renewed for each call", () => {
  const script = "def Sim():\n  for i in range(1000): pass";
  const program = compileScript(script, { fileName: "f", modules: new Map(), globals: new Map(), steps: 5000 });
  program.run();
  for (let i = 0; i < 20; i++) program.call(program.get("Sim")!, []);
});

test("after recursion without end the next call has its full depth", () => {
  const script = "def f(): f()\ndef g(n): return 0 if n == 0 else 1 + g(n - 1)";
  const program = compileScript(script, { fileName: "f", modules: new Map(), globals: new Map() });
  program.run();
  assert.throws(() => program.call(program.get("f")!, []), { code: "GX_SCRIPT_BUDGET" });
  assert.equal(program.call(program.get("g")!, [400n]), 400n);
});
