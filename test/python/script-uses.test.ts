/** What a script asks of its modules, read from its text alone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { modelModules, refusedImport } from "../../runtime/models/index.ts";
import { scriptUses } from "../../runtime/python/compile/script-uses.ts";

const uses = (text: string) =>
  scriptUses(text, { fileName: "fit.gx", modules: modelModules(), refused: refusedImport });

test("each module is listed once, with its first line and what it lacks", () => {
  const { imports, missing } = uses(`from __future__ import division
import genx
import numpy as np
import genx.models.spec_nx as model
import models.spec_nx
from math import sqrt, nosuch, unused
x = np.exp(1) + nosuch(2)
y = np.nothing(1) + np.nothing(2)
`);
  assert.deepEqual(imports, [
    { module: "numpy", line: 3, isHere: true, isUsed: true, missing: ["nothing"] },
    { module: "models.spec_nx", line: 4, isHere: true, isUsed: false, missing: [] },
    { module: "math", line: 6, isHere: true, isUsed: true, missing: ["nosuch"] },
  ]);
  assert.deepEqual(
    missing.map(({ message }) => /there is no '(\w+)' in (\w+)/.exec(message)?.slice(1)),
    [
      ["nosuch", "math"],
      ["nothing", "numpy"],
    ],
  );
});

test("a name with two meanings is nobody's module", () => {
  assert.deepEqual(uses("import numpy as np\nimport math as np\nnp.nothing").missing, []);
  assert.deepEqual(uses("import numpy as np\nnp = 5\nnp.nothing").missing, []);
});

test("of modules that are not here those count that something mentions", () => {
  const { imports, missing } = uses(`import matplotlib.pyplot as plt
import pandas as pd, seaborn
from mylab.tools import x, y
from mylab.more import *
try:
    import fast
except ImportError:
    fast = None
def later():
    return pd.DataFrame(y)
print(fast)
`);
  assert.deepEqual(
    imports.map(({ module, isHere, isUsed }) => [module, isHere, isUsed]),
    [
      ["matplotlib.pyplot", false, false],
      ["pandas", false, true],
      ["seaborn", false, false],
      ["mylab.tools", false, true],
      ["mylab.more", false, true],
      ["fast", false, true],
    ],
  );
  assert.deepEqual(
    missing.map(({ message }) => /line (\d+): there is no module '([\w.]+)' here/.exec(message)?.slice(1)),
    [
      ["2", "pandas"],
      ["3", "mylab.tools"],
      ["4", "mylab.more"],
    ],
  );
});
