/**
 * Pickle bytes → inert values: Python's pickle machine, protocols 0 to 5, with
 * the part that runs code left out (opcodes as in CPython's `pickletools`).
 * GenX 2 wrote protocol 0 from Python 2, GenX 3 writes protocol 4.
 *
 * The machine keeps its stack in an array, so nesting costs no recursion; what
 * a pickle shares through its memo stays shared, so a "billion laughs" of nested
 * references stays as small as its text. Steps and bytes are counted.
 *
 * Only Python 2 writes the operations of its one type for text and bytes (S, T, U):
 * Python 3 spells text and bytes otherwise in every protocol. That tells who wrote a file.
 */
import { GxError } from "../errors.ts";
import { construct, isAllowed, isReconstructor, setState } from "./pickle-classes.ts";
import { asText, PyGlobal, PyObject, type PyValue } from "./python-values.ts";

/** A GenX file takes a few thousand steps; one with every evaluation of a long fit, some ten thousand. */
const MAX_STEPS = 2_000_000;
/** Array and byte-string contents built from one pickle, in bytes. */
const MAX_BUILT = 256 * 1024 * 1024;
const MAX_LONG_BYTES = 1024;

export interface Unpickled {
  value: PyValue;
  byPython2: boolean;
  /** What a lenient reading met and does not know, as messages name it. */
  unknown: readonly string[];
}

/** @param where  what is being read, for messages: `fit.gx, part "data"` */
export function unpickle(bytes: Uint8Array, where: string): PyValue {
  return readPickle(bytes, where).value;
}

/** @param lenient  an unknown name is kept as it is and listed, where it would else refuse the pickle: nothing is run either way */
export function readPickle(bytes: Uint8Array, where: string, lenient = false): Unpickled {
  const machine = new Machine(bytes, lenient);
  try {
    const value = machine.run();
    return { value, byPython2: machine.byPython2, unknown: [...machine.unknown] };
  } catch (error) {
    if (error instanceof Refusal) {
      throw new GxError(
        "GX_PICKLE_REFUSED",
        `${where} asks for ${error.message}, which is not data`,
        "GenX does not write such a file. Nothing in it was run; do not open it in GenX or Python, which would run it.",
      );
    }
    // A RangeError is a read past the end of the bytes.
    if (!(error instanceof Damage || error instanceof RangeError)) throw error;
    const reason = error instanceof Damage ? error.message : "it ends too early";
    throw new GxError(
      "GX_FILE_UNREADABLE",
      `${where} is damaged: ${reason} (byte ${machine.at} of ${bytes.length})`,
      "Save it again in GenX, or copy it again from where it came.",
      { cause: error },
    );
  }
}

class Refusal extends Error {}
class Damage extends Error {}

const MARK = Symbol("mark");
type Slot = PyValue | typeof MARK;

const utf8 = new TextDecoder();

class Machine {
  at = 0;
  byPython2 = false;
  readonly unknown = new Set<string>();
  private readonly lenient: boolean;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly stack: Slot[] = [];
  private readonly memo = new Map<number, PyValue>();
  private built = 0;

  constructor(bytes: Uint8Array, lenient: boolean) {
    this.bytes = bytes;
    this.lenient = lenient;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): PyValue {
    for (let step = 0; step < MAX_STEPS; step++) {
      const code = this.view.getUint8(this.at++);
      if (code === STOP) return this.pop();
      const operation = OPERATIONS[code];
      if (operation === undefined) throw new Damage(`0x${code.toString(16)} is no pickle operation`);
      operation(this);
    }
    throw new Damage(`it takes more than ${MAX_STEPS} steps`);
  }

  // Bytes

  /** Unsigned little-endian integer of 1, 2, 4 or 8 bytes. */
  count(size: 1 | 2 | 4 | 8): number {
    const at = this.at;
    this.at += size;
    if (size === 1) return this.view.getUint8(at);
    if (size === 2) return this.view.getUint16(at, true);
    if (size === 4) return this.view.getUint32(at, true);
    return Number(this.view.getBigUint64(at, true));
  }

