/**
 * The one door to h5wasm, the HDF5 library compiled to WebAssembly: read a
 * file from bytes, write a file to bytes.
 *
 * It is h5wasm's browser build, on purpose. Its file system lives in memory,
 * so a hostile file (external links, external raw data, virtual data sets)
 * finds no disk to reach; the Node build opens real paths. It is loaded on
 * first use: a run on a `.gx` that writes no HDF5 never pays its 0.1 s.
 *
 * A damaged file can make the library trap or loop for ever. That is for the
 * caller to contain: runtime/gx reads strangers' files on a thread that it can
 * end (runtime/gx/hgx-thread.ts); what we wrote ourselves needs none of that.
 *
 * Strings come back as UTF-8 whatever character set the file declares, as h5py
 * treats them; 64-bit integers come back as numbers.
 */
import { ftruncateSync, readSync, writeSync } from "node:fs";
import type * as H5wasm from "h5wasm";
import { GxError } from "./errors.ts";

type Library = typeof H5wasm;

/** Numbers of a data set, row-major; a scalar has shape [] and one value. */
export interface Hdf5Numbers {
  values: Float64Array;
  /** There when the file stored complex numbers as a compound {r, i}. */
  imaginary?: Float64Array;
  type: "float64" | "int64" | "complex128";
  shape: number[];
}

export interface Hdf5Reader {
  /** What lies at the path; "other" is a broken or external link or a named type. */
  kind(path: string): "group" | "dataset" | "other" | "nothing";
  /** Names directly inside a group, as the file lists them; [] where there is no group. */
  names(path: string): string[];
  /** Floats, integers, booleans (0 or 1) and complex numbers; undefined where there is no data set, or one of another kind. */
  numbers(path: string): Hdf5Numbers | undefined;
  text(path: string): string | undefined;
  /** Bytes that the file calls opaque: to h5py, something that only its writer understands. */
  opaque(path: string): Uint8Array | undefined;
  texts(path: string): string[] | undefined;
}

/** A list, or what gives so many numbers one after the other: of very many no list has to be made. */
export type Numbers = Iterable<number> & { readonly length: number };

type Attributes = Record<string, string | number | string[] | number[]>;

/** Paths are absolute, with "/"; groups above a new item are made as needed. */
export interface Hdf5Writer {
  group(path: string, attributes?: Attributes): void;
  /** float64, row-major; `shape` is [length] by default, [] writes a scalar. Large ones are compressed. */
  numbers(path: string, values: Numbers, shape?: number[], attributes?: Attributes): void;
  /** int64 */
  integers(path: string, values: Numbers, shape?: number[], attributes?: Attributes): void;
  /** uint8: a file inside the file */
  bytes(path: string, values: Uint8Array, attributes?: Attributes): void;
  /** int8, 0 or 1: h5wasm cannot make HDF5's boolean enum; GenX and h5py read these as truth values. */
  booleans(path: string, values: boolean[], shape?: number[], attributes?: Attributes): void;
  /** compound {r: float64, i: float64}, which h5py reads as complex128 */
  complex(path: string, real: Float64Array, imaginary: Float64Array, attributes?: Attributes): void;
  text(path: string, value: string, attributes?: Attributes): void;
  texts(path: string, values: string[], attributes?: Attributes): void;
  /** A soft link at `path` to the absolute path `target`. */
  link(path: string, target: string): void;
}

const HDF5_MAGIC = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Whether the bytes are HDF5: its signature is at the beginning, or behind a user block, which other programs put
 * in front: of 512 bytes, 1024, 2048 and so on. The library finds it by the same rule.
 */
export function isHdf5(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at = at === 0 ? 512 : 2 * at) {
    if (HDF5_MAGIC.every((byte, i) => bytes[at + i] === byte)) return true;
  }
  return false;
}

/** Data of one file that a reader may unpack: a compressed data set can claim a thousand times its size on disk. */
const READ_BUDGET = 512 * 1024 * 1024;

/**
 * Opens the bytes, hands a reader to `read`, and gives back what it returns.
 * The reader is closed when `read` returns, so `read` must not be async.
 *
 * @throws GxError GX_FILE_UNREADABLE  with `fileName` in it, when the library cannot make sense of the bytes
 */
