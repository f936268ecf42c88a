/**
 * The door: the modules numpy and scipy as far as scripts use them. A function
 * is added in the table of its family (creation.ts, shape.ts, …), a module here.
 */
import { Builtin } from "../values/builtin.ts";
import { pyError } from "../values/error.ts";
import { Module } from "../values/module.ts";
import type { PyValue, Value } from "../values/value.ts";
import { installProtocol } from "./array-protocol.ts";
import { creationTable } from "./creation.ts";
import { einsumTable } from "./einsum.ts";
import { elementaryTable } from "./elementary.ts";
import { interpolateTable } from "./interpolate.ts";
import { linalgTable, linearTable } from "./linear.ts";
import { polynomialTable } from "./polynomials.ts";
import { pythonOrNumpyTable } from "./python-or-numpy.ts";
import { randomModule } from "./random.ts";
import { reductionTable } from "./reductions.ts";
import { NumpyScalar } from "./scalar.ts";
import { NUMPY_TYPES } from "./scalar-classes.ts";
import { searchTable } from "./search.ts";
import { shapeTable } from "./shape.ts";
import { specialTable } from "./special.ts";
import { statisticsTable } from "./statistics.ts";
import { ufuncTable } from "./ufuncs.ts";

/** Known, so that a script learns why they do not work. */
const FILE_FUNCTIONS = ["loadtxt", "genfromtxt", "savetxt", "load", "save", "savez", "fromfile"];

/** Functions and constants, made once: they have no state. */
const FUNCTIONS: ReadonlyMap<string, Value> = functionTable();
installProtocol(FUNCTIONS);

/** Each call of a maker gives a fresh module: what a script changes in one stays in its run. */
export function numpyModules(): Map<string, () => PyValue> {
  return new Map<string, () => PyValue>([
    ["numpy", numpyModule],
    ["numpy.random", randomModule],
    ["numpy.linalg", linalgModule],
    ["numpy.fft", refused("numpy.fft")],
    [
      "scipy",
      () =>
        new Module(
          "scipy",
          new Map<string, Value>([
            ["special", specialModule()],
            ["interpolate", interpolateModule()],
            ["constants", constantsModule()],
            ["pi", Math.PI],
          ]),
        ),
    ],
    ["scipy.special", specialModule],
    ["scipy.interpolate", interpolateModule],
    ["scipy.constants", constantsModule],
  ]);
}

/** True when numpy has a member of this name here: what can be said before a script runs. */
export function numpyHas(name: string): boolean {
  return FUNCTIONS.has(name) || SUBMODULES.has(name) || NUMPY_TYPES.has(name);
}

function functionTable(): Map<string, Value> {
  const table = new Map<string, Value>([
    ...ufuncTable(),
    ...creationTable(),
    ...shapeTable(),
    ...reductionTable(),
    ...elementaryTable(),
    ...searchTable(),
    ...linearTable(),
    ...einsumTable(),
    ...polynomialTable(),
    ...statisticsTable(),
    ["pi", Math.PI],
    ["e", Math.E],
    ["euler_gamma", 0.5772156649015329],
    ["inf", Infinity],
    ["Inf", Infinity],
    ["Infinity", Infinity],
    ["nan", Number.NaN],
    ["NaN", Number.NaN],
    ["newaxis", null],
    ["True_", new NumpyScalar("bool", 1)],
    ["False_", new NumpyScalar("bool", 0)],
    ["__version__", "2.4.0"],
    ...FILE_FUNCTIONS.map((name): [string, Value] => [name, new Builtin(name, () => noFiles(name))]),
  ]);
  table.set("round", table.get("around")!);
  table.set("round_", table.get("around")!);
  table.set("abs", table.get("absolute")!);
  table.set("pow", table.get("power")!);
  for (const [name, value] of pythonOrNumpyTable(table)) table.set(name, value);
  return table;
}

function noFiles(name: string): never {
  throw pyError("OSError", `numpy.${name} is not supported: a script neither reads nor writes files here`);
}

const SUBMODULES: ReadonlySet<string> = new Set(["random", "linalg"]);

/** Types whose plain names belong to Python after `from numpy import *`. */
const NOT_EXPORTED = new Set(["bool", "float", "int", "complex", "__version__"]);

function numpyModule(): Module {
  const members = new Map<string, Value>([
    ...FUNCTIONS,
    ...NUMPY_TYPES,
    ["random", randomModule()],
    ["linalg", linalgModule()],
  ]);
  return new Module(
    "numpy",
    members,
    [...members.keys()].filter((name) => !NOT_EXPORTED.has(name)),
  );
}

function linalgModule(): Module {
  return new Module("numpy.linalg", new Map(linalgTable()));
}
function specialModule(): Module {
  return new Module("scipy.special", new Map(specialTable()));
}
function interpolateModule(): Module {
  return new Module("scipy.interpolate", new Map(interpolateTable()));
}

/** CODATA 2018, in SI units. */
function constantsModule(): Module {
  const constants: [string, Value][] = [
    ["pi", Math.PI],
    ["c", 299792458],
    ["speed_of_light", 299792458],
    ["h", 6.62607015e-34],
    ["Planck", 6.62607015e-34],
    ["hbar", 1.0545718176461565e-34],
    ["e", 1.602176634e-19],
    ["elementary_charge", 1.602176634e-19],
    ["k", 1.380649e-23],
    ["Boltzmann", 1.380649e-23],
    ["N_A", 6.02214076e23],
    ["Avogadro", 6.02214076e23],
    ["m_e", 9.1093837015e-31],
    ["m_n", 1.67492749804e-27],
    ["neutron_mass", 1.67492749804e-27],
    ["m_p", 1.67262192369e-27],
    ["mu_0", 1.25663706212e-6],
    ["epsilon_0", 8.8541878128e-12],
    ["angstrom", 1e-10],
  ];
  return new Module("scipy.constants", new Map(constants));
}

function refused(name: string): () => PyValue {
  return () => {
    throw pyError("ImportError", `${name} is not supported: write out the sum or use numpy.convolve`);
  };
}
