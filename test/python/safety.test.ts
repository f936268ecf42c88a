/** A script reaches nothing of the machine, and cannot hold it up. */
import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { GxError } from "../../runtime/errors.ts";
import { LIMITS, renewBudget, spend, spendMany } from "../../runtime/python/budget.ts";
import { compileScript } from "../../runtime/python/compile/program.ts";
import { meter, SessionState, within } from "../../runtime/python/session-state.ts";
import { ATTACKS } from "./attacks.ts";
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
  for (const name of ["require", "process", "globalThis", "console"]) assert.match(printed(name), /^NameError/, name);
  for (const name of ["open", "__import__", "compile", "input", "breakpoint", "exit", "quit"]) {
    assert.match(printed(`${name}('x')`), new RegExp(`${name}\\(\\): `), name);
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
    const script = name.includes(":") ? `__import__('${name}')` : `import ${name} as module\nmodule.system('x')`;
    assert.match(printed(script), /there is no module|modules are imported by statements|starts no program/, name);
  }
  assert.match(printed("import os\nos.system('x')"), /os\.system\(\): a script starts no program here/);
});

for (const [family, scripts] of Object.entries(ATTACKS)) {
  describe(`a script that does not end, or asks for too much, ends with an error: ${family}`, () => {
    for (const [title, script] of Object.entries(scripts)) {
      test(title, () => {
        const started = performance.now();
        const options = { fileName: "fit.gx", modules: new Map(), globals: new Map(), steps: 5e5 };
        const program = compileScript(script, options);
        assert.throws(
          () => program.run(),
          (error) => {
            assert.ok(error instanceof GxError, `${error}`);
            assert.match(error.message, /^fit\.gx, script line \d+: /);
            return error.code === "GX_SCRIPT_BUDGET";
          },
        );
        // A hundredth of the steps of every fit: tenths of a second, on a machine that has nothing else to do.
        assert.ok(performance.now() - started < 10_000, "it took too long");
      });
    }
  });
}

describe("the budget", () => {
  /** @param milliseconds  what each look at the clock finds gone by */
  const clock = (t: TestContext, milliseconds: () => number) => {
    let now = 0;
    t.mock.method(performance, "now", () => (now += milliseconds()));
  };
  const portionsOf = (count: number) =>
    Array.from({ length: count }, () => {
      spendMany(meter.steps + 1);
      return meter.portion;
    });

  test("hands out fewer steps at a time while they take long, and as many as before when they do not", (t) => {
    let each = 0.05;
    clock(t, () => each);
    within(new SessionState(), () => {
      renewBudget();
      const quick = portionsOf(3);
      each = 100;
      const slow = portionsOf(8);
      assert.ok(slow[0]! < quick[2]!, "the first that took long is noticed");
      assert.equal(slow.at(-1), 1, "then every step is looked at");
      each = 0.05;
      assert.equal(portionsOf(20).at(-1), quick[2]);
    });
  });
  test("ends at its time by a few such steps, not by thousands", (t) => {
    clock(t, () => 100);
    let steps = 0;
    assert.throws(
      () => {
        within(new SessionState(), () => {
          renewBudget();
          for (; ; steps++) spend();
        });
      },
      { message: `the script took more than ${LIMITS.seconds} s for one evaluation` },
    );
    assert.ok(steps < 3 * 2048 + LIMITS.seconds * 10, `${steps}`);
  });
  test("never gives steps back: what is charged for a long int is above 0", () => {
    for (const script of ["x = 2**60000\nx + x", "x = 2**65000\nhex(x)", "import math\nmath.gcd(3**40000, 7**22000)"]) {
      const state = new SessionState();
      const options = { fileName: "fit.gx", modules: new Map(), globals: new Map(), steps: 1e8, state };
      compileScript(script, options).run();
      assert.ok(state.meter.steps + state.meter.reserve < 1e8 - 10_000, script);
    }
  });
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
        message:
          /^fit\.gx, script line 2: the script needs more memory than it may: it holds .* of lists, texts and objects/,
      });
    });
  }
  test("arrays that are kept without end stop", () => {
    assert.throws(() => run("import numpy as np\nx = []\nwhile True: x.append(np.ones(10**7))"), {
      message: /: the script needs more memory than it may: it holds [\d.]+ GiB of arrays and/,
    });
  });
  test("what is kept from evaluation to evaluation counts as well", () => {
    const program = run("x = []\ndef Sim():\n  for i in range(5000): x.append([{}])");
    const sim = program.get("Sim")!;
    assert.throws(
      () => {
        for (let i = 0; i < 5000; i++) program.call(sim, []);
      },
      { message: /needs more memory than it may/ },
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
