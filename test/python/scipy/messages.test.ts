/** What a script is told of scipy that is not here, what its modules hand to `import *`, and that no routine outlasts the budget. */
import assert from "node:assert/strict";
import test from "node:test";
import { compileScript } from "../../../runtime/python/compile/program.ts";
import { ABSENT, INSTEAD } from "../../../runtime/python/scipy/not-here.ts";
import { scipyModules } from "../../../runtime/python/scipy/scipy-modules.ts";
import type { Module } from "../../../runtime/python/values/module.ts";

function run(script: string): void {
  compileScript(script, { fileName: "fit.gx", modules: new Map(), globals: new Map() }).run();
}

test("a function that is not here can be imported, and says what is there instead when it is called", () => {
  run("from scipy.optimize import linprog, brentq\nfrom scipy.stats import *\nimport scipy.signal as s\nx = s.cwt");
  assert.throws(
    () => run("from scipy.optimize import linprog\nlinprog([1], [2])"),
    /scipy\.optimize\.linprog is not here: brentq, .*curve_fit, fsolve and root are/,
  );
});

test("what is named as not here is not here, and what is named instead is", () => {
  const modules = scipyModules();
  for (const [name, text] of Object.entries(INSTEAD)) {
    const { exports, members } = modules.get(`scipy.${name}`)!() as Module;
    for (const absent of (ABSENT[name] ?? "").trim().split(/\s+/))
      assert.ok(!exports!.includes(absent), `${name}.${absent}`);
    for (const [word] of text.matchAll(/\w+/g))
      if (!["and", "with", "pdf", "cdf", "sf", "ppf"].includes(word)) assert.ok(members.has(word), `${name}.${word}`);
  }
});

test("every module is reached by its name, from scipy, and by what it was called before", () => {
  run("import scipy\nassert abs(scipy.optimize.brentq(lambda x: x - 1, 0, 3) - 1) < 1e-9");
  run("import scipy.special\nassert scipy.special.erf(0) == 0\nassert scipy.stats.norm.cdf(0) == 0.5");
  run("from scipy import special, signal\nassert len(signal.windows.hann(5)) == 5");
  run("from scipy.signal.windows import gaussian\nassert gaussian(3, 1)[1] == 1");
  run("from scipy.ndimage.filters import gaussian_filter1d\nfrom scipy.stats.distributions import norm");
  run("from scipy import exp, pi, sqrt, interp, linspace, arange, log10, array\nassert exp(0) == 1");
  run("from scipy import *\nassert cos(0) == 1");
  run("from scipy.constants import *\nassert c == 299792458.0 and physical_constants['electron mass'][1] == 'kg'");
});

test("a result is a dict whose keys are attributes, too", () => {
  run(
    "from scipy.optimize import minimize, OptimizeResult\nr = minimize(lambda x: (x[0] - 1)**2, [3.])\n" +
      "assert r['success'] and r.success and 'x' in r and r.get('nothing', 1) == 1\nassert 'fun' in str(r)\nr.mine = 5\nassert r['mine'] == 5\n" +
      "assert OptimizeResult({'x': 3}).x == 3",
  );
});

test("an exception of the script's function comes out as it is", () => {
  assert.throws(
    () => run("from scipy.optimize import brentq\ndef f(x): raise KeyError('mine')\nbrentq(f, 0, 1)"),
    /KeyError/,
  );
  run(
    "from scipy.integrate import quad\ndef f(x): raise KeyError('mine')\ntry:\n    quad(f, 0, 1)\nexcept KeyError:\n    seen = True\nassert seen",
  );
});

const ENDLESS: Readonly<Record<string, string>> = {
  "a minimum that is never reached":
    "from scipy.optimize import fmin\nfmin(lambda x: sum(x[i % 2]**2 for i in range(1000)), [1., 2.], maxiter=10**9, maxfun=10**9, xtol=0, ftol=-1)",
  "a grid of very many places": "from scipy.optimize import brute\nbrute(lambda x: x[0], [(0, 1)] * 8, Ns=100)",
  "an integral that never settles":
    "from scipy.integrate import nquad\nimport numpy as np\nnquad(lambda *x: np.sin(1e6 * sum(x)), [[0, 1]] * 6)",
  "a stiff equation": "from scipy.integrate import odeint\nodeint(lambda y, t: -1e12 * (y - t), [1.], [0, 1e6])",
  "a filter as long as its data":
    "import numpy as np\nfrom scipy.ndimage import gaussian_filter1d\ngaussian_filter1d(np.ones(10**6), 1e5)",
  "Gauss points without number": "from scipy.special import roots_legendre\nroots_legendre(10**6)",
  "a spline through very many points, many times":
    "import numpy as np\nfrom scipy.interpolate import splrep\nx = np.arange(3e5)\nwhile True: splrep(x, x)",
  "Bessel functions of large arrays":
    "import numpy as np\nfrom scipy.special import jv\nx = np.ones(10**6)\nwhile True: jv(100.5, x)",
  "a window of a billion points": "from scipy.signal.windows import hann\nhann(10**9)",
};

for (const [name, script] of Object.entries(ENDLESS)) {
  test(`${name} ends by the budget`, { timeout: 60_000 }, () => {
    assert.throws(
      () => run(`${script}\n`),
      /BudgetError|GX_SCRIPT_BUDGET|more steps than one evaluation|took more than|more than a script may/,
    );
  });
}
