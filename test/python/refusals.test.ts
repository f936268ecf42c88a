/** What is refused before anything runs, with its message to the character. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { GxError } from "../../runtime/errors.ts";
import { compileScript } from "../../runtime/python/compile/program.ts";
import { LIBRARY } from "../../runtime/python/modules/index.ts";
import { REFUSED, REFUSED_USES } from "../../runtime/python/syntax/subset.ts";
import { readCases } from "./cases.ts";

for (const { title, script, expected } of readCases("refusals.txt")) {
  test(title, () => {
    const nested = script.replace("NEST", `${"(".repeat(20_000)}1${")".repeat(20_000)}`);
    assert.equal(refusal(nested), expected);
  });
}

test("nothing runs before the whole script is checked", () => {
  let printed = "";
  const options = {
    fileName: "fit.gx",
    modules: new Map(),
    globals: new Map(),
    print: (text: string) => void (printed += text),
  };
  assert.throws(() => compileScript("print(1)\nasync def f(): pass", options), { code: "GX_SCRIPT_UNSUPPORTED" });
  assert.equal(printed, "");
});

test("an import that the script is ready to lose is not refused", () => {
  const script = "try:\n    import nowhere\nexcept ImportError:\n    pass";
  compileScript(script, { fileName: "fit.gx", modules: new Map(), globals: new Map() }).run();
});

/** What a script prints, and the message with which it ends. */
function outcome(script: string): string {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  try {
    compileScript(script, { fileName: "fit.gx", modules: new Map(), globals: new Map(), print }).run();
  } catch (error) {
    assert.ok(error instanceof GxError, String(error));
    lines.push(`${error.code}  ${error.message.split("\n")[0]}`);
    assert.ok(error.advice, `${error.message} says what to do`);
  }
  return lines.join("\n");
}

test("an import of what is not here harms nobody until something of it is used, and then the line is named", () => {
  const unused =
    "import matplotlib.pyplot as plt, wx\nimport scipy.nothing\nfrom mylab.tools import x as y, z\nfrom mylab import *\nfrom numpy import nosuch\n";
  assert.equal(
    outcome(`${unused}tools = [plt, y]\nprint(plt is None, len(tools), 'drawn' if plt else '')`),
    "False 2 drawn",
  );
  const used: Record<string, RegExp> = {
    "plt.plot(1)": /line 6: there is no module 'matplotlib\.pyplot' here \(imported in line 1\)/,
    "plt.style = 3": /line 6: there is no module 'matplotlib\.pyplot' here/,
    "wx.App()": /line 6: there is no module 'wx' here/,
    "scipy.nothing.f": /line 6: there is no module 'scipy\.nothing' here \(imported in line 2\)/,
    "y(3)": /line 6: there is no module 'mylab\.tools' here \(imported in line 3\)/,
    "1 + z": /line 6: there is no module 'mylab\.tools' here/,
    "for i in z: pass": /line 6: there is no module 'mylab\.tools' here/,
    "class A(z): pass": /line 6: there is no module 'mylab\.tools' here/,
    "abs(y)": /line 6: /,
    "elsewhere(1)":
      /line 6: name 'elsewhere' is not defined; it may be one of `from mylab import \*` in line 4, but there is no module 'mylab' here/,
    "nosuch(1)": /line 6: there is no 'nosuch' in numpy here \(imported in line 5\)/,
  };
  for (const [line, message] of Object.entries(used)) {
    assert.match(outcome(unused + line), message, line);
    assert.match(outcome(unused + line), line === "abs(y)" ? /^GX_SCRIPT/ : /^GX_SCRIPT_UNSUPPORTED/, line);
  }
  // What was bound stays bound.
  assert.equal(outcome("import scipy.nothing\nprint(scipy.special.erf(0.0))").replace("np.float64(0.0)", "0.0"), "0.0");
});

test("a script's other way is taken where an import fails, or what was imported does", () => {
  assert.equal(outcome("try:\n    import fast\nexcept ImportError:\n    fast = None\nprint(fast)"), "None");
  assert.equal(outcome("try:\n    from numpy import nosuch\nexcept:\n    print('by hand')"), "by hand");
  const late =
    "import matplotlib.pyplot as plt\ntry:\n    plt.plot(1)\nexcept Exception as error:\n    print(type(error).__name__)";
  assert.equal(outcome(late), "ImportError");
  assert.equal(outcome("try:\n    f = open('log.txt', 'a')\nexcept IOError:\n    print('no file')"), "no file");
});

