/** The builtins of Python 2 that Python 3 has no more or that give something else there, and what its statements became (translate.ts). */
import { remainder } from "../arithmetic.ts";
import { spend, spendItems } from "../budget.ts";
import { RANGE } from "../builtins/containers.ts";
import { builtins } from "../builtins/define-builtins.ts";
import { INT } from "../builtins/numbers.ts";
import { STR } from "../builtins/strings.ts";
import { toFloat } from "../conversions.ts";
import { BASE_EXCEPTION, EXCEPTIONS } from "../exceptions.ts";
import { asIndex, call, callMethod, isInstance, itemsOf, iterate, repr, truth, typeName } from "../operators.ts";
import { parameters } from "../parameters.ts";
import { percentFormat } from "../text/percent-format.ts";
import { Builtin } from "../values/builtin.ts";
import { PyClass } from "../values/class.ts";
import { PyDict } from "../values/dict.ts";
import { PyError, pyError } from "../values/error.ts";
import { coreOf } from "../values/object.ts";
import { character } from "../values/repr.ts";
import { PyList, PyTuple } from "../values/sequence.ts";
import { type Comparison, type Keywords, NO_KEYWORDS, type PyValue, type Value } from "../values/value.ts";
import { order, orders, roundAway, shortText, threeWay } from "./number-rules.ts";

/** What a builtin does in its one program. */
export interface Host {
  print: (text: string) => void;
  evaluate: (text: string) => Value;
  execute: (text: string) => void;
  /** The same with the dict's names for globals; what is set goes there. */
  evaluateIn: (text: string, names: PyDict) => Value;
  executeIn: (text: string, names: PyDict) => void;
  /** With the script's globals, some hidden by these variables; what is set goes where it belongs. */
  executeHere: (text: string, variables: PyDict, names: ReadonlySet<string>) => void;
}

/** `text % values`; for anything but a text as in Python 3. */
export function formatOrRemainder(a: Value, b: Value): Value {
  if (typeof a !== "string") return remainder(a, b);
  const named = coreOf(b);
  return percentFormat(a, b instanceof PyTuple ? b.items : [b], named instanceof PyDict ? named : undefined, shortText);
}

/** Stable, by `<` alone or by a function of two values that compares them. */
export function sorted2(values: readonly Value[], cmp: Value, key: Value, reverse: boolean): Value[] {
  spend(values.length * Math.ceil(Math.log2(values.length + 2)));
  const keyed = values.map((value) => ({ value, key: key === null ? value : call(key, [value]) }));
  const three = (a: Value, b: Value): number => {
    if (cmp !== null) return Math.sign(toFloat(call(cmp, [a, b])));
    return truth(order("<", a, b)) ? -1 : truth(order("<", b, a)) ? 1 : 0;
  };
  keyed.sort((a, b) => (reverse ? three(b.key, a.key) : three(a.key, b.key)));
  return keyed.map(({ value }) => value);
}

/** sort(cmp, key, reverse) */
export function sortOptions(name: string, args: readonly Value[], keywords: Keywords): [Value, Value, boolean] {
  const [cmp = null, key = null, reverse = false] = parameters(name, ["cmp", "key", "reverse"], 0, args, keywords);
  return [cmp, key, truth(reverse)];
}

function rangeOf(args: Value[]): PyValue {
  // Until 2.6 floats were cut off with a warning.
  return RANGE.call(
    args.map((each) => (typeof each === "number" ? BigInt(Math.trunc(each)) : each)),
    NO_KEYWORDS,
  ) as PyValue;
}

function map(args: readonly Value[]): Value {
  const [fn, ...sources] = args;
  if (sources.length === 0) throw pyError("TypeError", "map() requires at least two args");
  const text = fn === STR ? (values: Value[]) => shortText(values[0]!) : undefined;
  const apply = (values: Value[]) =>
    text?.(values) ?? (fn === null ? (values.length === 1 ? values[0]! : new PyTuple(values)) : call(fn!, values));
  // The shorter ones are filled up with None.
  const lists = sources.map(itemsOf);
  const longest = lists.reduce((most, { length: n }) => Math.max(most, n), 0);
  spendItems(longest);
  return new PyList(Array.from({ length: longest }, (_, i) => apply(lists.map((list) => list[i] ?? null))));
}

