/**
 * Modules of a few names: time and datetime (whose clock stands still, so that a
 * fit is repeatable), os.path (on names alone), sys, io, abc, typing, warnings, operator.
 * What would touch the machine is not there.
 */
import { OPERATIONS } from "../arithmetic.ts";
import type { Body } from "../builtins/define-builtins.ts";
import { compare, contains, getAttribute, getItem, str, unary } from "../operators.ts";
import { Builtin } from "../values/builtin.ts";
import { PyClass } from "../values/class.ts";
import type { Module } from "../values/module.ts";
import { PyObject } from "../values/object.ts";
import { PyTuple } from "../values/sequence.ts";
import type { BinaryOperator, Comparison, PyValue, Value } from "../values/value.ts";
import { library } from "./define-module.ts";

/** Passes a decorator's argument through. */
const identity: Body = ([value]) => value!;
const nothing: Body = () => null;
const stopped: Body = () => 0;

function timeModule(): Module {
  return library("time", {
    sleep: nothing,
    time: stopped,
    perf_counter: stopped,
    monotonic: stopped,
    process_time: stopped,
    strftime: ([format]) => format!,
    ctime: () => "",
  });
}

/** datetime.now() is the beginning of 1970: scripts use it to time themselves or to write a heading. */
function datetimeModule(): Module {
  const cls = new PyClass("datetime", [], new Map());
  const moment = () => {
    const now = new PyObject(cls);
    for (const [name, value] of Object.entries({ year: 1970n, month: 1n, day: 1n, hour: 0n, minute: 0n, second: 0n })) {
      now.attributes.set(name, value);
    }
    return now;
  };
  const text = () => "1970-01-01 00:00:00";
  const members: Record<string, Body> = {
    isoformat: () => "1970-01-01T00:00:00",
    strftime: text,
    __str__: text,
    __sub__: moment,
    total_seconds: stopped,
  };
  for (const [name, body] of Object.entries(members)) cls.members.set(name, new Builtin(name, body));
  for (const name of ["now", "today", "utcnow"]) cls.members.set(name, new Builtin(name, moment));
  return library("datetime", { timedelta: moment }, { datetime: cls, date: cls });
}

/** `/` alone separates, on every machine. */
function pathModule(): Module {
  const normal = (path: string) => {
    const parts: string[] = [];
    for (const part of path.split("/")) {
      if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
      else if (part !== "" && part !== ".") parts.push(part);
    }
    return (path.startsWith("/") ? "/" : "") + parts.join("/") || ".";
  };
  const cut = (path: string) => path.lastIndexOf("/") + 1;
  const extension = (path: string) => /(?<=[^/.][^/]*)\.[^./]*$/.exec(path)?.[0] ?? "";
  const dirname = (path: string) => path.slice(0, cut(path)).replace(/(?<=.)\/+$/, "");
  const onText =
    (body: (path: string) => Value): Body =>
    ([path]) =>
      body(str(path!));
  return library(
    "os.path",
    {
      join: (args) =>
        args.map(str).reduce((path, next) => {
          if (next.startsWith("/")) return next;
          return path === "" || path.endsWith("/") ? path + next : `${path}/${next}`;
        }),
      basename: onText((path) => path.slice(cut(path))),
      dirname: onText(dirname),
      split: onText((path) => new PyTuple([dirname(path), path.slice(cut(path))])),
      splitext: onText((path) => new PyTuple([path.slice(0, path.length - extension(path).length), extension(path)])),
      normpath: onText(normal),
      abspath: onText(normal),
      realpath: onText(normal),
      expanduser: identity,
      isabs: onText((path) => path.startsWith("/")),
      // There is no file here to be found.
      exists: () => false,
      isfile: () => false,
      isdir: () => false,
    },
    { sep: "/" },
  );
}

function osModule(): Module {
  return library("os", {}, { path: pathModule(), sep: "/", linesep: "\n", name: "posix" });
}