  int32(): number {
    this.at += 4;
    return this.view.getInt32(this.at - 4, true);
  }

  float64(): number {
    this.at += 8;
    return this.view.getFloat64(this.at - 8, false);
  }

  take(length: number): Uint8Array {
    if (!(length <= this.bytes.length - this.at)) throw new Damage("it ends too early");
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** Up to and without the next newline. */
  line(): Uint8Array {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0) throw new Damage("it ends too early");
    const line = this.bytes.subarray(this.at, end);
    this.at = end + 1;
    return line;
  }

  lineText(): string {
    return utf8.decode(this.line());
  }

  spend = (bytes: number): void => {
    this.built += bytes;
    if (!(this.built <= MAX_BUILT)) throw new Damage(`it unpacks to more than ${MAX_BUILT / 1024 ** 2} MB`);
  };

  // Stack

  push(value: Slot): void {
    this.stack.push(value);
  }

  pop(): PyValue {
    const value = this.stack.pop();
    if (value === undefined || value === MARK) throw new Damage("its operations do not fit together");
    return value;
  }

  drop(): void {
    if (this.stack.pop() === undefined) throw new Damage("its operations do not fit together");
  }

  top(): PyValue {
    const value = this.stack.at(-1);
    if (value === undefined || value === MARK) throw new Damage("its operations do not fit together");
    return value;
  }

  /** Everything above the last mark, which goes too. */
  popToMark(): PyValue[] {
    const mark = this.stack.lastIndexOf(MARK);
    if (mark < 0) throw new Damage("its operations do not fit together");
    const values = this.stack.splice(mark) as PyValue[];
    return values.slice(1);
  }

  popMany(count: number): PyValue[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  // Memo

  remember(index: number): void {
    this.memo.set(index, this.top());
  }

  memoize(): void {
    this.remember(this.memo.size);
  }

  recall(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) throw new Damage("it refers to something that it has not stored");
    this.push(value);
  }

  // Names and instances

  global(module: PyValue | undefined, name: PyValue | undefined): PyGlobal {
    if (typeof module !== "string" || typeof name !== "string" || !(module.length + name.length < 1000)) {
      throw new Damage("a name in it is not a name");
    }
    const type = new PyGlobal(module, name);
    if (!isAllowed(type, this.lenient)) this.outside(printable(`${module}.${name}`));
    return type;
  }

  /** What GenX never asks for. */
  outside(what: string): void {
    if (!this.lenient) throw new Refusal(what);
    // A hostile pickle can name a million.
    if (this.unknown.size < 5) this.unknown.add(what);
  }

  /** A reference to what lies outside of the pickle: as inert as a name. */
  reference(what: string): void {
    this.outside(what);
    this.push(new PyObject(new PyGlobal("", what), []));
  }

  /** A string of Python 2: text when it is ASCII, else bytes (python-values.ts). */
  python2String(bytes: Uint8Array): void {
    this.byPython2 = true;
    this.push(bytes.every((byte) => byte < 0x80) ? utf8.decode(bytes) : bytes);
  }

  instance(callable: PyValue, args: PyValue): void {
    if (!(callable instanceof PyGlobal) || !Array.isArray(args)) {
      this.reference("a call of something without a name");
      return;
    }
    const [first] = args;
    const made =
      isReconstructor(callable) && first instanceof PyGlobal
        ? construct(first, [], this.spend)
        : construct(callable, args, this.spend);
    if (made === undefined && !this.lenient)
      throw new Damage(`${printable(callable.name)} is stored in an unknown way`);
    this.push(made === undefined ? new PyObject(callable, args) : made);
  }

  build(): void {
    const state = this.pop();
    if (!setState(this.top(), state, this.spend) && !this.lenient) {
      throw new Damage("the state of an object in it does not fit");
    }
  }

  append(values: PyValue[]): void {
    const target = this.top();
    const items = target instanceof PyObject ? target.items : target;
    if (!Array.isArray(items)) throw new Damage("its operations do not fit together");
    for (const value of values) items.push(value);
  }