export async function readHdf5<T>(bytes: Uint8Array, fileName: string, read: (file: Hdf5Reader) => T): Promise<T> {
  const library = await load();
  const path = temporaryPath();
  let file: H5wasm.File | undefined;
  try {
    library.FS!.writeFile(path, bytes);
    file = new library.File(path, "r");
    if (file.file_id < 0n) throw new Error("the file cannot be opened");
    return read(reader(library, file));
  } catch (error) {
    if (error instanceof GxError) throw error;
    throw new GxError(
      "GX_FILE_UNREADABLE",
      `${fileName} cannot be read as HDF5: ${reasonOf(error)}`,
      "The file is damaged or cut short; save it again in GenX, or copy it again from where it came.",
      { cause: error },
    );
  } finally {
    release(library, file, path);
  }
}

/** Builds a file in memory and returns its bytes. */
export async function createHdf5(build: (file: Hdf5Writer) => void): Promise<Uint8Array> {
  const library = await load();
  return written(library, temporaryPath(), build, (path) => library.FS!.readFile(path));
}

/**
 * The same straight into a file that is open, for what should not be held in memory a second time.
 * @returns builds it; `fd` is open for reading and writing, and empty
 */
export async function hdf5Builder(): Promise<(fd: number, build: (file: Hdf5Writer) => void) => void> {
  const library = await load();
  return (fd, build) => {
    const path = temporaryPath();
    const failed = storeOnDisk(library, path, fd);
    try {
      written(library, path, build, () => {});
    } catch (error) {
      throw failed() ?? error;
    }
  };
}

function written<T>(library: Library, path: string, build: (file: Hdf5Writer) => void, end: (path: string) => T): T {
  let file: H5wasm.File | undefined;
  try {
    file = new library.File(path, "w");
    build(writer(file));
    file.flush();
    file.close();
    file = undefined;
    return end(path);
  } finally {
    release(library, file, path);
  }
}

/** What is called a node by emscripten's file system in memory: a file, whose operations may be others. */
interface FileNode {
  usedBytes: number;
  node_ops: { setattr(node: FileNode, attributes: { size?: number }): void };
  stream_ops: Record<"read" | "write", FileOperation>;
}
type FileOperation = (_: unknown, buffer: Uint8Array, offset: number, length: number, position: number) => number;

/** errno of emscripten: input or output failed. */
const EIO = 29;

/** Makes a file of the library's whose bytes are kept in `fd`. @returns what went wrong with it first, if anything did */
function storeOnDisk(library: Library, path: string, fd: number): () => unknown {
  const FS = library.FS as NonNullable<Library["FS"]> & { ErrnoError: new (errno: number) => Error };
  FS.writeFile(path, new Uint8Array(0));
  const node = FS.lookupPath(path, {}).node as unknown as FileNode;
  let failure: unknown;
  // The library knows its own errors only: any other would leave it in the middle of what it does.
  const attempt = <T>(act: () => T): T => {
    try {
      return act();
    } catch (error) {
      failure ??= error;
      throw new FS.ErrnoError(EIO);
    }
  };
  const { setattr } = node.node_ops;
  node.node_ops = {
    ...node.node_ops,
    setattr(file, { size, ...others }) {
      setattr(file, others);
      if (size === undefined) return;
      attempt(() => ftruncateSync(fd, size));
      node.usedBytes = size;
    },
  };
  node.stream_ops = {
    ...node.stream_ops,
    read: (_, buffer, offset, length, position) => attempt(() => readSync(fd, buffer, offset, length, position)),
    write(_, buffer, offset, length, position) {
      const count = attempt(() => writeSync(fd, buffer, offset, length, position));
      node.usedBytes = Math.max(node.usedBytes, position + count);
      return count;
    },
  };
  return () => failure;
}

// The library

let loading: Promise<Library> | undefined;
let serial = 0;

function load(): Promise<Library> {
  loading ??= import("h5wasm").then(async (library) => {
    const module = await library.ready;
    module.activate_throwing_error_handler();
    return library;
  });
  return loading;
}

function temporaryPath(): string {
  serial += 1;
  return `/tmp/${serial}.h5`;
}

function release(library: Library, file: H5wasm.File | undefined, path: string): void {
  try {
    file?.close();
  } catch {
    // A damaged file may not close; the error that it gave is on its way to the caller.
  }
  try {
    library.FS!.unlink(path);
  } catch {
    // It was never written.
  }
}

