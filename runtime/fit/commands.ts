/**
 * GenX's data commands: Python expressions that turn a data set's raw columns
 * into the ones that are fitted, such as `x*1.0 + 0.002` or
 * `rms(e, fpe(0.9, 0.05), 0.001*dydx())`.
 *
 * Every command sees the raw columns as x, y, e and by the names of the extra
 * columns, numpy's functions, and rms(a, b, …) = √(Σ a²). The error command has
 * two more, of the columns that x and y have become: fpe(xmax, relerr), a
 * relative error below the footprint angle, and dydx(), the slope.
 *
 * GenX stores what the commands gave and does not run them again when it opens
 * a file; neither do we. They are run to check a file against itself.
 */
import { GxError } from "../errors.ts";
import type { Column, DataSet } from "../gx/project.ts";
import { compileScript, type Program } from "../python/compile/program.ts";
import { LIBRARY } from "../python/modules/index.ts";
import { NdArray } from "../python/numpy/array.ts";
import { toFloat } from "../python/operators.ts";
import { Builtin } from "../python/values/builtin.ts";
import type { Module } from "../python/values/module.ts";
import type { Value } from "../python/values/value.ts";
import { floats } from "./floats.ts";

export interface CommandResult {
  /** float[n] each */
  x: Float64Array;
  y: Float64Array;
  error: Float64Array;
  extra: Record<string, Float64Array>;
}

/** @throws GxError when a command does not run or gives something else than a row of real numbers. */
export function runCommands(set: DataSet, fileName: string): CommandResult {
  const program = commandProgram(`${fileName}, data commands of ${set.name}`);
  for (const [name, column] of Object.entries(set.extraRaw)) program.set(name, array(column.values));
  program.set("x", array(set.xRaw.values));
  program.set("y", array(set.yRaw.values));
  program.set("e", array(set.errorRaw.values));

  const run = (command: string): Float64Array => {
    const result = floats(program.expression(command, `command \`${command}\``).evaluate());
    if (!result) {
      throw new GxError(
        "GX_SCRIPT_FAILED",
        `${fileName}: the command \`${command}\` of ${set.name} gives no row of real numbers.`,
      );
    }
    return result.slice();
  };
  const x = run(set.commands.x);
  const y = run(set.commands.y);
  for (const [name, value] of errorFunctions(x, y)) program.set(name, value);
  const error = run(set.commands.error);
  const extra = Object.fromEntries(Object.entries(set.commands.extra).map(([name, command]) => [name, run(command)]));
  return { x, y, error, extra };
}

/** What a command can name besides its columns: numpy's functions, and rms. */
export function commandProgram(where: string): Program {
  const program = compileScript("", { fileName: where, modules: new Map(), globals: new Map() });
  const numpy = LIBRARY.get("numpy")!() as Module;
  for (const name of numpy.publicNames()) program.set(name, numpy.members.get(name)!);
  program.set("rms", RMS);
  return program;
}

export const RMS = new Builtin("rms", (args) => rms(args));

/** What only the error command knows: fpe and dydx of the columns that x and y have become. */
export function errorFunctions(x: Float64Array, y: Float64Array): [string, Value][] {
  return [
    ["fpe", new Builtin("fpe", (args, keywords) => array(footprintError(x, y, args, keywords)))],
    ["dydx", new Builtin("dydx", () => array(slope(x, y)))],
  ];
}

/** A sentence where a data set's stored columns are not what its commands give, or a command does not run. */
export function commandNotes(set: DataSet, fileName: string): string[] {
  if (set.xRaw.values.length === 0) return [];
  try {
    const stale = staleColumns(set, fileName);
    if (stale.length === 0) return [];
    return [
      `Data set ${set.name}: the stored ${stale.join(", ")} is not what the data commands give now. The stored values are fitted, as in GenX; run the commands again there if that is not meant.`,
    ];
  } catch (error) {
    if (error instanceof GxError) return [`Data set ${set.name}: a data command does not run here. ${error.message}`];
    throw error;
  }
}

/** The columns that are not what their commands give, by name; a relative 1e-9 is forgiven. */
function staleColumns(set: DataSet, fileName: string): string[] {
  const { x, y, error, extra } = runCommands(set, fileName);
  const stored: [string, Float64Array, Column | undefined][] = [
    ["x", x, set.x],
    ["y", y, set.y],
    ["error", error, set.error],
    ...Object.entries(extra).map(([name, column]): [string, Float64Array, Column | undefined] => [
      name,
      column,
      set.extra[name],
    ]),
  ];
  return stored.filter(([, computed, column]) => !same(computed, column?.values)).map(([name]) => name);
}

const array = (values: Float64Array) => NdArray.fromFloats(values.slice());

function same(a: Float64Array, b: Float64Array | undefined): boolean {
  const near = (x: number, y: number) =>
    Object.is(x, y) || Math.abs(x - y) <= 1e-9 * Math.max(Math.abs(x), Math.abs(y));
  return b !== undefined && a.length === b.length && a.every((value, i) => near(value, b[i]!));
}

function rms(args: readonly Value[]): Value {
  const columns = args.map((arg) => (arg instanceof NdArray ? floats(arg) : toFloat(arg)));
  const length = Math.max(...columns.map((column) => (typeof column === "object" ? column.length : 1)));
  const out = new Float64Array(length);
  for (const column of columns) {
    for (let i = 0; i < length; i++) {
      const value = typeof column === "object" ? column[column.length === 1 ? 0 : i]! : (column ?? Number.NaN);
      out[i]! += value * value;
    }
  }
  return NdArray.fromFloats(out.map(Math.sqrt));
}

function footprintError(
  x: Float64Array,
  y: Float64Array,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
) {
  const xmax = toFloat(args[0] ?? keywords.get("xmax") ?? 0.05);
  const relative = toFloat(args[1] ?? keywords.get("relerr") ?? 0.01);
  return y.map((value, i) => (x[i]! < xmax ? value * relative : 0));
}

/** Central differences, one-sided at the ends. */
function slope(x: Float64Array, y: Float64Array): Float64Array {
  const last = x.length - 1;
  return y.map((_, i) => {
    const [from, to] = [Math.max(i - 1, 0), Math.min(i + 1, last)];
    return (y[to]! - y[from]!) / (x[to]! - x[from]!);
  });
}