  setItems(pairs: PyValue[]): void {
    const target = this.top();
    const entries = target instanceof PyObject ? target.entries : target;
    if (!(entries instanceof Map)) throw new Damage("its operations do not fit together");
    fill(entries, pairs);
  }
}

function fill(entries: Map<PyValue, PyValue>, pairs: PyValue[]): Map<PyValue, PyValue> {
  if (pairs.length % 2 !== 0) throw new Damage("a dict in it has a key without a value");
  for (let i = 0; i < pairs.length; i += 2) {
    const key = pairs[i]!;
    entries.set(key instanceof Uint8Array ? asText(key)! : key, pairs[i + 1]!);
  }
  return entries;
}

/** A name for a message: short, and without control characters. */
function printable(text: string): string {
  return text.slice(0, 80).replace(/[^\x20-\x7e]/g, "?");
}

// Literals

/** Protocol 0: `I01` and `I00` are the booleans of Python 2. */
function parseInteger(text: string): number | boolean {
  if (text === "00" || text === "01") return text === "01";
  if (!/^\s*[+-]?\d{1,2000}L?\s*$/.test(text)) throw new Damage("a number in it is not one");
  return Number(text.replace("L", ""));
}

function parseFloat64(text: string): number {
  const special: Record<string, number> = { nan: NaN, inf: Infinity, "-inf": -Infinity };
  if (Object.hasOwn(special, text)) return special[text]!;
  if (!/^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(text)) throw new Damage("a number in it is not one");
  return Number(text);
}

/** Two's complement, little-endian. */
function parseLong(bytes: Uint8Array): number {
  if (bytes.length > MAX_LONG_BYTES) throw new Damage("a number in it is too long");
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  return Number(BigInt.asIntN(bytes.length * 8, value));
}

const ESCAPES: Record<string, number> = { n: 10, t: 9, r: 13, a: 7, b: 8, f: 12, v: 11, "\\": 92, "'": 39, '"': 34 };

/** `'…'` or `"…"` with Python 2's repr escapes (\x00 \n \' \\ and octal), as Latin-1 bytes. */
function parseQuoted(line: Uint8Array): Uint8Array {
  const text = Buffer.from(line).toString("latin1").trim();
  const quote = text[0];
  if (text.length < 2 || (quote !== "'" && quote !== '"') || !text.endsWith(quote)) {
    throw new Damage("a string in it is not quoted");
  }
  const plain = text.slice(1, -1).replace(/\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|[\s\S])/g, (whole, code: string) => {
    if (code.length === 3 && code.startsWith("x")) return String.fromCharCode(parseInt(code.slice(1), 16));
    if (/^[0-7]/.test(code)) return String.fromCharCode(parseInt(code, 8) & 0xff);
    return Object.hasOwn(ESCAPES, code) ? String.fromCharCode(ESCAPES[code]!) : whole;
  });
  return Buffer.from(plain, "latin1");
}

/** Protocol 0 unicode: `raw-unicode-escape`, Latin-1 with \uXXXX and \UXXXXXXXX. */
function parseRawUnicode(line: Uint8Array): string {
  return Buffer.from(line)
    .toString("latin1")
    .replace(
      /\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g,
      (whole, short: string | undefined, long: string | undefined) => {
        const point = parseInt(short ?? long!, 16);
        return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
      },
    );
}

// Operations, by code

const STOP = ".".charCodeAt(0);