function sysModule(): Module {
  const version = new PyTuple([3n, 11n, 0n, "final", 0n]);
  return library("sys", {}, { maxsize: 2n ** 63n - 1n, version_info: version, version: "3.11.0", platform: "linux" });
}

function ioModule(): Module {
  return library("io", {}, { TextIO: new PyClass("TextIO", [], new Map()) });
}

/** Nobody reads them: a warning is dropped. */
function warningsModule(): Module {
  return library("warnings", { warn: nothing, simplefilter: nothing, filterwarnings: nothing });
}

function abcModule(): Module {
  return library(
    "abc",
    { abstractmethod: identity },
    { ABC: new PyClass("ABC", [], new Map()), ABCMeta: new PyClass("ABCMeta", [], new Map()) },
  );
}

const ANNOTATIONS =
  "Any Callable ClassVar Dict Final FrozenSet Generator Generic Iterable Iterator List Literal Mapping NamedTuple " +
  "Optional Protocol Sequence Set Text TextIO Tuple Type Union";

/** Names for annotations, which nothing checks: each gives itself, whatever is in its brackets. */
function typingModule(): Module {
  const names = ANNOTATIONS.split(" ").map((name) => {
    const cls = new PyClass(name, [], new Map());
    cls.meta = new PyClass("Annotation", [], new Map([["__getitem__", new Builtin("__getitem__", () => cls)]]));
    return [name, cls] as const;
  });
  const variable = new PyClass("TypeVar", [], new Map());
  return library(
    "typing",
    {
      cast: ([, value]) => value!,
      overload: identity,
      TypeVar: () => new PyObject(variable),
      NewType: ([, type]) => type!,
    },
    { ...Object.fromEntries(names), TYPE_CHECKING: false },
  );
}

function operatorModule(): Module {
  const arithmetic: Record<string, BinaryOperator> = {
    add: "+",
    sub: "-",
    mul: "*",
    truediv: "/",
    floordiv: "//",
    mod: "%",
    pow: "**",
    matmul: "@",
    and_: "&",
    or_: "|",
    xor: "^",
  };
  const order: Record<string, Comparison> = { eq: "==", ne: "!=", lt: "<", le: "<=", gt: ">", ge: ">=" };
  return library("operator", {
    ...mapped(
      arithmetic,
      (op) =>
        ([a, b]) =>
          OPERATIONS[op](a!, b!),
    ),
    ...mapped(
      order,
      (op) =>
        ([a, b]) =>
          compare(op, a!, b!),
    ),
    neg: ([a]) => unary("-", a!),
    contains: ([a, b]) => contains(a!, b!),
    getitem: ([a, b]) => getItem(a!, b!),
    itemgetter: (keys) => new Builtin("itemgetter", ([value]) => several(keys, (key) => getItem(value!, key))),
    attrgetter: (names) =>
      new Builtin("attrgetter", ([value]) =>
        several(names, (name) =>
          str(name)
            .split(".")
            .reduce<Value>((object, part) => getAttribute(object, part), value!),
        ),
      ),
  });
}

function mapped<T>(table: Record<string, T>, make: (op: T) => Body): Record<string, Body> {
  return Object.fromEntries(Object.entries(table).map(([name, op]) => [name, make(op)]));
}

/** One key gives its value, several a tuple. */
function several(keys: readonly Value[], get: (key: Value) => Value): Value {
  return keys.length === 1 ? get(keys[0]!) : new PyTuple(keys.map(get));
}

export const SMALL: ReadonlyMap<string, () => PyValue> = new Map<string, () => PyValue>([
  ["time", timeModule],
  ["datetime", datetimeModule],
  ["os", osModule],
  ["os.path", pathModule],
  ["sys", sysModule],
  ["io", ioModule],
  ["abc", abcModule],
  ["typing", typingModule],
  ["operator", operatorModule],
  ["warnings", warningsModule],
]);
