/**
 * How a numpy function takes its arguments. `define` reads a signature such as
 * "sum(a, axis=, keepdims=)": names in order, `=` after those that may be left
 * out, `*name` for any number of positional ones (handed over as a tuple). The
 * body gets one value per name, undefined where the script gave none.
 */
import { LIMITS, spend } from "../budget.ts";
import { Builtin } from "../values/builtin.ts";
import { pyError } from "../values/error.ts";
import { asIndex, typeName } from "../values/object-protocol.ts";
import { PyTuple } from "../values/sequence.ts";
import type { Keywords, Value } from "../values/value.ts";
import { NdArray } from "./array.ts";
import { sequenceItems } from "./convert.ts";
import { scalarFrom } from "./scalar.ts";

/** Method syntax, so that a body may say that a required argument is there: `bind` has checked. */
export type Body = { body(...args: (Value | undefined)[]): Value }["body"];

export type Table = Map<string, Value>;

/** Steps that a call of a numpy function costs before its arrays are looked at: it is a microsecond at least. */
const CALL = 16;

export function define(signature: string, body: Body): [string, Builtin] {
  const [, name, list] = /^(\w+)\((.*)\)$/.exec(signature)!;
  const parameters = list!
    .split(",")
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .map((text) => ({
      name: text.replace(/[*=]/g, ""),
      optional: text.endsWith("="),
      variadic: text.startsWith("*"),
    }));
  return [
    name!,
    new Builtin(name!, (args, keywords) => {
      spend(CALL);
      for (const each of args) if (each instanceof NdArray) spend(Math.min(each.size, LIMITS.steps) >> 4);
      return body(...bind(name!, parameters, args, keywords));
    }),
  ];
}

interface Parameter {
  name: string;
  optional: boolean;
  variadic: boolean;
}

function bind(name: string, parameters: readonly Parameter[], args: readonly Value[], keywords: Keywords) {
  const bound: (Value | undefined)[] = [];
  let next = 0;
  let used = 0;
  for (const parameter of parameters) {
    if (parameter.variadic) {
      bound.push(new PyTuple(args.slice(next)));
      next = args.length;
      continue;
    }
    const named = keywords.get(parameter.name);
    if (named !== undefined) used++;
    if (next < args.length) {
      if (named !== undefined)
        throw pyError("TypeError", `${name}() got multiple values for argument '${parameter.name}'`);
      bound.push(args[next++]);
    } else if (named === undefined && !parameter.optional) {
      throw pyError("TypeError", `${name}() missing required argument '${parameter.name}' (pos ${bound.length + 1})`);
    } else bound.push(named);
  }
  if (next < args.length) {
    const most = parameters.length;
    throw pyError("TypeError", `${name}() takes at most ${most} positional arguments but ${args.length} were given`);
  }
  if (used < keywords.size) {
    const stray = [...keywords.keys()].find((key) => !parameters.some((parameter) => parameter.name === key));
    throw pyError("TypeError", `${name}() got an unexpected keyword argument '${stray}'`);
  }
  return bound;
}

/** An int argument; a whole float is refused, as in numpy. */
export function asInteger(value: Value, what: string): number {
  const index = asIndex(value) ?? (value instanceof NdArray && value.size === 1 ? wholeElement(value) : undefined);
  if (index === undefined)
    throw pyError("TypeError", `${what}: '${typeName(value)}' object cannot be interpreted as an integer`);
  return index;
}

function wholeElement(array: NdArray): number | undefined {
  return array.dtype === "int64" || array.dtype === "bool" ? array.buffer[array.offset] : undefined;
}

export function optionalInteger(value: Value | undefined, otherwise: number, what: string): number {
  return value === undefined || value === null ? otherwise : asInteger(value, what);
}

/** A real number argument. */
export function asReal(value: Value, what: string): number {
  const scalar = scalarFrom(value) ?? (value instanceof NdArray && value.size === 1 ? value : undefined);
  const x = scalar instanceof NdArray ? scalar.toFloat() : scalar?.toFloat();
  if (x === undefined) throw pyError("TypeError", `${what} must be a real number, not ${typeName(value)}`);
  return x;
}

/** An axis counted from either end. */
export function asAxis(value: Value, ndim: number): number {
  const axis = asInteger(value, "axis");
  if (axis < -ndim || axis >= ndim) {
    throw pyError("ValueError", `axis ${axis} is out of bounds for array of dimension ${ndim}`);
  }
  return axis < 0 ? axis + ndim : axis;
}

/** `axis=` of a reduction: undefined stands for all axes. */
export function asAxes(value: Value | undefined, ndim: number): number[] | undefined {
  if (value === undefined || value === null) return undefined;
  const items = asIndex(value) === undefined ? sequenceItems(value) : undefined;
  return items ? items.map((item) => asAxis(item, ndim)) : [asAxis(value, ndim)];
}

/** A shape: one int or a sequence of them. */
export function asShape(value: Value): number[] {
  const items = asIndex(value) === undefined ? sequenceItems(value) : undefined;
  const shape = (items ?? [value]).map((item) => asInteger(item, "shape"));
  if (shape.some((n) => n < 0)) throw pyError("ValueError", "negative dimensions are not allowed");
  return shape;
}

export function isGiven(value: Value | undefined): value is Exclude<Value, null> {
  return value !== undefined && value !== null;
}

/** The arrays of `concatenate((a, b))` and its kin. */
export function asSequence(value: Value, what: string): readonly Value[] {
  const items = sequenceItems(value);
  if (items === undefined) throw pyError("TypeError", `${what} expects a sequence of arrays, not ${typeName(value)}`);
  return items;
}