/** HDF5's message is a stack of calls; the last line with a reason is the innermost. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const reasons = [...text.matchAll(/ in \w+\(\): (.*)/g)];
  return (reasons.at(-1)?.[1] ?? text.split("\n")[0]!).slice(0, 200) || "unknown error";
}

// Reading

/** HDF5's type classes, as H5T_class_t numbers them. */
const CLASS = { integer: 0, float: 1, string: 3, opaque: 5, compound: 6, enum: 8 } as const;

function reader(library: Library, file: H5wasm.File): Hdf5Reader {
  let budget = READ_BUDGET;

  function dataset(path: string): H5wasm.Dataset | undefined {
    const item = file.get(path);
    return item instanceof library.Dataset ? item : undefined;
  }

  function value(item: H5wasm.Dataset): H5wasm.OutputData | null {
    budget -= item.metadata.size * item.metadata.total_size;
    if (!(budget >= 0)) {
      throw new GxError(
        "GX_FILE_UNREADABLE",
        `the data set ${item.path} asks for more than the ${READ_BUDGET / 1024 ** 2} MB that a file may unpack to`,
      );
    }
    return item.value;
  }

  function texts(path: string): string[] | undefined {
    const item = dataset(path);
    if (item === undefined || item.metadata.type !== CLASS.string) return undefined;
    const found = value(item);
    const list = typeof found === "string" ? [found] : Array.isArray(found) ? (found as string[]) : [];
    // A vlen string declared ASCII is decoded byte by byte; h5py and GenX put UTF-8 into it.
    return item.metadata.vlen && item.metadata.cset !== 1 ? list.map(utf8FromBytes) : list;
  }

  return {
    kind(path) {
      const item = file.get(path);
      if (item === null) return "nothing";
      if (item instanceof library.Group) return "group";
      return item instanceof library.Dataset ? "dataset" : "other";
    },
    names(path) {
      const item = file.get(path);
      return item instanceof library.Group ? item.keys() : [];
    },
    numbers(path) {
      const item = dataset(path);
      if (item === undefined) return undefined;
      const { type, shape } = item.metadata;
      if (shape === null) return undefined;
      if (type === CLASS.compound) return complexNumbers(item, value(item), shape);
      if (type !== CLASS.integer && type !== CLASS.float && type !== CLASS.enum) return undefined;
      const found = value(item);
      const list = ArrayBuffer.isView(found) ? (found as Float64Array | BigInt64Array) : [found as number | bigint];
      return {
        values: Float64Array.from(list as ArrayLike<number>, Number),
        type: type === CLASS.float ? "float64" : "int64",
        shape,
      };
    },
    text: (path) => texts(path)?.[0],
    opaque(path) {
      const item = dataset(path);
      if (item === undefined || item.metadata.type !== CLASS.opaque) return undefined;
      const found = value(item);
      return found instanceof Uint8Array ? found : undefined;
    },
    texts,
  };
}

function complexNumbers(
  item: H5wasm.Dataset,
  found: H5wasm.OutputData | null,
  shape: number[],
): Hdf5Numbers | undefined {
  const names = item.metadata.compound_type?.members.map((member) => member.name).join(" ");
  if (names !== "r i") return undefined;
  const rows = (shape.length === 0 ? [found] : found) as unknown as [ArrayLike<number>, ArrayLike<number>][];
  return {
    values: Float64Array.from(rows, ([real]) => scalar(real)),
    imaginary: Float64Array.from(rows, ([, imaginary]) => scalar(imaginary)),
    type: "complex128",
    shape,
  };
}

/** A compound's member comes as a number or as an array of one. */
function scalar(member: number | ArrayLike<number>): number {
  return typeof member === "number" ? member : Number(member[0]);
}

const utf8 = new TextDecoder();

