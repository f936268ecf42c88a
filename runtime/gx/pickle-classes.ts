/**
 * Which names a pickle may mention, and what becomes of the few that are built.
 *
 * A name on neither list (`os.system`, `builtins.eval` …) is one that GenX never
 * writes. Where the fit depends on the part that mentions it, the file is refused at
 * that moment, even if the pickle would do nothing with it: it is not GenX's. The
 * optimiser's part only holds settings; there it becomes a note (read-gx.ts).
 * A listed name is inert: instances of it become PyObjects.
 */
import { buildArray, readNumbers } from "./pickle-numpy.ts";
import {
  asBytes,
  asText,
  PyArray,
  PyComplex,
  PyDtype,
  type PyGlobal,
  PyObject,
  type PyValue,
} from "./python-values.ts";

/** Modules whose classes and functions may be named: GenX 3, GenX 2 (Python 2, no package prefix), and what they store. */
const MODULES = [
  "genx",
  "bumps",
  "orsopy",
  "datetime",
  "data",
  "parameters",
  "diffev",
  "fom_funcs",
  "fom_funcs_custom",
  "levenberg_marquardt",
  "model",
  "models",
  "plugins",
  "wx",
  "itertools",
  "decimal",
  "fractions",
];

/** Types and functions that some GenX of 2008 to 2019 kept as a setting, on Python 2; methods are getattr(instance, name) there. */
const NAMES = new Set([
  ..."bool int long float complex str unicode list tuple dict set frozenset object type slice range xrange bytes"
    .split(" ")
    .map((name) => `builtins.${name}`),
  "multiprocessing.cpu_count",
  "multiprocessing.context.cpu_count",
  "collections.OrderedDict",
  "collections.defaultdict",
  "collections.deque",
]);
/** Of numpy, the types of numbers. */
const NUMPY_TYPE =
  /^numpy\.(bool_?|u?int(8|16|32|64|p|c|_)?|float(16|32|64|128|_)?|complex(64|128|256|_)?|str_|string_|unicode_|generic)$/;
/** How protocol 0 writes a method: getattr(instance, name). GenX kept some as settings, and nowhere else. */
const METHOD = "builtins.getattr";

type Budget = (bytes: number) => void;
type Build = (args: PyValue[], spend: Budget) => PyValue | undefined;

/** Built, or refused when `undefined`: the arguments are not what numpy or Python writes. */
const BUILT: Record<string, Build> = {
  "numpy.ndarray": () => new PyArray(),
  "numpy.core.multiarray._reconstruct": () => new PyArray(),
  "numpy.core.multiarray.scalar": ([dtype, data], spend) => scalar(dtype, data, spend),
  "numpy.core.numeric._frombuffer": ([data, dtype, shape, order], spend) =>
    buildArray(new PyArray(), { shape, dtype, fortran: order === "F", data }, spend),
  "numpy.dtype": ([code]) => dtypeFrom(code),
  // Protocols 0 to 2 spell bytes as encode("…", "latin1").
  "_codecs.encode": ([text], spend) => bytesFrom(text, spend),
  "builtins.bytearray": ([text], spend) => bytesFrom(text, spend),
  "builtins.bytes": ([text], spend) => bytesFrom(text, spend),
  "builtins.complex": ([real, imaginary]) =>
    typeof real === "number" && typeof imaginary === "number" ? new PyComplex(real, imaginary) : undefined,
  "builtins.set": ([items]) => (Array.isArray(items) ? items : []),
  "builtins.frozenset": ([items]) => (Array.isArray(items) ? items : []),
  "builtins.object": () => null,
  "collections.OrderedDict": () => new Map(),
};

/** numpy 2 and Python 2 keep the same things under other names. */
function canonical(type: PyGlobal): string {
  const module = type.module.replace(/^numpy\._core\b/, "numpy.core").replace(/^__builtin__$/, "builtins");
  return `${module}.${type.name}`;
}

/** Helpers of Python's that make an instance of the class in their first argument. */
export function isReconstructor(type: PyGlobal): boolean {
  return /^(copyreg|copy_reg)$/.test(type.module) && /^(_reconstructor|__newobj__)$/.test(type.name);
}

/** @param inSettings  whether the part that mentions it only holds settings */
export function isAllowed(type: PyGlobal, inSettings: boolean): boolean {
  const [root] = type.module.split(".", 1);
  const name = canonical(type);
  return (
    Object.hasOwn(BUILT, name) ||
    isReconstructor(type) ||
    MODULES.includes(root!) ||
    NAMES.has(name) ||
    NUMPY_TYPE.test(name) ||
    (inSettings && name === METHOD)
  );
}

/** The name of a method that was kept as a setting. */
export function methodName(value: PyValue | undefined): string | undefined {
  const isMethod = value instanceof PyObject && canonical(value.type) === METHOD;
  return isMethod ? asText(value.args[1]) : undefined;
}

/** An instance of `type`: built where the table above says so, else inert; undefined when it cannot be. */
export function construct(type: PyGlobal, args: PyValue[], spend: Budget): PyValue | undefined {
  const name = canonical(type);
  return Object.hasOwn(BUILT, name) ? BUILT[name]!(args, spend) : new PyObject(type, args);
}

/** Puts state into an object, as `__setstate__` would; false when the state does not fit. */
export function setState(object: PyValue, state: PyValue, spend: Budget): boolean {
  if (object instanceof PyArray) {
    // (version, shape, dtype, fortran order, data), or without the version in numpy's early days
    if (!Array.isArray(state) || state.length < 4) return false;
    const [shape, dtype, fortran, data] = state.slice(-4);
    return buildArray(object, { shape, dtype, fortran: fortran === true || fortran === 1, data }, spend) !== undefined;
  }
  if (object instanceof PyDtype) {
    if (Array.isArray(state)) object.littleEndian = state[1] !== ">";
    return true;
  }
  if (object instanceof PyObject) object.state = state;
  return object instanceof PyObject;
}

function bytesFrom(text: PyValue | undefined, spend: Budget): Uint8Array | undefined {
  if (typeof text === "string") spend(text.length);
  return text === undefined ? new Uint8Array(0) : asBytes(text);
}

function dtypeFrom(text: PyValue | undefined): PyDtype | undefined {
  if (typeof text !== "string" || text.length > 16) return undefined;
  const dtype = new PyDtype(text.replace(/^[<>=|]/, ""));
  dtype.littleEndian = !text.startsWith(">");
  return dtype;
}

function scalar(dtype: PyValue | undefined, data: PyValue | undefined, spend: Budget): PyValue | undefined {
  if (!(dtype instanceof PyDtype)) return undefined;
  const numbers = readNumbers(data, dtype, 1, spend);
  if (numbers === undefined) return undefined;
  const { values, imaginary, type } = numbers;
  if (type === "complex128") return new PyComplex(values[0]!, imaginary![0]!);
  return dtype.code === "b1" ? values[0] !== 0 : values[0]!;
}
