/** Modules that Python 2 has and Python 3 has no more, or has with fewer names. */

import { DICT, LIST, TUPLE } from "../builtins/containers.ts";
import { BOOL, COMPLEX, FLOAT, INT } from "../builtins/numbers.ts";
import { STR } from "../builtins/strings.ts";
import { library } from "../modules/define-module.ts";
import { LIBRARY } from "../modules/index.ts";
import { call, callMethod, itemsOf, iterate, str } from "../operators.ts";
import { classOf } from "../types.ts";
import { Builtin } from "../values/builtin.ts";
import { PyIterator } from "../values/iterator.ts";
import type { Module } from "../values/module.ts";
import { PyTuple } from "../values/sequence.ts";
import { NO_KEYWORDS, PyValue, type Value } from "../values/value.ts";

/** What print and sys.stdout.write write to. */
class Stream extends PyValue {
  override readonly typeName: string = "file";
  private readonly methods: ReadonlyMap<string, Value>;
  constructor(write: (text: string) => void, more: ReadonlyMap<string, Value> = new Map()) {
    super();
    const method = (name: string, body: (text: Value | undefined) => void): [string, Value] => [
      name,
      new Builtin(name, ([text]) => {
        body(text);
        return null;
      }),
    ];
    this.methods = new Map([
      method("write", (text) => write(str(text ?? ""))),
      method("writelines", (lines) => itemsOf(lines ?? "").forEach((line) => void write(str(line)))),
      method("flush", () => {}),
      method("close", () => {}),
      ...more,
    ]);
  }
  override getAttribute(name: string): Value | undefined {
    return this.methods.get(name);
  }
}

/** Everything that was written, as text. */
function stringIO(args: readonly Value[]): Value {
  let written = args[0] === undefined ? "" : str(args[0]);
  const getvalue = new Builtin("getvalue", () => written);
  return new Stream((text) => (written += text), new Map([["getvalue", getvalue]]));
}

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const DIGITS = "0123456789";
const PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const WHITE = "\t\n\x0b\x0c\r ";

/** Functions of string that are methods of a text. */
const TEXT_METHODS =
  "capitalize center count expandtabs find index ljust lower lstrip replace rfind rindex rjust rsplit rstrip split strip swapcase upper zfill".split(
    " ",
  );

function stringModule(): Module {
  const join = ([words, by = " "]: Value[]) => callMethod(by, "join", [null, words!], NO_KEYWORDS);
  const functions = Object.fromEntries(
    TEXT_METHODS.map((name) => [
      name,
      ([text, ...args]: Value[]) => callMethod(str(text!), name, [null, ...args], NO_KEYWORDS),
    ]),
  );
  return library(
    "string",
    {
      ...functions,
      splitfields: functions["split"]!,
      join,
      joinfields: join,
      atoi: ([text, base = 10n]) => INT.call([text!, base], NO_KEYWORDS),
      atol: ([text, base = 10n]) => INT.call([text!, base], NO_KEYWORDS),
      atof: ([text]) => FLOAT.call([text!], NO_KEYWORDS),
      capwords: ([text]) =>
        str(text!)
          .split(/\s+/)
          .filter(Boolean)
          .map((word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase())
          .join(" "),
    },
    {
      letters: LOWER + UPPER,
      ascii_letters: LOWER + UPPER,
      lowercase: LOWER,
      ascii_lowercase: LOWER,
      uppercase: UPPER,
      ascii_uppercase: UPPER,
      digits: DIGITS,
      hexdigits: "0123456789abcdefABCDEF",
      octdigits: "01234567",
      punctuation: PUNCTUATION,
      whitespace: WHITE,
      printable: DIGITS + LOWER + UPPER + PUNCTUATION + WHITE,
    },
  );
}

function typesModule(): Module {
  const kinds: Record<string, Value> = {
    IntType: INT,
    LongType: INT,
    FloatType: FLOAT,
    ComplexType: COMPLEX,
    BooleanType: BOOL,
    StringType: STR,
    UnicodeType: STR,
    StringTypes: new PyTuple([STR]),
    ListType: LIST,
    TupleType: TUPLE,
    DictType: DICT,
    DictionaryType: DICT,
    NoneType: classOf(null),
    BuiltinFunctionType: classOf(new Builtin("len", () => null)),
  };
  return library("types", {}, kinds);
}

/** A module of Python 3's with more in it. */
function extended(name: string, more: (module: Module) => Iterable<[string, Value]>): [string, () => PyValue] {
  return [
    name,
    () => {
      const module = LIBRARY.get(name)!() as Module;
      for (const [each, value] of more(module)) module.members.set(each, value);
      return module;
    },
  ];
}

/** map, filter and zip of itertools, which give iterators. */
function lazy(module: Module, builtin: ReadonlyMap<string, Value>): [string, Value][] {
  const made = ["map", "filter", "zip"].map((name): [string, Value] => [
    `i${name}`,
    new Builtin(`i${name}`, (args) => new PyIterator(iterate(call(builtin.get(name)!, args, NO_KEYWORDS)))),
  ]);
  const longest = module.members.get("zip_longest");
  return longest === undefined ? made : [...made, ["izip_longest", longest]];
}

/** @param lazyBuiltins  map, filter and zip as Python 3 has them */
export function python2Modules(
  print: (text: string) => void,
  lazyBuiltins: ReadonlyMap<string, Value>,
): Map<string, () => PyValue> {
  const io = (name: string): [string, () => PyValue] => [name, () => library(name, { StringIO: stringIO })];
  return new Map([
    ["string", stringModule],
    ["types", typesModule],
    io("StringIO"),
    io("cStringIO"),
    extended("sys", () => [
      ["maxint", 2n ** 63n - 1n],
      ["version_info", new PyTuple([2n, 7n, 18n, "final", 0n])],
      ["version", "2.7.18"],
      ["stdout", new Stream(print)],
      ["stderr", new Stream(print)],
    ]),
    extended("itertools", (module) => lazy(module, lazyBuiltins)),
    extended("operator", (module) => {
      const division = module.members.get("truediv");
      return division === undefined ? [] : [["div", division]];
    }),
  ]);
}
