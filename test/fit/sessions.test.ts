/**
 * Two sessions in one thread: they take turns, or one runs in the middle of the other (from its `print`), and neither
 * can tell. One test for each kind of state that a thread has only one of; each was seen to fail with that state shared.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { compileFit } from "../../runtime/fit/compile.ts";
import { type ScriptOptions, Session } from "../../runtime/fit/session.ts";
import type { Project } from "../../runtime/gx/project.ts";
import { readProjectFile } from "../../runtime/gx/read.ts";
import { LIMITS } from "../../runtime/python/budget.ts";
import { meter, OUTSIDE } from "../../runtime/python/session-state.ts";
import { GOLDEN } from "../helpers/golden.ts";
import { projectOf } from "../helpers/project.ts";

const DATA = [{ x: [1, 2, 3], y: [2, 4, 6], error: [1, 1, 1] }];
const FILM = "class Film:\n    d = 1.0\nfilm = Film()\n";
const project = (script: string) => projectOf(FILM + script, DATA, [["film.d", 1]]);
const at = (...values: number[]) => Float64Array.from(values);

/** First in this file: the next test that imports numpy may come too late. */
test("a number of numpy is a float whether or not another script has imported numpy before", () => {
  const { lines } = printing("def Sim(data):\n    print(isinstance(data[0].x[0], float))\n    return [data[0].x]\n", 1);
  assert.deepEqual(lines, ["True"]);
});

/** Opens a session of a script, simulates so many times, and gives what it printed. */
function printing(script: string, times: number): { session: Session; lines: string[] } {
  const lines: string[] = [];
  const session = new Session(project(script), { print: (line) => lines.push(line) });
  for (let i = 0; i < times; i++) session.simulate();
  return { session, lines };
}

/** A session, and what each of its evaluations gives and costs. */
class Player {
  readonly session: Session;
  private readonly setters: readonly ((value: number) => void)[];
  private readonly bounds: readonly { min: number; max: number }[];

  constructor(of: Project, options: ScriptOptions = {}) {
    this.session = new Session(of, options);
    this.session.applyTable();
    const rows = [...of.parameters.keys()].filter((i) => of.parameters[i]!.fit && this.session.setters[i]);
    this.setters = rows.map((i) => this.session.setters[i]!);
    this.bounds = rows.map((i) => of.parameters[i]!);
  }
  /** @param share  how far between its bounds each parameter is */
  play(share: number): { curves: Float64Array[]; penalty: number; steps: number } {
    for (const [i, { min, max }] of this.bounds.entries()) this.setters[i]!(min + share * (max - min));
    const curves = this.session.simulate().map((curve) => curve.slice());
    const { steps, reserve } = this.session.state.meter;
    return { curves, penalty: this.session.penalty(), steps: LIMITS.steps - steps - reserve };
  }
}

const script = (name: string): Project => {
  const { datasets, rows } = JSON.parse(readFileSync(join(GOLDEN, "scripts/scripts.json"), "utf8")).scripts[name];
  return projectOf(readFileSync(join(GOLDEN, `scripts/${name}.py`), "utf8"), datasets, rows);
};
const file = (path: string) => readProjectFile(join(GOLDEN, path));
/** Between them they use all that models keep: slices, waves, amplitudes, segments, kernels, spectra. */
const PROJECTS: Readonly<Record<string, () => Project | Promise<Project>>> = {
  "spec_nx, resolution and footprint": () => file("genx/sx06_q_full_abs.gx"),
  "spec_nx, spin flip": () => file("genx/sp03_spinflip_4ch.gx"),
  "mag_refl, tensors": () => file("genx/mr03_aniso_linear.gx"),
  "mag_refl, slices": () => file("genx/mr09_slicing_aniso.gx"),
  "mag_refl, slices and spin flip": () => file("genx/mr10_slicing_neutron_sf.gx"),
  spec_adaptive: () => file("genx/sa04_spinflip_void.gx"),
  interdiff: () => file("genx/id03_offset_scan.gx"),
  sxrd: () => file("genx/sd01_sxrd_p4.gx"),
  "a script with exec": () => script("09_exec_variables"),
  "a script with counters": () => script("13_counters_globals"),
};