test("what is not of scipy and numpy here says what to take instead, however it is reached", () => {
  const advice = (script: string): string => {
    try {
      compileScript(script, { fileName: "fit.gx", modules: LIBRARY, globals: new Map() }).run();
    } catch (error) {
      assert.ok(error instanceof GxError, String(error));
      assert.equal(error.code, "GX_SCRIPT_UNSUPPORTED", error.message);
      return error.advice ?? "";
    }
    return "";
  };
  const fourier = /^A convolution is numpy\.convolve/;
  const expected: Record<string, RegExp> = {
    "from scipy.fft import fft\nfft([1])": fourier,
    "import scipy.fftpack as f\nf.fft([1])": fourier,
    "from scipy import fftpack\nfftpack.fft([1])": fourier,
    "import scipy\nscipy.fft.fft([1])": fourier,
    "import numpy as np\nnp.fft.fft([1])": fourier,
    "from numpy.fft import rfft\nrfft([1])": fourier,
    "from scipy.spatial.distance import cdist\ncdist(1, 2)": /^Write the distances out/,
    "from scipy.misc import derivative\nderivative(1)": /a derivative is \(f/,
    "import scipy.io\nscipy.io.loadmat('x')": /^A script reads no file/,
    "import scipy.nothing\nscipy.nothing.f()": /Write what you use of scipy\.nothing into the script\./,
    "import numpy as np\nnp.loadtxt('a.dat')":
      /numbers that it reads go into the script, or into columns of a data set/,
    "from numpy import *\nsavetxt('a.dat', [1])": /What it writes, print\(…\) shows/,
  };
  for (const [script, text] of Object.entries(expected)) assert.match(advice(script), text, script);
  assert.equal(advice("import scipy, numpy\nhasattr(scipy, 'fft')\nnumpy.fft is None"), "");
  assert.equal(advice("import numpy\ntry:\n    numpy.loadtxt('a')\nexcept IOError:\n    pass"), "");
});

test("a builtin that reaches outside says why it does not work", () => {
  const reasons: Record<string, string> = {
    "open('log.txt', 'a').write('x')": "open(): a script neither reads nor writes files here",
    "input('d?')": "input(): nobody is there to answer",
    "exit()": "exit(): a script cannot end the program",
    "quit(1)": "quit(): a script cannot end the program",
    "help(len)": "help(): nobody is there to answer",
    "breakpoint()": "breakpoint(): nobody is there to answer",
    "__import__('os')": "__import__(): modules are imported by statements here",
    "compile('1', '', 'eval')": "compile(): there are no code objects here",
    "bytes(3)": "bytes(): there are no bytes here",
    "import os; os.listdir('.')": "os.listdir(): a script neither reads nor writes files here",
    "import os; os.system('ls')": "os.system(): a script starts no program here",
    "import sys; sys.exit()": "sys.exit(): a script cannot end the program",
  };
  for (const [line, reason] of Object.entries(reasons)) {
    assert.equal(outcome(line), `GX_SCRIPT_UNSUPPORTED  fit.gx, script line 1: ${reason}`);
  }
  assert.equal(outcome("def open(name): return name\nprint(open('x'))"), "x");
  assert.equal(
    outcome("import os, sys\nsys.path.append(os.getcwd())\nprint(os.environ.get('HOME'), sys.path)"),
    "None ['/']",
  );
});

test("docs/python-subset.md lists exactly what is refused, with the same advice", () => {
  const page = readFileSync(new URL("../../docs/python-subset.md", import.meta.url), "utf8");
  const section = page.split("## Refused before anything runs")[1]!.split("\n## ")[0]!;
  const rows = [...section.matchAll(/^\| (?!what|---)(.+?) \| (.+?) \|$/gm)].map(
    ([, what, advice]) => `${what}: ${advice}`,
  );
  const refused = [...Object.values(REFUSED), ...Object.values(REFUSED_USES)];
  assert.deepEqual(rows, [...new Set(refused.map(({ what, advice }) => `${what}: ${advice}`))]);
});

test("docs/python-subset.md names every module there is, and each can be imported", () => {
  const page = readFileSync(new URL("../../docs/python-subset.md", import.meta.url), "utf8");
  const section = page.split("## Modules")[1]!.split("The clock stands")[0]!;
  const named = [...section.matchAll(/`([\w.]+)`/g)].map(([, name]) => name!);
  for (const name of LIBRARY.keys()) {
    if (!["numpy.fft", "scipy"].includes(name)) assert.ok(named.includes(name), `${name} is not on the page`);
  }
  for (const name of named) {
    if (!name.includes("models.")) assert.equal(refusal(`import ${name}`), "not refused");
  }
});

function refusal(script: string): string {
  try {
    compileScript(script, { fileName: "fit.gx", modules: new Map(), globals: new Map() });
  } catch (error) {
    assert.ok(error instanceof GxError, String(error));
    return `${error.code}  ${error.message}${error.advice ? `\n${error.advice}` : ""}`;
  }
  return "not refused";
}
