/** Scripts that ask for too much end with one error, soon, and before the machine's memory does; or they simulate. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { GxError } from "../../runtime/errors.ts";
import { compileFit } from "../../runtime/fit/compile.ts";
import { projectOf } from "../helpers/project.ts";
import { broken, simulateAlone } from "./hostile-run.ts";
import { HOSTILE } from "./hostile-scripts.ts";

const DATA = [{ x: [0.02, 0.04, 0.06], y: [1, 1, 1], error: [1, 1, 1] }];
/** A hundredth of every fit's. */
const STEPS = 500_000;
/** Of CPU, and of wall on a machine that has much else to do. */
const SECONDS = 2;

for (const [family, scripts] of Object.entries(HOSTILE)) {
  describe(`with a hundredth of the budget: ${family}`, () => {
    for (const [title, script] of Object.entries(scripts)) {
      test(title, () => {
        const before = process.threadCpuUsage();
        try {
          const { datasets } = compileFit(projectOf(script, DATA, []), { steps: STEPS }).simulate();
          assert.equal(datasets[0]!.ySim.length, 3);
        } catch (error) {
          assert.ok(error instanceof GxError, `${(error as Error).stack}`);
        }
        const { user, system } = process.threadCpuUsage(before);
        assert.ok((user + system) / 1e6 < SECONDS, `it took ${(user + system) / 1e6} s`);
      });
    }
  });
}

test("a stack without layers is no stack, however often it is repeated, as in GenX", () => {
  const at = (repetitions: string) =>
    compileFit(
      projectOf(HOSTILE["layers"]!["no layers, repeated"]!.replace("10**9", repetitions), DATA, []),
    ).simulate();
  assert.deepEqual(at("10**9").datasets[0]!.ySim, at("1").datasets[0]!.ySim);
});

test("a penalty without end, or one that raises, is an error of the script", () => {
  const endless = HOSTILE["objects"]!["a penalty without end"]!;
  const simulate = (script: string) => compileFit(projectOf(script, DATA, []), { steps: STEPS }).simulate();
  assert.throws(() => simulate(endless), { code: "GX_SCRIPT_BUDGET", message: /^fit\.gx, script line 4: / });
  assert.throws(() => simulate(endless.replace("while True: pass", "1 / 0")), {
    code: "GX_SCRIPT_FAILED",
    message: /ZeroDivisionError/,
  });
});

describe("with the whole budget, in a process of its own", () => {
  for (const [family, title] of [
    ["layers", "many stacks"],
    ["profiles", "drawings that are kept"],
    ["objects", "a dict of many keys"],
    ["objects", "closures"],
    ["objects", "texts"],
    ["arrays", "large arrays after small ones"],
    ["arrays", "arrays after lists"],
  ] as const) {
    test(title, async () => {
      const ending = await simulateAlone(HOSTILE[family]![title]!);
      assert.ok(!broken(ending), JSON.stringify(ending));
    });
  }
});