const byCharacter: Record<string, (m: Machine) => void> = {
  // Stack and memo
  "(": (m) => m.push(MARK),
  "0": (m) => m.drop(),
  "1": (m) => void m.popToMark(),
  "2": (m) => m.push(m.top()),
  p: (m) => m.remember(Number(m.lineText())),
  q: (m) => m.remember(m.count(1)),
  r: (m) => m.remember(m.count(4)),
  "\x94": (m) => m.memoize(),
  g: (m) => m.recall(Number(m.lineText())),
  h: (m) => m.recall(m.count(1)),
  j: (m) => m.recall(m.count(4)),
  // Framing
  "\x80": (m) => {
    const protocol = m.count(1);
    if (protocol > 5) throw new Damage(`pickle protocol ${protocol} is newer than 5`);
  },
  "\x95": (m) => void m.count(8),
  // Constants and numbers
  N: (m) => m.push(null),
  "\x88": (m) => m.push(true),
  "\x89": (m) => m.push(false),
  I: (m) => m.push(parseInteger(m.lineText())),
  L: (m) => m.push(Number(parseInteger(m.lineText()))),
  J: (m) => m.push(m.int32()),
  K: (m) => m.push(m.count(1)),
  M: (m) => m.push(m.count(2)),
  "\x8a": (m) => m.push(parseLong(m.take(m.count(1)))),
  "\x8b": (m) => m.push(parseLong(m.take(m.count(4)))),
  F: (m) => m.push(parseFloat64(m.lineText())),
  G: (m) => m.push(m.float64()),
  // Text and bytes
  S: (m) => m.python2String(parseQuoted(m.line())),
  T: (m) => m.python2String(m.take(m.count(4))),
  U: (m) => m.python2String(m.take(m.count(1))),
  V: (m) => m.push(parseRawUnicode(m.line())),
  X: (m) => m.push(utf8.decode(m.take(m.count(4)))),
  "\x8c": (m) => m.push(utf8.decode(m.take(m.count(1)))),
  "\x8d": (m) => m.push(utf8.decode(m.take(m.count(8)))),
  B: (m) => m.push(m.take(m.count(4))),
  C: (m) => m.push(m.take(m.count(1))),
  "\x8e": (m) => m.push(m.take(m.count(8))),
  "\x96": (m) => m.push(m.take(m.count(8))),
  "\x98": () => {}, // a read-only view of the buffer on top: the same bytes
  // Collections
  ")": (m) => m.push([]),
  "]": (m) => m.push([]),
  "}": (m) => m.push(new Map()),
  "\x8f": (m) => m.push([]),
  t: (m) => m.push(m.popToMark()),
  l: (m) => m.push(m.popToMark()),
  d: (m) => m.push(fill(new Map(), m.popToMark())),
  "\x91": (m) => m.push(m.popToMark()),
  "\x85": (m) => m.push(m.popMany(1)),
  "\x86": (m) => m.push(m.popMany(2)),
  "\x87": (m) => m.push(m.popMany(3)),
  a: (m) => m.append([m.pop()]),
  e: (m) => m.append(m.popToMark()),
  "\x90": (m) => m.append(m.popToMark()),
  s: (m) => m.setItems(m.popMany(2)),
  u: (m) => m.setItems(m.popToMark()),
  // Names and instances
  c: (m) => m.push(m.global(m.lineText(), m.lineText())),
  "\x93": (m) => m.push(m.global(...(m.popMany(2) as [PyValue, PyValue]))),
  i: (m) => m.instance(m.global(m.lineText(), m.lineText()), m.popToMark()),
  o: (m) => {
    const [callable, ...args] = m.popToMark();
    m.instance(callable ?? null, args);
  },
  R: (m) => m.instance(...(m.popMany(2) as [PyValue, PyValue])),
  "\x81": (m) => m.instance(...(m.popMany(2) as [PyValue, PyValue])),
  "\x92": (m) => {
    const [callable, args] = m.popMany(3);
    m.instance(callable!, args!);
  },
  b: (m) => m.build(),
  // What reaches outside the pickle
  P: (m) => {
    m.line();
    m.reference("an object stored elsewhere (persistent id)");
  },
  Q: (m) => {
    m.pop();
    m.reference("an object stored elsewhere (persistent id)");
  },
  "\x82": (m) => extension(m, 1),
  "\x83": (m) => extension(m, 2),
  "\x84": (m) => extension(m, 4),
  "\x97": (m) => m.reference("a buffer stored elsewhere"),
};

function extension(m: Machine, size: 1 | 2 | 4): void {
  m.count(size);
  m.reference("the extension registry");
}

const OPERATIONS: ((m: Machine) => void)[] = [];
for (const [character, operation] of Object.entries(byCharacter)) OPERATIONS[character.charCodeAt(0)] = operation;
