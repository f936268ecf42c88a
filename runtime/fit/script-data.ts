/**
 * `data` as the script sees it: a list of data sets whose columns are arrays,
 * `data[0].x`, `data[0].res`, `data[0].y_raw`. The columns are copies of the
 * project's, and the same array object every time, so that a model may keep
 * what it worked out for an x.
 */
import type { Column, DataSet } from "../gx/project.ts";
import { pyError } from "../python/exceptions.ts";
import { NdArray } from "../python/numpy/array.ts";
import { PyList } from "../python/values/sequence.ts";
import { PyValue, type Value } from "../python/values/value.ts";

export function scriptData(datasets: readonly DataSet[]): PyList {
  return new PyList(datasets.map((set) => new ScriptDataSet(set)));
}

class ScriptDataSet extends PyValue {
  override readonly typeName = "DataSet";
  private readonly attributes: Map<string, Value>;

  constructor(set: DataSet) {
    super();
    this.attributes = new Map<string, Value>([
      ["name", set.name],
      ["use", set.use],
      ["show", set.show],
      ["use_error", set.useError],
      ["x", array(set.x)],
      ["y", array(set.y)],
      ["error", array(set.error)],
      ["x_raw", array(set.xRaw)],
      ["y_raw", array(set.yRaw)],
      ["error_raw", array(set.errorRaw)],
      ["y_sim", array(set.ySim)],
    ]);
    for (const [name, column] of Object.entries(set.extra)) this.attributes.set(name, array(column));
    for (const [name, column] of Object.entries(set.extraRaw)) this.attributes.set(`${name}_raw`, array(column));
  }

  override getAttribute(name: string): Value | undefined {
    return this.attributes.get(name);
  }

  override setAttribute(name: string): boolean {
    throw pyError("AttributeError", `a data set's ${name} cannot be set by the script: use GenX's data commands`);
  }
}

function array({ values, imaginary, type }: Column): NdArray {
  if (!imaginary) return new NdArray(type === "int64" ? "int64" : "float64", [values.length], values.slice());
  const interleaved = new Float64Array(2 * values.length);
  values.forEach((re, i) => {
    interleaved[2 * i] = re;
    interleaved[2 * i + 1] = imaginary[i]!;
  });
  return new NdArray("complex128", [values.length], interleaved);
}
