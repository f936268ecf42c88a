/** What a script asks of its modules, read from its text alone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { modelModules, refusedImport } from "../../runtime/models/index.ts";
import { scriptUses } from "../../runtime/python/compile/script-uses.ts";

const uses = (text: string) =>
  scriptUses(text, { fileName: "fit.gx", modules: modelModules(), refused: refusedImport });

test("each module is listed once, with its first line and what it lacks", () => {
  const { imports, refusals, missing } = uses(`from __future__ import division
import genx
import numpy as np
import genx.models.spec_nx as model
import models.spec_nx
from math import sqrt, nosuch
x = np.exp(1)
y = np.nothing(1) + np.nothing(2)
`);
  assert.deepEqual(imports, [
    { module: "numpy", line: 3, isHere: true, missing: ["nothing"] },
    { module: "models.spec_nx", line: 4, isHere: true, missing: [] },
    { module: "math", line: 6, isHere: true, missing: ["nosuch"] },
  ]);
  assert.deepEqual(refusals, []);
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