describe("evaluations in turn are those of each alone, bit for bit and step for step", () => {
  // The second is what models have kept of the first; then others, and back.
  const SHARES = [0.4, 0.4, 0.55, 0.4];
  const all = Object.entries(PROJECTS);
  for (const [k, [name, open]] of all.entries()) {
    const [otherName, openOther] = all[(k + 1) % all.length]!;
    test(`${name}, beside itself and ${otherName}`, async () => {
      const [first, other] = [await open(), await openOther()];
      const lonely = new Player(first);
      const alone = SHARES.map((share) => lonely.play(share));
      const player = new Player(first);
      const rivals = [new Player(first), new Player(other)];
      // As many as no list of recent results holds.
      const interrupt = () => {
        for (const rival of rivals) for (let i = 0; i < 30; i++) rival.play(0.41 + i * 0.004);
      };
      const inTurn = SHARES.map((share) => {
        interrupt();
        return player.play(share);
      });
      assert.deepStrictEqual(inTurn, alone);
    });
  }
});

describe("the budget of steps", () => {
  const HOSTILE = "def Sim(data):\n    while True: pass\n";
  const WORK = "def Sim(data):\n    for i in range(3000): pass\n    return [film.d*data[0].x]\n";

  test("is not touched by a script that takes all of its own", () => {
    const alone = new Player(project(WORK)).play(0.5);
    const player = new Player(project(WORK));
    const hostile = new Player(project(HOSTILE), { steps: 100_000 });
    for (let i = 0; i < 3; i++) {
      assert.throws(() => hostile.play(0.5), { code: "GX_SCRIPT_BUDGET" });
      assert.deepEqual(player.play(0.5), alone);
    }
    assert.equal(meter, OUTSIDE.meter, "what threw has given the thread back");
  });

  test("is not touched by one that does so in the middle of an evaluation", () => {
    const hostile = new Session(project(HOSTILE), { steps: 100_000 });
    const disturbed = () => assert.throws(() => hostile.simulate(), { code: "GX_SCRIPT_BUDGET" });
    const printsAndWorks = project(WORK.replace("for", "print('now')\n    for"));
    const alone = new Player(printsAndWorks, { print: () => {} }).play(0.5);
    assert.deepEqual(new Player(printsAndWorks, { print: disturbed }).play(0.5), alone);
  });

  test("with it go the depth of calls and the line that a message names", () => {
    const other = new Session(
      project("def Sim(data):\n    def f(n): return n and f(n - 1)\n    f(50)\n    return data\n"),
    );
    const nested = "def f(n):\n    if n == 400: print('now')\n    return f(n + 1)\n";
    for (const body of [
      `${nested}def Sim(data): return f(0)\n`,
      "def Sim(data):\n\n\n    return [print('now'), 1/0]\n",
    ]) {
      const message = (print: () => void): string => {
        try {
          new Session(project(body), { print }).simulate();
        } catch (error) {
          return (error as Error).message;
        }
        return "no error";
      };
      const interrupt = () => assert.throws(() => other.simulate(), { code: "GX_SIM_RESULT" });
      assert.match(message(interrupt), /RecursionError: maximum recursion depth|line 7: ZeroDivisionError/);
      assert.equal(
        message(interrupt),
        message(() => {}),
      );
    }
  });
});

test("memory that a script took until none was left is there for the next, and the script can start anew", () => {
  const greedy = compileFit(
    project(`
import numpy as np
keep = []
def Sim(data):
    while film.d > 2.5: keep.append(np.zeros(2**25))
    return [film.d*data[0].x]
`),
  ).objective;
  const modest = compileFit(
    project("def Sim(data):\n    for i in range(40000): pass\n    return [film.d*data[0].x]\n"),
  );
  const { objective } = modest;
  const [alone, before] = [objective.evaluate(at(1.5)), greedy.evaluate(at(2))];
  assert.throws(() => greedy.evaluate(at(2.75)), /needs more memory than it may: it holds .* GiB of arrays/);
  assert.equal(objective.evaluate(at(1.5)), alone);
  assert.equal(greedy.evaluate(at(2)), before);
});

test("a note on what GenX computes otherwise is of the session whose script met it", () => {
  const divides = "from models.utils import fp\nf = fp.Si/2\ndef Sim(data): return [data[0].x]\n";
  const later = "from models.utils import fp\ndef Sim(data):\n    fp.Si/2\n    return [data[0].x]\n";
  const [first, second, third] = [divides, "def Sim(data): return [data[0].x]\n", later].map(
    (text) => new Session(project(text)),
  );
  third!.simulate();
  second!.simulate();
  assert.deepEqual(
    [first, second, third].map((session) => session!.differences().length),
    [1, 0, 1],
  );
});

