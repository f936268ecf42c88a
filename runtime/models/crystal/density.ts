/**
 * The surface's electron density at points of the cell, for drawing and for
 * comparison with direct methods:
 *
 *     ρ(r) = Σ_j Σ_m ρ_j(|r − r_jm|, w_j, o_j/M),     w_j = u_j/2 + 1/(2 s²)
 *
 * s in Å⁻¹ is the width of a Gaussian window that the measured F had. Each atom counts where its
 * operations put it in the cell 0 ≤ x, y < 1; neighbouring cells are left out, as in GenX.
 */
import { OPERATION } from "../../kernels/rods.ts";
import { spendMany } from "../../python/budget.ts";
import { asArray } from "../../python/numpy/convert.ts";
import { binary, call, getAttribute } from "../../python/operators.ts";
import type { PyObject } from "../../python/values/class.ts";
import { PyList } from "../../python/values/sequence.ts";
import type { Value } from "../../python/values/value.ts";
import { attribute } from "../base/script-values.ts";
import { operationsOf, stackedAtoms } from "./atoms.ts";
import { distance } from "./unit-cell.ts";

/**
 * @param at      x, y, z in cells: numbers or arrays
 * @param window  s, Å⁻¹
 */
export function surfaceDensity(crystal: PyObject, instrument: PyObject, at: readonly Value[], window: number): Value {
  const slabs = attribute(crystal, "slabs");
  const atoms = stackedAtoms(slabs instanceof PyList ? slabs.items : []);
  const operations = operationsOf(attribute(crystal, "surface_sym"));
  const cell = attribute(crystal, "unit_cell") as PyObject;
  const library = attribute(instrument, "rholib");
  const count = operations.length / OPERATION.size;
  const positions = at.map((each) => asArray(each));
  const size = positions.reduce((product, each) => Math.max(product, each.size), 1);
  let sum: Value = 0;
  for (const [element, places] of atoms.elements) {
    const density = getAttribute(library, element);
    for (const j of places) {
      const width = atoms.u[j]! / 2 + 1 / (2 * window * window);
      const occupancy = atoms.occupancy[j]! / count;
      const { heights } = atoms.slabs.find(({ from, to }) => from <= j && j < to)!;
      for (let m = 0; m < count; m++) {
        const [x, y] = moved(operations, m, atoms.x[j]!, atoms.y[j]!);
        for (const height of heights) {
          spendMany(32 + size);
          const r = distance(cell, positions, [x, y, atoms.z[j]! + height]);
          sum = binary("+", sum, call(density, [r, width, occupancy]));
        }
      }
    }
  }
  return sum;
}

function moved(operations: Float64Array, m: number, x: number, y: number): [number, number] {
  const { size, p00, p01, t0, p10, p11, t1 } = OPERATION;
  const of = (k: number) => operations[m * size + k]!;
  const inCell = (value: number) => value - Math.floor(value);
  return [inCell(of(p00) * x + of(p01) * y + of(t0)), inCell(of(p10) * x + of(p11) * y + of(t1))];
}
