/**
 * `data` in a script is GenX's: every attribute and method, with the arguments and the answers that GenX gives.
 * test/golden/data/make.py asks GenX for both.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { GxError } from "../../runtime/errors.ts";
import { compileFit } from "../../runtime/fit/compile.ts";
import { scriptData } from "../../runtime/fit/script-data.ts";
import type { Column, DataSet } from "../../runtime/gx/project.ts";
import { compileScript } from "../../runtime/python/compile/program.ts";
import { findAttribute, isCallable, itemsOf, repr, typeName } from "../../runtime/python/operators.ts";
import { PyError } from "../../runtime/python/values/error.ts";
import type { PyValue, Value } from "../../runtime/python/values/value.ts";
import { assertNear } from "../helpers/close.ts";
import { GOLDEN } from "../helpers/golden.ts";
import { projectOf } from "../helpers/project.ts";

interface Golden {
  attributes: Record<"DataSet" | "DataList", Record<string, { kind: string; arguments?: string[] }>>;
  complex: { script: string; fom: Record<string, number> };
  cases: { script: string; result: string }[];
}
const genx = JSON.parse(readFileSync(join(GOLDEN, "data/data.json"), "utf8")) as Golden;

/** The data sets that make.py makes. */
function dataSets(): DataSet[] {
  const rows = projectOf(
    "",
    [1, 2].map((k) => ({ x: [k, 2 * k, 3 * k, 4 * k], y: [8, 4, 2, 1], error: [0.8, 0.4, 0.2, 0.1] })),
    [],
  ).datasets;
  const column = (type: Column["type"], values: number[]): Column => ({ values: Float64Array.from(values), type });
  return rows.map((set) => ({
    ...set,
    useError: false,
    style: { ...set.style, dataLineType: "-", cols: [0, 1, 1] },
    extra: { res: column("float64", [0.1, 0.2, 0.3, 0.4]), h: column("int64", [1, 2, 2, 3]) },
    extraRaw: { res: column("float64", [0.1, 0.2, 0.3, 0.4]), h: column("int64", [0, 1, 1, 2]) },
    commands: { x: "x", y: "y", error: "e", extra: { res: "res", h: "h+1" } },
  }));
}

const kind = (value: Value) => (isCallable(value) ? "method" : typeName(value));

for (const name of ["DataSet", "DataList"] as const) {
  test(`a ${name} has every attribute of GenX's, of the same kind`, () => {
    for (const [attribute, expected] of Object.entries(genx.attributes[name])) {
      const list = scriptData(dataSets());
      const value = name === "DataList" ? list : itemsOf(list)[0]!;
      if (expected.kind === "window") {
        assert.throws(
          () => findAttribute(value, attribute),
          /not supported: a script neither reads nor writes files here/,
        );
        continue;
      }
      const found = findAttribute(value, attribute);
      assert.ok(found !== undefined, `${name} has ${attribute}`);
      assert.equal(kind(found), expected.kind, attribute);
      if (expected.arguments) checkArguments(found as PyValue, attribute, expected.arguments);
    }
  });
}

/** All arguments are taken by their names; a name of nobody's is not. What comes of a 1 is no matter. */
function checkArguments(method: PyValue, name: string, names: string[]): void {
  const complaint = (keywords: [string, Value][]): string => {
    try {
      method.call([], new Map(keywords));
    } catch (error) {
      if (error instanceof PyError) return repr(error.args[0] ?? "");
    }
    return "";
  };
  if (names.includes("items")) return;
  const wrong = /unexpected keyword|missing/;
  assert.doesNotMatch(complaint(names.map((each) => [each.replace("=", ""), 1n])), wrong, name);
}

test("what a script does with data gives what it gives in GenX", () => {
  assert.ok(genx.cases.length > 70);
  const wrong: string[] = [];
  for (const { script, result } of genx.cases) {
    const lines = script.split("\n");
    lines[lines.length - 1] = `result = ${lines.at(-1)}`;
    const text = ["import numpy as np", "d = data[0]", "try:", ...lines.map((line) => `    ${line}`)];
    text.push("    text = repr(result)", "except Exception as error:", "    text = type(error).__name__");
    const program = compileScript(text.join("\n"), {
      fileName: "fit.gx",
      modules: new Map(),
      globals: new Map<string, Value>([["data", scriptData(dataSets())]]),
    });
    program.run();
    if (program.get("text") !== result) wrong.push(`${script}\n  gives ${program.get("text")}\n  and not ${result}`);
  }
  assert.equal(wrong.join("\n\n"), "");
});

test("an extra column that is not there is told beside those that are", () => {
  const failure = (line: string): unknown[] => {
    try {
      compileScript(`d = data[0]\n${line}`, {
        fileName: "fit.gx",
        modules: new Map(),
        globals: new Map<string, Value>([["data", scriptData(dataSets())]]),
      }).run();
    } catch (error) {
      assert.ok(error instanceof GxError, String(error));
      return [error.message.split("\n")[0], error.advice];
    }
    return [];
  };
  const advice = "The extra columns of the data set are res, h.";
  assert.deepEqual(failure("d.extra_data['k']"), ["fit.gx, script line 2: KeyError: 'k'", advice]);
  assert.deepEqual(failure("d.get_extra_data('k')"), [
    "fit.gx, script line 2: LookupError: Can not find extra data with name k",
    advice,
  ]);
  assert.deepEqual(failure("try:\n    d.extra_data['k']\nexcept KeyError:\n    pass"), []);
});

test("the figure of merit of a complex curve is GenX's, whichever it is", () => {
  const { script, fom } = genx.complex;
  assert.ok(Object.keys(fom).length >= 13);
  for (const [name, expected] of Object.entries(fom)) {
    const project = { ...projectOf(script, [], []), datasets: dataSets(), fomFunction: name };
    assertNear(compileFit(project).simulate().fom, expected, 1e-12, name);
  }
});

test("a script that changes its data is told so, and what it remembers of that is forgotten", () => {
  const set = { x: [1, 2, 3, 4], y: [8, 4, 2, 1], error: [1, 1, 1, 1] };
  const objectiveOf = (change: string) => {
    const fit = compileFit(
      projectOf(
        `scale = 1.0\ndef Sim(data):\n    d = data[0]\n    ${change}\n    return [d.x]\n`,
        [set],
        [["scale", 1]],
      ),
    );
    const values = [1, 2, 1].map((scale) => fit.objective.evaluate(Float64Array.of(scale)));
    return { values, warnings: fit.warnings.join() };
  };
  const scaled = objectiveOf("d.y = d.y_raw*scale");
  assert.notEqual(scaled.values[0], scaled.values[1]);
  assert.equal(scaled.values[0], scaled.values[2]);
  assert.match(scaled.warnings, /changes x, y, error or use of its data/);
  const grown = objectiveOf("d.y *= 1.5");
  assert.equal(new Set(grown.values).size, 1);
  assert.match(grown.warnings, /remembers something/);
  assert.doesNotMatch(objectiveOf("d.own = d.y").warnings, /changes x, y/);
});

test("a data set that a script takes away is compared as the file has it", () => {
  const set = { x: [1, 2, 3, 4], y: [8, 4, 2, 1], error: [1, 1, 1, 1] };
  const script = (change: string) => `scale = 1.0\ndef Sim(data):\n    ${change}\n    return [[scale]*4, [scale]*4]\n`;
  const fom = (change: string) =>
    compileFit(projectOf(script(change), [set, set], [["scale", 1]])).objective.evaluate(Float64Array.of(1));
  assert.equal(fom("del data.items[1:]"), fom("pass"));
});
