/**
 * `data` as the script sees it: GenX's DataList of GenX's DataSets (data-list.ts,
 * data-set.ts), and what of it the figure of merit compares with. A script may change what
 * it was given, `data[0].y = data[0].y_raw*scale`, and GenX then compares with that.
 */
import type { DataSet } from "../gx/project.ts";
import { NdArray } from "../python/numpy/array.ts";
import { findAttribute, truth } from "../python/operators.ts";
import type { PyObject } from "../python/values/class.ts";
import type { Value } from "../python/values/value.ts";
import { dataListClass, dataListObject, itemsIn } from "./data-list.ts";
import { dataSetClass, dataSetObject } from "./data-set.ts";
import { floats } from "./floats.ts";
import type { FomData } from "./fom.ts";

export function scriptData(datasets: readonly DataSet[]): PyObject {
  const dataSet = dataSetClass();
  return dataListObject(
    dataListClass(dataSet),
    datasets.map((set) => dataSetObject(dataSet, set)),
  );
}

/** What the script has made of the columns that are compared: undefined where all is as the project has it. */
export function changedData(data: PyObject, datasets: readonly DataSet[]): FomData[] | undefined {
  const items = itemsIn(data);
  const sets = datasets.map((set, k): FomData | undefined => {
    const item = items[k];
    if (item === undefined) return undefined;
    const column = (name: "x" | "y" | "error") => changedColumn(findAttribute(item, name), set[name].values);
    const [x, y, error] = [column("x"), column("y"), column("error")];
    const use = truth(findAttribute(item, "use") ?? true);
    return x || y || error || use !== set.use
      ? { x: x ?? set.x.values, y: y ?? set.y.values, error: error ?? set.error.values, use }
      : undefined;
  });
  if (sets.every((set) => set === undefined)) return undefined;
  return sets.map(
    (set, k) =>
      set ?? {
        x: datasets[k]!.x.values,
        y: datasets[k]!.y.values,
        error: datasets[k]!.error.values,
        use: datasets[k]!.use,
      },
  );
}

/** A copy of the column where it is a row of numbers and not what it was. */
function changedColumn(value: Value | undefined, before: Float64Array): Float64Array | undefined {
  if (value === undefined || isSame(value, before)) return undefined;
  const now = floats(value);
  if (!now || (now.length === before.length && sameNumbers(now, 0, before))) return undefined;
  return now.slice();
}

/** Asked after every evaluation, of what is an array as a rule: without making anything. */
function isSame(value: Value, before: Float64Array): boolean {
  if (!(value instanceof NdArray) || value.shape.length !== 1 || value.dtype === "complex128") return false;
  return value.contiguous && value.size === before.length && sameNumbers(value.buffer, value.offset, before);
}

function sameNumbers(now: Float64Array, offset: number, before: Float64Array): boolean {
  for (let i = 0; i < before.length; i++) {
    const value = now[offset + i]!;
    const was = before[i]!;
    // What is no number is as it was where it was none.
    if (value !== was && !(Number.isNaN(value) && Number.isNaN(was))) return false;
  }
  return true;
}