describe("float32, and what is asked for without it", () => {
  const scan = async () => {
    const read = await file("genx/id03_offset_scan.gx");
    return { ...read, script: read.script.replace("def Sim(data):\n", "def Sim(data):\n    print('now')\n") };
  };
  const residuals = (of: ReturnType<typeof compileFit>["objective"]) => {
    const out = new Float64Array(of.residualCount);
    const figure = of.residuals!(of.start, out);
    return { figure, out };
  };

  test("a curve that is computed while another session goes without is in float32 all the same", async () => {
    const other = compileFit(await scan()).objective;
    const alone = other.evaluate(other.start);
    const seen: number[] = [];
    let watching = false;
    const print = () => {
      if (watching) seen.push(other.evaluate(other.start));
    };
    const { objective } = compileFit(await scan(), { print });
    watching = true;
    residuals(objective);
    assert.deepEqual(seen, [alone, alone], "once in float32, and once without");
  });

  test("residuals are without although another session's are made, and done with, in their middle", async () => {
    const other = compileFit(await scan()).objective;
    const alone = residuals(other);
    let interrupting = false;
    const { objective } = compileFit(await scan(), {
      print: () => {
        if (interrupting) assert.deepEqual(residuals(other), alone);
      },
    });
    interrupting = true;
    assert.deepEqual(residuals(objective), alone);
  });

  test("a script without float32 is not run twice because another has it", async () => {
    const other = compileFit(await scan()).objective;
    let runs = 0;
    const print = () => {
      runs++;
      other.evaluate(other.start);
    };
    const { objective } = compileFit(project("def Sim(data):\n    print('now')\n    return [film.d*data[0].x]\n"), {
      print,
    });
    runs = 0;
    residuals(objective);
    assert.equal(runs, 1);
  });
});

/** Each prints something that goes on from one evaluation to the next. */
const COUNTING: Readonly<Record<string, string>> = {
  "random numbers":
    "import random\nrandom.seed(7)\ndef Sim(data):\n    print(random.random())\n    return [data[0].x]\n",
  "random numbers without a seed":
    "import random\ndef Sim(data):\n    print(random.random())\n    return [data[0].x]\n",
  "numpy's random numbers":
    "import numpy as np\nnp.random.seed(7)\ndef Sim(data):\n    print(np.random.rand())\n    return [data[0].x]\n",
  "the numbers of objects": "class A: pass\ndef Sim(data):\n    print(id(A()), A(), id(int))\n    return [data[0].x]\n",
  "a line that is not at its end":
    "n = 0\ndef Sim(data):\n    global n\n    n += 1\n    print(n, end=' ' if n % 2 else '\\n')\n    return [data[0].x]\n",
};
for (const [name, text] of Object.entries(COUNTING)) {
  test(`${name}: the same whether or not another session runs in between`, () => {
    const alone = printing(text, 4).lines;
    assert.ok(alone.length >= 2);
    const [first, second] = [printing(text, 0), printing(text, 0)];
    for (let i = 0; i < 4; i++) for (const { session } of [first, second]) session.simulate();
    assert.deepEqual([first.lines, second.lines], [alone, alone]);
  });
}

test("what a script sets on a class, or in a module, no other finds there", () => {
  // numpy.fft is not here, and nothing can be set on it.
  const names =
    "enum numpy random models.utils models.spec_nx models.spec_adaptive models.mag_refl models.interdiff models.sxrd models.lib.footprint".split(
      " ",
    );
  const script = (act: string) => `
${names.map((name) => `import ${name}`).join("\n")}
def Sim(data):
    for module in (${names.join(", ")}):
        for each in (module, *[getattr(module, name) for name in dir(module) if name != 'fft']):
            ${act}
    return [data[0].x]
`;
  const sets = script("try: each.left = 1\n            except (AttributeError, TypeError): pass");
  // A table of elements says that it has no such entry, or that it does not work.
  const finds = script(
    "try:\n                if hasattr(each, 'left'): print(module, each)\n            except Exception: pass",
  );
  printing(sets, 1);
  assert.deepEqual(printing(finds, 1).lines, []);
  assert.ok(printing(finds.replace("'left'", "'__name__'"), 1).lines.length > 100, "there was something to set it on");
});
