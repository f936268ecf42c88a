/**
 * numpy's pickled arrays → Float64Array. The bytes are what `ndarray.tobytes`
 * gives, in the order and byte order that the dtype and the Fortran flag say.
 */
import type { Column } from "./project.ts";
import { asBytes, type PyArray, PyDtype, type PyValue } from "./python-values.ts";

interface Numbers {
  values: Float64Array;
  imaginary?: Float64Array;
  type: Column["type"];
}

type Read = (view: DataView, at: number, littleEndian: boolean) => number;

/** Reader and size of one number, by numpy's code. */
const READ: Record<string, [read: Read, size: number]> = {
  b1: [(view, at) => (view.getUint8(at) === 0 ? 0 : 1), 1],
  i1: [(view, at) => view.getInt8(at), 1],
  i2: [(view, at, le) => view.getInt16(at, le), 2],
  i4: [(view, at, le) => view.getInt32(at, le), 4],
  i8: [(view, at, le) => Number(view.getBigInt64(at, le)), 8],
  u1: [(view, at) => view.getUint8(at), 1],
  u2: [(view, at, le) => view.getUint16(at, le), 2],
  u4: [(view, at, le) => view.getUint32(at, le), 4],
  u8: [(view, at, le) => Number(view.getBigUint64(at, le)), 8],
  f2: [(view, at, le) => view.getFloat16(at, le), 2],
  f4: [(view, at, le) => view.getFloat32(at, le), 4],
  f8: [(view, at, le) => view.getFloat64(at, le), 8],
};

/** A complex number is two floats of half its size. */
const COMPLEX: Record<string, string> = { c8: "f4", c16: "f8" };

/** `count` numbers, or undefined when the dtype is not numeric or the bytes do not fit. */
export function readNumbers(
  data: PyValue | undefined,
  dtype: PyDtype,
  count: number,
  spend: (bytes: number) => void,
): Numbers | undefined {
  const half = Object.hasOwn(COMPLEX, dtype.code) ? COMPLEX[dtype.code] : undefined;
  const code = half ?? dtype.code;
  if (!Object.hasOwn(READ, code)) return undefined;
  const [read, size] = READ[code]!;
  const parts = half === undefined ? 1 : 2;
  const stored = data instanceof Uint8Array || typeof data === "string" ? data.length : undefined;
  if (stored !== count * size * parts) return undefined;
  spend(stored + count * 8 * parts);
  const bytes = asBytes(data)!;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const column = (offset: number) =>
    Float64Array.from({ length: count }, (_, i) => read(view, (i * parts + offset) * size, dtype.littleEndian));
  if (half !== undefined) return { values: column(0), imaginary: column(1), type: "complex128" };
  return { values: column(0), type: code.startsWith("f") ? "float64" : "int64" };
}

interface ArrayState {
  shape: PyValue | undefined;
  dtype: PyValue | undefined;
  fortran: boolean;
  data: PyValue | undefined;
}

/** Fills the array; one that is not numeric keeps its shape and no values. undefined: the state is not an array's. */
export function buildArray(array: PyArray, state: ArrayState, spend: (bytes: number) => void): PyArray | undefined {
  const { shape, dtype, fortran, data } = state;
  if (!isShape(shape) || !(dtype instanceof PyDtype)) return undefined;
  array.shape = shape;
  const count = shape.reduce((product, n) => product * n, 1);
  const numbers = readNumbers(data, dtype, count, spend);
  // A numeric dtype whose bytes do not fill the shape is damage, not another kind of array.
  if (numbers === undefined) return /^[bifuc]\d/.test(dtype.code) ? undefined : array;
  const order = fortran && shape.length > 1 ? (values: Float64Array) => rowMajor(values, shape) : undefined;
  array.type = numbers.type;
  array.values = order?.(numbers.values) ?? numbers.values;
  array.imaginary = numbers.imaginary && (order?.(numbers.imaginary) ?? numbers.imaginary);
  return array;
}

function isShape(shape: PyValue | undefined): shape is number[] {
  return Array.isArray(shape) && shape.length <= 32 && shape.every((n) => Number.isInteger(n) && (n as number) >= 0);
}

/** Column-major values of a shape → row-major. */
function rowMajor(values: Float64Array, shape: number[]): Float64Array {
  const strides: number[] = [];
  let stride = 1;
  for (const n of shape) {
    strides.push(stride);
    stride *= n;
  }
  const out = new Float64Array(values.length);
  const index = shape.map(() => 0);
  for (let i = 0; i < out.length; i++) {
    out[i] = values[index.reduce((sum, n, axis) => sum + n * strides[axis]!, 0)]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]! += 1;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return out;
}
