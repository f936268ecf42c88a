/**
 * Opens tables.bin, whose layout is written in make-tables.py: an index, then
 * one deflated text a block. Only the blocks that a script asks for are read
 * and unpacked, so five elements cost about a millisecond.
 *
 * Where the numbers come from: README.md beside this file.
 */
import { closeSync, openSync, readSync } from "node:fs";
import { inflateRawSync } from "node:zlib";

export type TableName = "ffast" | "cxro" | "cromer-mann" | "neutron" | "weights" | "absorption";
type Index = Record<TableName, Record<string, [offset: number, length: number]>>;

const FILE = new URL("./tables.bin", import.meta.url);
const LENGTH_BYTES = 4;

let opened: { index: Index; start: number } | undefined;

/** The names of a table's blocks, lower case: elements, isotopes such as `i57fe`, or `all`. */
export function blockNames(table: TableName): string[] {
  return Object.keys(open().index[table]);
}

/** The columns of one block as they are written; undefined when the table has no such block. */
export function readColumns(table: TableName, name: string): string[][] | undefined {
  const { index, start } = open();
  if (!Object.hasOwn(index[table], name)) return undefined;
  const [offset, length] = index[table][name]!;
  const text = inflateRawSync(readBytes(start + offset, length)).toString("latin1");
  return text.split("\n").map((line) => line.split(","));
}

/** The same, as numbers. */
export function readNumbers(table: TableName, name: string): Float64Array[] | undefined {
  return readColumns(table, name)?.map((column) => Float64Array.from(column, Number));
}

function open(): { index: Index; start: number } {
  if (opened) return opened;
  const length = readBytes(0, LENGTH_BYTES).readUInt32LE();
  const index = JSON.parse(readBytes(LENGTH_BYTES, length).toString("latin1")) as Index;
  return (opened = { index, start: LENGTH_BYTES + length });
}

function readBytes(position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const file = openSync(FILE, "r");
  try {
    readSync(file, bytes, 0, length, position);
  } finally {
    closeSync(file);
  }
  return bytes;
}
