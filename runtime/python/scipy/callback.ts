/**
 * How scipy's routines call a function of the script, and what they give back.
 * Each call spends the script's own budget, so a routine cannot outlast it.
 */
import { spend } from "../budget.ts";
import { NdArray } from "../numpy/array.ts";
import { asArray, cast } from "../numpy/convert.ts";
import { NumpyScalar } from "../numpy/scalar.ts";
import { asReal, isGiven } from "../numpy/signature.ts";
import { PyDict } from "../values/dict.ts";
import { pyError } from "../values/error.ts";
import { call, itemsOf, repr } from "../values/object-protocol.ts";
import { PyList, PyTuple } from "../values/sequence.ts";
import type { Value } from "../values/value.ts";

/** Steps of a call beside those of the function itself. */
const CALL = 8;

/** `args=`: a tuple, or one value that stands for a tuple of one. */
export function extraArguments(args: Value | undefined): Value[] {
  if (!isGiven(args)) return [];
  return args instanceof PyTuple || args instanceof PyList ? itemsOf(args) : [args];
}

/** A function of one number. */
export function realFunction(f: Value, args?: Value): (x: number) => number {
  const more = extraArguments(args);
  return (x) => {
    spend(CALL);
    return asReal(call(f, [x, ...more]), "what the function returns");
  };
}

/** A function of a vector that gives a number. */
export function scalarOfVector(f: Value, args?: Value): (x: Float64Array) => number {
  const more = extraArguments(args);
  return (x) => {
    spend(CALL);
    const value = call(f, [fromFloats(x), ...more]);
    if (value instanceof NdArray && value.size !== 1)
      throw pyError("ValueError", "The user-provided objective function must return a scalar value.");
    return asReal(value, "what the function returns");
  };
}

/** A function of a vector that gives a vector; one number counts as a vector of one. */
export function vectorOfVector(f: Value, args?: Value): (x: Float64Array) => Float64Array {
  const more = extraArguments(args);
  return (x) => {
    spend(CALL);
    return floats(call(f, [fromFloats(x), ...more]));
  };
}

/** The numbers of a value in row-major order, in memory of their own. */
export function floats(value: Value): Float64Array {
  return cast(asArray(value, "float64")).buffer;
}

/** np.float64(x): what scipy gives back reckons as numpy does. */
export function float64(x: number): NumpyScalar {
  return new NumpyScalar("float64", x);
}

/** An array that shares no memory with x. */
export function fromFloats(x: Float64Array): NdArray {
  return NdArray.fromFloats(Float64Array.from(x));
}

/** A row-major matrix as an array of the script's. */
export function fromRows(rows: Float64Array, columns: number): NdArray {
  return new NdArray("float64", [columns === 0 ? 0 : rows.length / columns, columns], Float64Array.from(rows));
}

/** scipy's OptimizeResult and its kin: a dict whose keys are attributes, too. */
export class Result extends PyDict {
  static from(fields: Readonly<Record<string, Value>>): Result {
    const result = new Result();
    for (const [name, value] of Object.entries(fields)) result.set(name, value);
    return result;
  }
  override getAttribute(name: string): Value | undefined {
    return this.get(name) ?? super.getAttribute(name);
  }
  override setAttribute(name: string, value: Value): boolean {
    this.set(name, value);
    return true;
  }
  override repr(): string {
    const names = [...this.counted().values()].map(({ key }) => String(key));
    const width = Math.max(0, ...names.map((name) => name.length));
    return names.map((name) => `${name.padStart(width)}: ${repr(this.get(name)!)}`).join("\n");
  }
}

/** A tuple whose items have names: what linregress gives. */
export class NamedTuple extends PyTuple {
  private readonly name: string;
  private readonly named: ReadonlyMap<string, Value>;
  private readonly fields: readonly string[];
  /** @param beside  what has a name and no place */
  constructor(
    name: string,
    fields: readonly (readonly [string, Value])[],
    beside: readonly (readonly [string, Value])[] = [],
  ) {
    super(fields.map(([, value]) => value));
    this.name = name;
    this.fields = fields.map(([field]) => field);
    this.named = new Map([...fields, ...beside]);
  }
  override getAttribute(name: string): Value | undefined {
    return name === "_fields" ? new PyTuple([...this.fields]) : (this.named.get(name) ?? super.getAttribute(name));
  }
  override repr(): string {
    return `${this.name}(${this.fields.map((field, k) => `${field}=${repr(this.items[k]!)}`).join(", ")})`;
  }
}