function utf8FromBytes(text: string): string {
  return utf8.decode(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}

// Writing

/** Above this many values a column is chunked and compressed, as GenX does. */
const COMPRESS_ABOVE = 16384;
/** A megabyte's. */
const CHUNKS_AT_ONCE = 8;

function writer(file: H5wasm.File): Hdf5Writer {
  function groupAt(path: string): H5wasm.Group {
    const found = path === "" || path === "/" ? file : file.get(path);
    if (found !== null) return found as H5wasm.Group;
    const [parent, name] = splitPath(path);
    return groupAt(parent).create_group(name);
  }

  function create(
    path: string,
    data: H5wasm.GuessableDataTypes,
    dtype: H5wasm.Dtype,
    shape: number[],
    attributes: Attributes | undefined,
  ): void {
    const [parent, name] = splitPath(path);
    setAttributes(groupAt(parent).create_dataset({ name, data, shape, dtype }), attributes);
  }

  /** Large ones in chunks and compressed; a few chunks at a time are copied into the library's memory, which never shrinks. */
  function column(
    path: string,
    values: Numbers,
    dtype: "<d" | "<q",
    shape: number[],
    attributes: Attributes | undefined,
  ): void {
    const all = values[Symbol.iterator]();
    const next = (count: number) => (dtype === "<d" ? floats(all, count) : integers(all, count));
    if (values.length <= COMPRESS_ABOVE) {
      create(path, next(values.length), dtype, shape, attributes);
      return;
    }
    const [parent, name] = splitPath(path);
    const [rows, ...rest] = shape as [number, ...number[]];
    const width = values.length / rows;
    const chunks = chunkShape(shape);
    const part = chunks[0]! * Math.max(1, Math.floor(CHUNKS_AT_ONCE / Math.ceil(width / COMPRESS_ABOVE)));
    const first = Math.min(rows, part);
    const item = groupAt(parent).create_dataset({
      name,
      data: next(first * width),
      shape: [first, ...rest],
      maxshape: shape,
      dtype,
      chunks,
      compression: "gzip" as const,
    });
    if (first < rows) item.resize(shape);
    for (let row = first; row < rows; row += part) {
      const end = Math.min(rows, row + part);
      item.write_slice([[row, end], ...rest.map((n): [number, number] => [0, n])], next((end - row) * width));
    }
    setAttributes(item, attributes);
  }

  return {
    group: (path, attributes) => setAttributes(groupAt(path), attributes),
    numbers: (path, values, shape = [values.length], attributes) => column(path, values, "<d", shape, attributes),
    integers: (path, values, shape = [values.length], attributes) => column(path, values, "<q", shape, attributes),
    bytes: (path, values, attributes) => create(path, values, "<B", [values.length], attributes),
    booleans: (path, values, shape = [values.length], attributes) =>
      create(path, Int8Array.from(values, Number), "<b", shape, attributes),
    complex: (path, real, imaginary, attributes) =>
      create(
        path,
        new Map([
          ["r", real],
          ["i", imaginary],
        ]),
        [
          ["r", "<d"],
          ["i", "<d"],
        ],
        [real.length],
        attributes,
      ),
    text: (path, value, attributes) => create(path, value, "S", [], attributes),
    texts: (path, values, attributes) => create(path, values, "S", [values.length], attributes),
    link(path, target) {
      const [parent, name] = splitPath(path);
      groupAt(parent).create_soft_link(target, name);
    },
  };
}

function floats(values: Iterator<number>, count: number): Float64Array {
  return Float64Array.from({ length: count }, () => values.next().value);
}

function integers(values: Iterator<number>, count: number): BigInt64Array {
  return BigInt64Array.from({ length: count } as ArrayLike<never>, () => BigInt(values.next().value));
}

function setAttributes(item: H5wasm.Group | H5wasm.Dataset, attributes: Attributes = {}): void {
  for (const [name, value] of Object.entries(attributes)) {
    const isText = typeof (Array.isArray(value) ? value[0] : value) === "string";
    item.create_attribute(name, value, Array.isArray(value) ? [value.length] : [], isText ? "S" : "<d");
  }
}

function splitPath(path: string): [parent: string, name: string] {
  const slash = path.lastIndexOf("/");
  return [path.slice(0, slash), path.slice(slash + 1)];
}

/** Whole rows, about COMPRESS_ABOVE values a chunk. */
function chunkShape(shape: number[]): number[] {
  const row = shape.slice(1).reduce((product, n) => product * n, 1);
  return [Math.max(1, Math.min(shape[0]!, Math.floor(COMPRESS_ABOVE / row))), ...shape.slice(1)];
}