function filter([test, values]: readonly Value[]): Value {
  const kept = itemsOf(values!).filter((item) => truth(test === null ? item : call(test!, [item])));
  if (typeof values === "string") return kept.join("");
  return values instanceof PyTuple ? new PyTuple(kept) : new PyList(kept);
}

function zip(args: readonly Value[]): Value {
  if (args.length === 0) return new PyList([]);
  const lists = args.map((each) => iterate(each));
  const rows: Value[] = [];
  for (;;) {
    spend();
    const row: Value[] = [];
    for (const list of lists) {
      const step = list.next();
      if (step.done) return new PyList(rows);
      row.push(step.value);
    }
    rows.push(new PyTuple(row));
  }
}

function extreme(name: string, op: Comparison): Builtin {
  return new Builtin(name, (args, keywords) => {
    const [key = null] = parameters(name, ["key"], 0, [], keywords);
    const items = args.length === 1 ? itemsOf(args[0]!) : args;
    const keyOf = (value: Value) => (key === null ? value : call(key, [value]));
    const [first, ...rest] = items;
    if (first === undefined) throw pyError("ValueError", `${name}() arg is an empty sequence`);
    let best = first;
    let bestKey = keyOf(first);
    for (const item of rest) {
      spend();
      const itemKey = keyOf(item);
      if (!truth(order(op, itemKey, bestKey))) continue;
      [best, bestKey] = [item, itemKey];
    }
    return best;
  });
}

/** Has softspace, as Python 2's files do: whether a blank comes before the next thing printed. */
class Printer {
  private blank = false;
  private readonly write: (text: string) => void;
  constructor(write: (text: string) => void) {
    this.write = write;
  }
  print(items: readonly Value[], ends: boolean): void {
    let text = "";
    for (const item of items) {
      const word = shortText(item);
      text += this.blank ? ` ${word}` : word;
      // A text that ends in white space other than a blank takes none after it.
      this.blank = !(typeof item === "string" && /[\t\n\r\v\f]$/.test(item));
    }
    if (ends) {
      text += "\n";
      this.blank = false;
    }
    this.write(text);
  }
}

/** `raise kind, value`: the kind called with the value, with what a tuple holds, or the value where it is such an exception. */
function exception([kind, value = null]: readonly Value[]): Value {
  if (!(kind instanceof PyClass) || !kind.isSubclassOf(BASE_EXCEPTION)) return kind!;
  if (value === null) return call(kind, []);
  if (isInstance(value, kind)) return value;
  return call(kind, value instanceof PyTuple ? [...value.items] : [value]);
}

/** `exec text in names`: as a statement with one tuple or with parts of it. */
function execute(host: Host, args: readonly Value[]): void {
  const [text, globals = null, locals = null] = args.length === 1 && args[0] instanceof PyTuple ? args[0].items : args;
  const code = source("exec", text);
  const names = namesOf(globals);
  if (!names) {
    host.execute(code);
    return;
  }
  const own = namesOf(locals);
  if (!own || own === names) {
    host.executeIn(code, names);
    return;
  }
  const both = names.copy();
  both.update(own);
  const before = both.copy();
  host.executeIn(code, both);
  for (const { key, value } of both.entries.values()) if (before.get(key) !== value) own.set(key, value);
}

function namesOf(value: Value): PyDict | undefined {
  const core = coreOf(value);
  if (core === null) return undefined;
  if (core instanceof PyDict) return core;
  throw pyError("TypeError", `exec: arg 2 must be a dictionary or None, not ${typeName(value)}`);
}

function source(name: string, text: Value | undefined): string {
  if (typeof text === "string") return text;
  throw pyError("TypeError", `${name}() arg 1 must be a string`);
}

/** `exec text` in a function: the text sees its variables, and what it sets of them comes back in their order. */
function executeHere(host: Host, [text, names, readers]: readonly Value[]): Value {
  const variables = (names as PyTuple).items as string[];
  const dict = new PyDict();
  for (const [i, read] of (readers as PyTuple).items.entries()) {
    try {
      dict.set(variables[i]!, call(read, []));
    } catch (error) {
      // Not bound yet.
      if (!(error instanceof PyError && /^(NameError|UnboundLocalError)$/.test(error.kind))) throw error;
    }
  }
  host.executeHere(source("exec", text), dict, new Set(variables));
  // A variable that is not bound stays so.
  return new PyTuple(variables.map((name) => dict.get(name) as Value));
}

