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
    "a loop over a long body": `while True:\n${"  x = 1\n".repeat(20_000)}`,
    "a long display in a loop": `while True: x = [${"[], ".repeat(20_000)}]`,
    "a scan of a long list": "x = [0] * 10**6\nwhile True: 1 in x",
    "a scan of a long text": "x = 'a' * 10**6\nwhile True: 'ab' in x",
    "inserting in front": "x = [0] * 10**6\nwhile True: x.insert(0, 1)",
    "text methods": "x = 'a' * 10**6\nwhile True: x.upper()",
    "comparing long texts": "x = 'a' * 10**6 + 'b'\ny = 'a' * 10**6 + 'c'\nwhile True: x == y",
    "long ints": "x = 2**60000\nwhile True: str(x)",
    "a power with a modulus": "while True: pow(3, 2**60000, 7**20000)",
    sorting: "x = [3, 1, 2] * 10**5\nwhile True: sorted(x, key=lambda v: -v)",
    "a comprehension": "[0 for i in range(10**12) if False]",
    "compiling text": "x = 'y = 1; ' * 10**4\nwhile True: exec(x)",
    "printing without lines": "while True: print('x', end='')",
    "sums of a long array": "import numpy as np\na = np.ones(10**6)\nwhile True: a.sum()",
    "writing a long array": "import numpy as np\na = np.ones(10**6)\nwhile True: a[:] = 1",
    "arithmetic in place": "import numpy as np\na = np.ones(10**6)\nwhile True: a += 1",
    "sorting a long array": "import numpy as np\na = np.random.rand(10**6)\nwhile True: a.sort()",
    "a long array as a list": "import numpy as np\na = np.ones(10**6)\nwhile True: a.tolist()",
    "a repeated view": "import numpy as np\nnp.broadcast_to(np.zeros(1), (10**9,)).sum()",
    "a large index expression": "import numpy as np\nnp.r_[0:1:1e10j]",
    "a large outer product": "import numpy as np\na = np.arange(10**5)\nnp.outer(a, a)",
    "a large einsum": "import numpy as np\na = np.ones((100, 100))\nnp.einsum('ij,jk,kl,lm->im', a, a, a, a)",
    "many repetitions": "from itertools import permutations\nlist(permutations(range(12)))",
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

/** Patterns that take the square of a text's length when they are written carelessly. */
describe("no text takes long to read", () => {
  const scripts: Record<string, string> = {
    "blanks inside": "print(len(('a' + ' ' * 10**6 + 'a').strip()))",
    "a number that is none": "try: float('1' * 10**6 + 'x')\nexcept ValueError: print('no')",
    "a complex number that is none": "try: complex('1' * 10**5 + 'x')\nexcept ValueError: print('no')",
    "digits in groups": "print(len(f'{1:01000000,}'))",
    "a word from the right": "print(len(('a' * 10**6 + ' b').rsplit(None, 1)))",
    "percent signs": "try: '%(' * 10**5 % {}\nexcept (ValueError, TypeError): print('no')",
    braces: "try: ('{' * (10**5 + 1)).format()\nexcept ValueError: print('no')",
    "a long line": `x = [${"1, ".repeat(100_000)}]\nprint(len(x))`,
    "many lines": `${"x = 1\n".repeat(100_000)}print(x)`,
  };
  for (const [title, script] of Object.entries(scripts)) {
    test(title, () => {
      const started = performance.now();
      assert.match(printed(script), /^(no|\d+)$/);
      assert.ok(performance.now() - started < 5000, "it took too long");
    });
  }
});

test("a text that nests too deeply, or is too long, is refused before anything runs", () => {
  for (const script of [
    "(".repeat(5000) + "1" + ")".repeat(5000),
    "[".repeat(5000) + "]".repeat(5000),
    `x = ${"-".repeat(20_000)}1`,
    `x = 1${" + 1".repeat(50_000)}`,
    `x = a${".a".repeat(50_000)}`,
    `if 1: pass\n${"elif 1: pass\n".repeat(20_000)}`,
    "x = 1\n".repeat(300_000),
  ]) {
    const started = performance.now();
    const message = printed(script);
    assert.match(message, /^(expressions are nested too deeply|a text of \d+ characters is longer)/);
    assert.ok(message.length < 500, "the message is short");
    assert.ok(performance.now() - started < 5000, "it took too long");
  }
});

describe("with the budget of every fit", () => {
  const run = (script: string) => {
    const program = compileScript(script, { fileName: "fit.gx", modules: new Map(), globals: new Map() });
    program.run();
    return program;
  };
  test("a loop without end takes some seconds", () => {
    const started = performance.now();
    assert.throws(() => run("while True: pass"), { code: "GX_SCRIPT_BUDGET" });
    assert.ok(performance.now() - started < 10_000);
  });
  for (const [title, item] of [
    ["lists", "x.append([])"],
    ["dicts", "x.append({})"],
    ["functions", "x.append(lambda: 0)"],
    ["long lists", "x.append([0] * 1000)"],
  ] as const) {
    test(`${title} that are kept without end stop below the heap's limit`, () => {
      assert.throws(() => run(`x = []\nwhile True: ${item}`), {
        message: /^fit\.gx, script line 2: the script holds more lists, texts and objects than fit into memory/,
      });
    });
  }
  test("arrays that are kept without end stop", () => {
    assert.throws(() => run("import numpy as np\nx = []\nwhile True: x.append(np.ones(10**7))"), {
      message: /: the script holds arrays of [\d.]+ GiB at one time/,
    });
  });
  test("what is kept from evaluation to evaluation counts as well", () => {
    const program = run("x = []\ndef Sim():\n  for i in range(5000): x.append([{}])");
    const sim = program.get("Sim")!;
    assert.throws(
      () => {
        for (let i = 0; i < 5000; i++) program.call(sim, []);
      },
      { message: /than fit into memory/ },
    );
  });
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
