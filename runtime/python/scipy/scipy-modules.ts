/** The door: scipy's modules as far as scripts use them. A function is added in the table of its family, a module here. */
import { linalgTable } from "../numpy/linear.ts";
import { numpyModules } from "../numpy/modules.ts";
import { Module } from "../values/module.ts";
import type { PyValue, Value } from "../values/value.ts";
import { constantsTable } from "./constants.ts";
import { equationsTable } from "./integrate/differential-equations.ts";
import { quadratureTable } from "./integrate/quadrature.ts";
import { samplesTable } from "./integrate/samples.ts";
import { interp1dTable } from "./interpolate/interp1d.ts";
import { piecewiseTable } from "./interpolate/piecewise.ts";
import { splinesTable } from "./interpolate/splines.ts";
import { fitsTable } from "./optimize/fits.ts";
import { minimizeTable } from "./optimize/minimize.ts";
import { realMinimaTable } from "./optimize/real-minima.ts";
import { realRootsTable } from "./optimize/real-roots.ts";
import { specialTable } from "./special/special-functions.ts";

const TABLES: Readonly<Record<string, () => [string, Value][]>> = {
  constants: constantsTable,
  integrate: () => [...quadratureTable(), ...samplesTable(), ...equationsTable()],
  interpolate: () => [...interp1dTable(), ...piecewiseTable(), ...splinesTable()],
  linalg: linalgTable,
  optimize: () => [...realRootsTable(), ...realMinimaTable(), ...minimizeTable(), ...fitsTable()],
  special: specialTable,
};

/** Each call of a maker gives a fresh module: what a script changes in one stays in its run. */
export function scipyModules(): Map<string, () => PyValue> {
  const makers = new Map<string, () => PyValue>();
  for (const [name, table] of Object.entries(TABLES)) makers.set(`scipy.${name}`, () => moduleOf(name, table()));
  return makers.set("scipy", packageOf);
}

function moduleOf(name: string, table: [string, Value][]): Module {
  return new Module(
    `scipy.${name}`,
    new Map(table),
    table.map(([member]) => member),
  );
}

/** With the functions of numpy that scipy handed on until 1.4: scripts of Python 2 write `from scipy import exp, pi`. */
function packageOf(): Module {
  const numpy = numpyModules().get("numpy")!() as Module;
  const members = new Map<string, Value>();
  for (const name of numpy.publicNames()) members.set(name, numpy.members.get(name)!);
  for (const [name, table] of Object.entries(TABLES)) members.set(name, moduleOf(name, table()));
  members.set("__version__", "1.17.1");
  return new Module("scipy", members);
}
