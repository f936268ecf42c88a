/** The plane groups are groups, and those of the International Tables: orders, lattices, special positions. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { PyObject } from "../../runtime/python/values/object.ts";
import type { PyList } from "../../runtime/python/values/sequence.ts";
import { numbersOf, runScript } from "../helpers/model-script.ts";

/** Operations of the general position, centring included, and the lattice that each group belongs to. */
const GROUPS = {
  p1: [1, "oblique"],
  p2: [2, "oblique"],
  pm: [2, "rectangular"],
  pg: [2, "rectangular"],
  cm: [4, "rectangular"],
  p2mm: [4, "rectangular"],
  p2mg: [4, "rectangular"],
  p2gg: [4, "rectangular"],
  c2mm: [8, "rectangular"],
  p4: [4, "square"],
  p4mm: [8, "square"],
  p4gm: [8, "square"],
  p3: [3, "hexagonal"],
  p3m1: [6, "hexagonal"],
  p31m: [6, "hexagonal"],
  p6: [6, "hexagonal"],
  p6mm: [12, "hexagonal"],
} as const;

/** a², b², a·b of a cell of that lattice. */
const METRICS = { oblique: [9, 16, -3], rectangular: [9, 16, 0], square: [9, 9, 0], hexagonal: [9, 9, -4.5] } as const;

interface Operation {
  P: number[];
  t: number[];
}

const script = runScript("from models.symmetries import *");
const operationsOf = (name: string): Operation[] =>
  ((script.get(name) as PyObject).core as PyList).items.map((item) => ({
    P: numbersOf((item as PyObject).attributes.get("P")),
    t: numbersOf((item as PyObject).attributes.get("t")),
  }));

/** The operation, translations modulo the lattice, as a text that equal ones share. */
const text = ({ P, t }: Operation) =>
  `${P.map((x) => x + 0)} ${t.map((x) => Math.round(12 * (x - Math.floor(x))) % 12)}`;
const product = (a: Operation, b: Operation): Operation => {
  const [p, q, r, s] = a.P as [number, number, number, number];
  const [e, f, g, h] = b.P as [number, number, number, number];
  const [x, y] = b.t as [number, number];
  return {
    P: [p * e + q * g, p * f + q * h, r * e + s * g, r * f + s * h],
    t: [p * x + q * y + a.t[0]!, r * x + s * y + a.t[1]!],
  };
};

for (const [name, [order, lattice]] of Object.entries(GROUPS)) {
  test(`${name} is a group of ${order} operations that keep its lattice, the identity first`, () => {
    const operations = operationsOf(name);
    const known = new Set(operations.map(text));
    assert.equal(known.size, order);
    assert.equal(operations.length, order);
    assert.equal(text(operations[0]!), text({ P: [1, 0, 0, 1], t: [0, 0] }));
    for (const a of operations) {
      for (const b of operations) assert.ok(known.has(text(product(a, b))), `${text(a)} after ${text(b)}`);
    }
    const [aa, bb, ab] = METRICS[lattice];
    for (const { P } of operations) {
      // The columns of P are the images of the cell's edges.
      const [p, q, r, s] = P as [number, number, number, number];
      assert.equal(p * p * aa + 2 * p * r * ab + r * r * bb, aa);
      assert.equal(q * q * aa + 2 * q * s * ab + s * s * bb, bb);
      assert.equal(p * q * aa + (p * s + q * r) * ab + r * s * bb, ab);
    }
  });
}

test("subgroups are inside the groups that are named after them", () => {
  for (const [small, large] of [
    ["p2", "p4"],
    ["p4", "p4mm"],
    ["p4", "p4gm"],
    ["p3", "p3m1"],
    ["p3", "p31m"],
    ["p31m", "p6mm"],
    ["p3m1", "p6mm"],
    ["p6", "p6mm"],
    ["cm", "c2mm"],
    ["p2gg", "p4gm"],
  ]) {
    const known = new Set(operationsOf(large!).map(text));
    for (const each of operationsOf(small!)) assert.ok(known.has(text(each)), `${small} in ${large}`);
  }
});

test("a script uses groups as lists and makes operations of its own", () => {
  const { get } = bound(`
import models.symmetries as s
import numpy as np
n = len(s.p4gm)
mixed = s.p2 + [s.SymTrans([[0, 1], [1, 0]])]
own = s.Sym(s.SymTrans(), s.SymTrans([[0, -1], [1, 0]], [0.5, 0.25]))
count = len(mixed) + len(own)
x = own[1].trans_x(np.array([0.1, 0.2]), np.array([0.3, 0.4]))
y = own[1].trans_y(0.1, 0.3)
both = own[1].apply_symmetry(np.array([0.1, 0.2]), np.array([0.3, 0.4]))
own[1].t[0] = 0.0
moved = own[1].trans_x(0.1, 0.3)
kinds = [type(each) == s.SymTrans for each in s.cm] == [True] * 4 and isinstance(s.p1, list)
`);
  assert.equal(get("n"), 8n);
  assert.equal(get("count"), 5n);
  assert.deepEqual(numbersOf(get("x")), [-0.3 + 0.5, -0.4 + 0.5]);
  assert.deepEqual(numbersOf(get("y")), [0.1 + 0.25]);
  assert.deepEqual(numbersOf(get("both")), [-0.3 + 0.5, -0.4 + 0.5, 0.1 + 0.25, 0.2 + 0.25]);
  assert.deepEqual(numbersOf(get("moved")), [-0.3]);
  assert.equal(get("kinds"), true);
});

test("an operation of the wrong shape is refused, and the next script has groups of its own", () => {
  assert.throws(
    () => runScript("from models.symmetries import *\nSymTrans([1, 0, 0, 1])"),
    /SymTrans takes a 2×2 matrix P and two numbers t.*shape \(4\)/,
  );
  runScript("from models.symmetries import *\np4.clear()");
  assert.equal(numbersOf(runScript("from models.symmetries import *\nn = len(p4)").get("n"))[0], 4);
});

function bound(script: string) {
  const program = runScript(script);
  return { get: (name: string) => program.get(name) };
}
