/** scipy.constants: numbers by name, CODATA's table, and the few functions that look things up in it. */

import { wholeNumber } from "../numpy/scalar.ts";
import { asReal, define, isGiven } from "../numpy/signature.ts";
import { compute } from "../numpy/ufuncs.ts";
import { PyDict } from "../values/dict.ts";
import { pyError } from "../values/error.ts";
import { PyList, PyTuple } from "../values/sequence.ts";
import type { Value } from "../values/value.ts";
import { CODATA, NAMED } from "./constants-table.ts";

export function constantsTable(): [string, Value][] {
  const named = NAMED.trim()
    .split(/,?\s*\n|, /)
    .map((entry): [string, Value] => {
      const [name, value] = entry.split(" ") as [string, string];
      return [name, /^-?\d+$/.test(value) ? wholeNumber(Number(value)) : Number(value)];
    });
  const codata = readCodata();
  const entry = (key: Value) => {
    const found = codata.get(String(key));
    if (found === undefined) throw pyError("KeyError", String(key));
    return found;
  };
  return [
    ...named,
    define("value(key)", (key: Value) => entry(key).value),
    define("unit(key)", (key: Value) => entry(key).unit),
    define("precision(key)", (key: Value) => entry(key).uncertainty / entry(key).value),
    define("find(sub=, disp=)", (sub) => {
      const part = isGiven(sub) ? String(sub).toLowerCase() : "";
      return new PyList([...codata.keys()].filter((name) => name.toLowerCase().includes(part)).sort());
    }),
    define("convert_temperature(val, old_scale, new_scale)", (value: Value, from: Value, to: Value) => {
      const [[a, b], [c, d]] = [scaleOf(from), scaleOf(to)];
      // kelvin = a · value + b
      const kelvin = compute("add", compute("multiply", value, a), b);
      return compute("divide", compute("subtract", kelvin, d), c);
    }),
    define("lambda2nu(lambda_)", (wavelength: Value) => compute("divide", asSpeed(), wavelength)),
    define("nu2lambda(nu)", (frequency: Value) => compute("divide", asSpeed(), frequency)),
  ];
}

/** A dict of its own for each run: a script may change it. */
export function physicalConstants(): PyDict {
  const table = new PyDict();
  for (const [name, { value, uncertainty, unit }] of readCodata())
    table.set(name, new PyTuple([value, unit, uncertainty]));
  return table;
}

function readCodata() {
  return new Map(
    CODATA.trim()
      .split("\n")
      .map((line) => {
        const [name, value, uncertainty, unit] = line.split("|") as [string, string, string, string];
        return [name, { value: Number(value), uncertainty: Number(uncertainty), unit }] as const;
      }),
  );
}

function asSpeed(): number {
  return asReal(299792458n, "c");
}

function scaleOf(name: Value): [number, number] {
  const letter = String(name).toLowerCase();
  if (["celsius", "c"].includes(letter)) return [1, 273.15];
  if (["kelvin", "k"].includes(letter)) return [1, 0];
  if (["fahrenheit", "f"].includes(letter)) return [5 / 9, 273.15 - (5 / 9) * 32];
  if (["rankine", "r"].includes(letter)) return [5 / 9, 0];
  throw pyError(
    "NotImplementedError",
    `${String(name)} scale is unsupported: supported scales are Celsius, Kelvin, Fahrenheit, and Rankine`,
  );
}
