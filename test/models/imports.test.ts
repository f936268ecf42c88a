/** What scripts import of GenX: every spelling finds the same module; what is not here says why and what to do. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { GxError } from "../../runtime/errors.ts";
import { modelModules, refusedImport } from "../../runtime/models/index.ts";
import { refusedModules } from "../../runtime/models/refused.ts";
import { compileScript } from "../../runtime/python/compile/program.ts";
import { repr } from "../../runtime/python/operators.ts";

function run(script: string): string {
  const program = compileScript(script, {
    fileName: "fit.gx",
    modules: modelModules(),
    refused: refusedImport,
    globals: new Map(),
  });
  program.run();
  return repr(program.get("result") ?? null);
}

const refused = (script: string, message: RegExp) =>
  assert.throws(
    () => run(script),
    (error: GxError) => {
      assert.ok(error instanceof GxError);
      assert.equal(error.code, "GX_SCRIPT_UNSUPPORTED");
      assert.match(error.message, message);
      assert.ok(error.advice, "it says what to do");
      return true;
    },
  );

test("every spelling of an import finds the same module", () => {
  for (const script of [
    "import models.spec_nx as model\nLayer = model.Layer",
    "import genx.models.spec_nx as model\nLayer = model.Layer",
    "import models.spec_nx\nLayer = models.spec_nx.Layer",
    "import genx.models.spec_nx\nLayer = genx.models.spec_nx.Layer",
    "import genx\nLayer = genx.models.spec_nx.Layer",
    "import models\nLayer = models.spec_nx.Layer",
    "from models import spec_nx\nLayer = spec_nx.Layer",
    "from genx import models\nLayer = models.spec_nx.Layer",
    "from genx.models import spec_nx as nx, utils\nLayer = nx.Layer",
    "from genx.models.spec_nx import *",
    "from models.spec_nx import Layer as L\nLayer = L",
  ]) {
    const same = "\nimport models.spec_nx as again\nresult = (Layer is again.Layer, Layer(d=3).d)";
    assert.equal(run(script + same), "(True, 3.0)", script);
  }
});

test("the library is reached in every way, too", () => {
  const same = "\nimport models.lib.physical_constants as again\nresult = pc.r_e == again.r_e";
  for (const script of [
    "import models.lib.physical_constants as pc",
    "from models.lib import physical_constants as pc",
    "from genx.models.lib import physical_constants as pc",
    "import models\npc = models.lib.physical_constants",
    "import genx.models.lib as library\npc = library.physical_constants",
  ]) {
    assert.equal(run(script + same), "True", script);
  }
  assert.equal(run("from genx.models import lib\nlib.USE_NUMBA = False\nresult = lib.USE_NUMBA"), "False");
  assert.equal(
    run(
      "from models.lib import paratt, paratt_numba\nresult = paratt.ReflQ is not None, paratt_numba.ReflQ is not None",
    ),
    "(True, True)",
  );
  const pairs = "sm_layers(9.4e-6, -2e-6, 9, 0.95)";
  assert.equal(
    run(
      `from models.lib.sm_hayter_mook import sm_layers\nimport models.spec_inhom as model\nresult = len(${pairs}), ${pairs} == model.${pairs}`,
    ),
    "(9, True)",
  );
});

test("a star of a model brings numpy's functions along, as in GenX", () => {
  assert.equal(
    run("from models.spec_nx import *\nresult = float(sin(pi/2)*array([1.0])[0]*TwoThetatoQ(4*pi, 0.0))"),
    "0.0",
  );
});

test("each module that is refused says why and what to do instead once it is used, however it is imported", () => {
  for (const name of refusedModules()) {
    const [, parent, leaf] = /^(.*)\.(\w+)$/.exec(name)!;
    const pattern = new RegExp(`^fit\\.gx, script line 2: .*${leaf}`);
    for (const statement of [
      `import ${name}\n${name}.something`,
      `import genx.${name} as module\nmodule.something`,
      `from ${parent} import ${leaf}\n${leaf}.something`,
      `from ${name} import *\nsomething`,
      `from ${name} import something\nsomething()`,
    ]) {
      refused(statement, pattern);
      assert.equal(run(`${statement.split("\n")[0]}\nresult = 1`), "1");
    }
  }
  refused("import genx.api\ngenx.api.run()", /genx\.api is a part of GenX's program, and only its models are here/);
  refused("from genx import api\napi.run()", /there is no module 'api' here|a part of GenX's program/);
  refused(
    "from genx.core.custom_logging import iprint\niprint(1)",
    /genx\.core\.custom_logging is a part of GenX's program/,
  );
});

test("a module that is nobody's is refused by its name, as part of a package too", () => {
  refused("import mylab.geometry\nmylab.geometry.f()", /there is no module 'mylab\.geometry' here/);
  refused("from models import sxrd_new1\nsxrd_new1.f()", /there is no module 'models\.sxrd_new1' here/);
  refused("from models.lib import spec_nx\nspec_nx.f()", /there is no module 'models\.lib\.spec_nx' here/);
});

test("a script that tries and does without is let be", () => {
  const script = (name: string) =>
    `try:\n    from models.lib import ${name}\nexcept ImportError as error:\n    result = str(error)`;
  assert.match(run(script("ables")), /models\.lib\.ables is not here\. models\.lib\.paratt\.ReflQ takes the same/);
  assert.match(run(script("unheard_of")), /No module named 'models\.lib\.unheard_of'|cannot import name 'unheard_of'/);
});

test("a class of choices that a script derives from AltStrEnum compares and converts as GenX's do", () => {
  const result = run(`
from dataclasses import dataclass
from models.lib.base import AltStrEnum, ModelParamBase
class Side(AltStrEnum):
    film = "film side"
    back = "back side"
    alternate_film = "top"
@dataclass
class Holder(ModelParamBase):
    side: Side = "film side"
a = Holder(side="top")
b = Holder(side=1)
try:
    Holder(side="left")
    wrong = "taken"
except ValueError:
    wrong = "refused"
result = [a.side == Side.film, a.side == "film side", b.side == Side.back, b.side == "top", len(list(Side)), str(a.side), wrong]
`);
  assert.equal(result, "[True, True, True, False, 3, 'top', 'refused']");
});

test("samples of one's own get simulations, and list what their layers have", () => {
  const result = run(`
from dataclasses import dataclass
from models.lib.refl_base import ReflBase, StackBase, SampleBase
@dataclass
class Slab(ReflBase):
    d: float = 1.0
    sigma: float = 0.0
class Wafer(SampleBase):
    pass
Wafer.setSimulationFunctions({"Twice": lambda x, factor, sample, inst: x*factor*len(sample.Stacks)})
a, b = Slab(d=2.0, sigma=0.5), Slab(d=3.0, sigma=0.7)
wafer = Wafer(Stacks=[StackBase(Layers=[a, b], Repetitions=2)], Substrate=Slab(sigma=0.1), Ambient=Slab(d=0.0))
up, down = wafer.resolveLayerParameters(), (-wafer).resolveLayerParameters()
result = [wafer.SimTwice(3.0, 2.0, None), up["d"], down["sigma"], a._parameters]
`);
  assert.equal(
    result,
    "[6.0, [1.0, 2.0, 3.0, 2.0, 3.0, 0.0], [0.7, 0.5, 0.7, 0.5, 0.1, 0.0], {'d': 2.0, 'sigma': 0.5}]",
  );
});
