/**
 * The door: the module numpy as far as scripts use them. A function
 * is added in the table of its family (creation.ts, shape.ts, …), a module here.
 */
import { refusedFile } from "../builtins/outside.ts";
import { Absent } from "../values/absent.ts";
import { Unavailable } from "../values/error.ts";
import { Module } from "../values/module.ts";
import type { PyValue, Value } from "../values/value.ts";
import { installProtocol } from "./array-protocol.ts";
import { creationTable } from "./creation.ts";
import { einsumTable } from "./einsum.ts";
import { elementaryTable } from "./elementary.ts";
import { linalgTable, linearTable } from "./linear.ts";
import { polynomialTable } from "./polynomials.ts";
import { pythonOrNumpyTable } from "./python-or-numpy.ts";
import { randomModule } from "./random.ts";
import { reductionTable } from "./reductions.ts";
import { NumpyScalar } from "./scalar.ts";
import { NUMPY_TYPES } from "./scalar-classes.ts";
import { searchTable } from "./search.ts";
import { shapeTable } from "./shape.ts";
import { statisticsTable } from "./statistics.ts";
import { ufuncTable } from "./ufuncs.ts";

/** Known, so that a script learns why they do not work. */
const FILE_FUNCTIONS = [
  "loadtxt",
  "genfromtxt",
  "recfromtxt",
  "savetxt",
  "load",
  "save",
  "savez",
  "savez_compressed",
  "fromfile",
  "memmap",
];

/** Functions and constants, made once: they have no state. */
const FUNCTIONS: ReadonlyMap<string, Value> = functionTable();
installProtocol(FUNCTIONS);

/** Each call of a maker gives a fresh module: what a script changes in one stays in its run. */
export function numpyModules(): Map<string, () => PyValue> {
  return new Map<string, () => PyValue>([
    ["numpy", numpyModule],
    ["numpy.random", randomModule],
    ["numpy.linalg", linalgModule],
    ["numpy.fft", refuseFft],
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
    ...FILE_FUNCTIONS.map(refusedFile),
  ]);
  table.set("round", table.get("around")!);
  table.set("round_", table.get("around")!);
  table.set("abs", table.get("absolute")!);
  table.set("pow", table.get("power")!);
  for (const [name, value] of pythonOrNumpyTable(table)) table.set(name, value);
  return table;
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
    ["fft", new Absent("numpy.fft", NO_FFT, 0)],
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

const NO_FFT = {
  reason: "numpy.fft is not here",
  advice: "A convolution is numpy.convolve; another Fourier sum is to be written out, with numpy.exp and sum.",
};

function refuseFft(): never {
  throw new Unavailable("ImportError", NO_FFT.reason, NO_FFT.advice);
}
