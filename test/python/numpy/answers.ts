/** What numpy or scipy answered to a line of Python (make_cases.py wrote it down), and whether a value of ours is the same. */
import assert from "node:assert/strict";
import { compileScript } from "../../../runtime/python/compile/program.ts";
import { NdArray } from "../../../runtime/python/numpy/array.ts";
import { cast } from "../../../runtime/python/numpy/convert.ts";
import { NumpyScalar } from "../../../runtime/python/numpy/scalar.ts";
import { typeName } from "../../../runtime/python/operators.ts";
import { Complex } from "../../../runtime/python/values/complex.ts";
import { PyList, PyTuple } from "../../../runtime/python/values/sequence.ts";
import type { Value } from "../../../runtime/python/values/value.ts";

type Number = number | "nan" | "inf" | "-inf";
export interface Answer {
  array?: string;
  scalar?: string;
  python?: string;
  shape?: number[];
  values?: Number[];
  value?: string | boolean | null;
  list?: Answer[];
  tuple?: Answer[];
  raises?: string;
}

/** The value of the last of the statements, or the name of what it raised. */
export function run(line: string, imports: readonly string[]): Value {
  const statements = line.split(";").map((statement) => statement.trim());
  const script = [
    ...imports,
    "raised = ''",
    "result = None",
    "try:",
    ...statements.slice(0, -1).map((statement) => `    ${statement}`),
    `    result = ${statements.at(-1)}`,
    "except Exception as error:",
    "    raised = type(error).__name__",
    "",
  ].join("\n");
  const program = compileScript(script, { fileName: "case.gx", modules: new Map(), globals: new Map() });
  program.run();
  const raised = program.get("raised") as string;
  return raised === "" ? program.get("result")! : `raises ${raised}`;
}

export function check(value: Value, answer: Answer, tolerance: number, of: "each" | "largest" = "each"): void {
  if (answer.raises) assert.equal(value, `raises ${answer.raises}`);
  else if (answer.array) {
    assert.ok(value instanceof NdArray, `not an array: ${describe(value)}`);
    assert.equal(value.dtype, answer.array);
    assert.deepEqual([...value.shape], answer.shape);
    close([...cast(value).buffer], answer.values!, answer.array, tolerance, of);
  } else if (answer.scalar) {
    assert.ok(value instanceof NumpyScalar, `not a numpy number: ${describe(value)}`);
    assert.equal(value.dtype, answer.scalar);
    close(
      answer.scalar === "complex128" ? [value.re, value.im] : [value.re],
      answer.values!,
      answer.scalar,
      tolerance,
      of,
    );
  } else if (answer.list || answer.tuple) {
    assert.ok(answer.list ? value instanceof PyList : value instanceof PyTuple, `not a sequence: ${describe(value)}`);
    const items = (value as PyList | PyTuple).items;
    const expected = answer.list ?? answer.tuple!;
    assert.equal(items.length, expected.length);
    for (const [k, item] of expected.entries()) check(items[k]!, item, tolerance, of);
  } else {
    assert.equal(typeName(value), answer.python);
    if (answer.python === "float") close([value as number], answer.values!, "float64", tolerance, of);
    else if (value instanceof Complex) close([value.re, value.im], answer.values!, "complex128", tolerance, of);
    else assert.equal(typeof value === "bigint" ? String(value) : value, answer.value);
  }
}

function close(
  got: readonly number[],
  answers: readonly Number[],
  dtype: string,
  tolerance: number,
  of: "each" | "largest" = "each",
): void {
  const expected = answers.map((x) =>
    typeof x === "number" ? x : { nan: Number.NaN, inf: Infinity, "-inf": -Infinity }[x],
  );
  assert.equal(got.length, expected.length);
  const largest = Math.max(0, ...expected.filter(Number.isFinite).map(Math.abs));
  for (const [k, x] of expected.entries()) {
    const own = dtype === "complex128" ? Math.hypot(x, expected[k ^ 1]!) : Math.abs(x);
    const size = of === "largest" ? largest : own;
    const allowed = dtype === "int64" || dtype === "bool" || !Number.isFinite(x) ? 0 : tolerance * size;
    const equal = Object.is(got[k], x) || got[k] === x || Math.abs(got[k]! - x) <= allowed;
    assert.ok(equal, `number ${k}: ${got[k]} instead of ${x}`);
  }
}

function describe(value: Value): string {
  return typeof value === "object" && value !== null ? value.repr() : String(value);
}
