/**
 * np.float64, np.ndarray and their like as classes: called they convert, and
 * isinstance knows that a float64 is a float and a complex128 a complex.
 */

import { COMPLEX, FLOAT, INT } from "../builtins/numbers.ts";
import { toFloat } from "../conversions.ts";
import { registerType } from "../types.ts";
import { PyClass } from "../values/class.ts";
import type { Keywords, Value } from "../values/value.ts";
import type { DType } from "./array.ts";
import { asArray, unwrap, zeros } from "./convert.ts";
import { optionalDtype } from "./dtype.ts";
import { NumpyScalar } from "./scalar.ts";
import { asShape, define } from "./signature.ts";

function makeTypes(): ReadonlyMap<string, PyClass> {
  const abstract = (name: string, ...bases: PyClass[]): PyClass => make(name, bases, () => undefined);
  const generic = abstract("generic");
  const number = abstract("number", generic);
  const integer = abstract("integer", number);
  const inexact = abstract("inexact", number);
  const floating = abstract("floating", inexact);
  const complexFloating = abstract("complexfloating", inexact);
  const scalar = (name: string, dtype: DType, ...bases: PyClass[]): PyClass =>
    registerType(
      make(name, bases, ([value]) => {
        if (value === undefined) return new NumpyScalar(dtype, 0);
        return unwrap(asArray(typeof value === "string" ? toFloat(value) : value, dtype));
      }),
    );
  const bool = scalar("bool_", "bool", generic);
  const int = scalar("int64", "int64", integer);
  const float = scalar("float64", "float64", floating, FLOAT);
  const complex = scalar("complex128", "complex128", complexFloating, COMPLEX);
  const [, newArray] = define("ndarray(shape, dtype=)", (shape: Value, dtype) =>
    zeros(optionalDtype(dtype) ?? "float64", asShape(shape)),
  );
  const array = registerType(make("ndarray", [], (args, keywords) => newArray.call(args, keywords)));
  const ufunc = registerType(abstract("ufunc"));
  const names: [PyClass, string][] = [
    [generic, "generic"],
    [number, "number"],
    [integer, "integer signedinteger"],
    [inexact, "inexact"],
    [floating, "floating"],
    [complexFloating, "complexfloating"],
    [bool, "bool_ bool"],
    [int, "int64 int_ int8 int16 int32 intp uint uint8 uint16 uint32 uint64 long longlong short intc"],
    [float, "float64 float_ float16 float32 double single half longdouble"],
    [complex, "complex128 complex_ complex64 cdouble csingle clongdouble"],
    [array, "ndarray"],
    [ufunc, "ufunc"],
    // Names that numpy 1 had for Python's own types.
    [FLOAT, "float"],
    [INT, "int"],
    [COMPLEX, "complex"],
  ];
  return new Map(names.flatMap(([cls, text]) => text.split(" ").map((name): [string, PyClass] => [name, cls])));
}

function make(
  name: string,
  bases: PyClass[],
  construct: (args: Value[], keywords: Keywords) => Value | undefined,
): PyClass {
  const cls = new PyClass(name, bases, new Map());
  cls.immutable = true;
  cls.construct = (args, keywords) => construct(args, keywords) ?? null;
  return cls;
}

/** Made at once, not by the first script that imports numpy: values have these classes in every other too. */
export const NUMPY_TYPES: ReadonlyMap<string, PyClass> = makeTypes();
