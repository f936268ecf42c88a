/** Our unpickler against CPython's: what test/golden/gx/make_pickles.py wrote, protocol by protocol. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { unpickle } from "../../runtime/gx/pickle.ts";
import { readNumbers } from "../../runtime/gx/pickle-numpy.ts";
import { attribute, PyArray, PyComplex, PyGlobal, PyObject, type PyValue } from "../../runtime/gx/python-values.ts";
import { GOLDEN } from "../helpers/golden.ts";

interface Case {
  name: string;
  pickle: string;
  means: unknown;
}
const { cases } = JSON.parse(readFileSync(join(GOLDEN, "gx/pickles.json"), "utf8")) as { cases: Case[] };

test("every value that CPython and numpy pickled reads back the same, protocols 0 to 5 and Python 2", () => {
  for (const { name, pickle, means } of cases) {
    assert.deepEqual(meaning(unpickle(Buffer.from(pickle, "base64"), "case")), means, name);
  }
  assert.ok(cases.length > 130);
});

test("an instance is remembered and not made", () => {
  const row = unpickle(
    Buffer.from("\x80\x04\x8c\x0fgenx.parameters\x8c\x0cParameterRow\x93)\x81(K\x01K\x02e.", "latin1"),
    "x",
  );
  assert.ok(row instanceof PyObject);
  assert.deepEqual([row.type.module, row.type.name, row.items], ["genx.parameters", "ParameterRow", [1, 2]]);

  const old = unpickle(Buffer.from("(idata\nDataSet\np0\n(dp1\nS'name'\np2\nS'one'\nsb."), "x");
  assert.equal(attribute(old, "name"), "one");
  assert.deepEqual(unpickle(Buffer.from("cfom_funcs\nlog\np1\n."), "x"), new PyGlobal("fom_funcs", "log"));
});

test("what a pickle shares stays shared", () => {
  const list = unpickle(Buffer.from("(lp0\n(lp1\nI7\naag1\na."), "x") as PyValue[][];
  assert.deepEqual(list, [[7], [7]]);
  assert.equal(list[0], list[1]);
});

test("an array is charged for its bytes and for the doubles that it becomes", () => {
  const charged = (code: string, bytes: number, count: number) => {
    let sum = 0;
    readNumbers(new Uint8Array(bytes), { code, littleEndian: true }, count, (each) => (sum += each));
    return sum;
  };
  assert.equal(charged("i1", 3, 3), 3 + 3 * 8);
  assert.equal(charged("c8", 16, 2), 16 + 2 * 2 * 8);
});

/** In the terms of make_pickles.py. */
function meaning(value: PyValue): unknown {
  if (value instanceof PyArray) {
    const { type, shape, values, imaginary } = value;
    const numbers = { array: type, shape, re: Array.from(values!, plain) };
    return imaginary ? { ...numbers, im: Array.from(imaginary, plain) } : numbers;
  }
  if (value instanceof PyComplex) return { complex: [value.real, value.imaginary] };
  if (value instanceof Uint8Array) return { bytes: [...value] };
  if (value instanceof Map) return { dict: [...value].map(([key, item]) => [key, meaning(item)]) };
  if (Array.isArray(value)) return value.map(meaning);
  return typeof value === "number" ? plain(value) : value;
}

function plain(x: number): number | string {
  return Number.isFinite(x) ? x : String(x).replace("Infinity", "inf").replace("NaN", "nan");
}