/** @param futures  of the script: print_function leaves print as it is */
export function python2Builtins(host: Host): Map<string, Value> {
  const printer = new Printer(host.print);
  const others = new WeakMap<object, Printer>();
  const printerOn = (file: Value): Printer => {
    if (file === null) return printer;
    if (typeof file !== "object")
      throw pyError("AttributeError", `'${typeName(file)}' object has no attribute 'write'`);
    const known = others.get(file) ?? new Printer((text) => void callMethod(file, "write", [null, text], NO_KEYWORDS));
    others.set(file, known);
    return known;
  };
  const printOn =
    (ends: boolean) =>
    ([file, ...items]: Value[]) => {
      printerOn(file!).print(items, ends);
      return null;
    };
  return new Map<string, Value>([
    ["xrange", new Builtin("xrange", rangeOf)],
    ["long", INT],
    ["unicode", STR],
    ["basestring", STR],
    ["StandardError", EXCEPTIONS.get("Exception")!],
    ["min", extreme("min", "<")],
    ["max", extreme("max", ">")],
    ...builtins({
      range: (args) => new PyList(itemsOf(rangeOf(args))),
      map,
      filter,
      zip,
      reduce: ([fn, values, ...start]) => {
        const [first, ...rest] = [...start, ...itemsOf(values!)];
        if (first === undefined) throw pyError("TypeError", "reduce() of empty sequence with no initial value");
        return rest.reduce<Value>((total, item) => call(fn!, [total, item]), first);
      },
      round: (args, keywords) => {
        const [value, places = 0n] = parameters("round", ["number", "ndigits"], 1, args, keywords);
        return roundAway(toFloat(value!), asIndex(places) ?? 0);
      },
      sorted: (args, keywords) => {
        const [values, ...rest] = args;
        const from = new Map([...keywords].filter(([name]) => name !== "iterable"));
        return new PyList(sorted2(itemsOf(values ?? keywords.get("iterable")!), ...sortOptions("sorted", rest, from)));
      },
      cmp: ([a, b]) => BigInt(threeWay(a!, b!)),
      apply: ([fn, args, keywords]) => {
        const named = keywords === undefined ? undefined : coreOf(keywords);
        const pairs = named instanceof PyDict ? [...named.entries.values()] : [];
        return call(
          fn!,
          args === undefined ? [] : itemsOf(args),
          new Map(pairs.map(({ key, value }) => [String(key), value])),
        );
      },
      unichr: ([code]) => character(BigInt(asIndex(code!) ?? -1)),
      intern: ([text]) => text!,
      coerce: ([a, b]) =>
        new PyTuple(typeof a === "number" || typeof b === "number" ? [toFloat(a!), toFloat(b!)] : [a!, b!]),
      oct: ([value]) => {
        const n = BigInt(asIndex(value!) ?? 0);
        const digits = (n < 0n ? -n : n).toString(8);
        return `${n < 0n ? "-" : ""}${digits === "0" ? "" : "0"}${digits}`;
      },
      execfile: () => noFiles("execfile"),
      file: () => noFiles("file"),
      raw_input: () => {
        throw pyError(
          "RuntimeError",
          "raw_input() has nobody to ask: a fit runs by itself. Put the value into the script",
        );
      },
      eval: ([text, names = null]) => {
        const dict = namesOf(names);
        return dict ? host.evaluateIn(source("eval", text), dict) : host.evaluate(source("eval", text));
      },
      __repr__: (values) => repr(values.length === 1 ? values[0]! : new PyTuple(values)),
      __str__: ([kind, value]) => (kind === STR ? shortText(value!) : call(kind!, [value!])),
      __print__: (items) => {
        printer.print(items, true);
        return null;
      },
      __print_more__: (items) => {
        printer.print(items, false);
        return null;
      },
      __print_on__: printOn(true),
      __print_on_more__: printOn(false),
      __raise__: exception,
      __exec__: (args) => {
        execute(host, args);
        return null;
      },
      __exec_here__: (args) => executeHere(host, args),
      // What `__cmp__` answers, as one of the six comparisons.
      __comparison__: ([op]) =>
        new Builtin(String(op), ([self, other]) =>
          orders(op as Comparison, toFloat(callMethod(self!, "__cmp__", [null, other!], NO_KEYWORDS))),
        ),
    }),
  ]);
}

function noFiles(name: string): never {
  throw pyError("OSError", `${name}() is not supported: a script neither reads nor writes files here`);
}
