/**
 * A function of the script. Its body is a closure over compiled statements; its
 * variables are slots of a frame, so a call is one array and no lookups by name.
 *
 * Frame: [0] the value returned, [1 … n] parameters, then other locals and
 * temporaries. A variable that an inner function also uses lives in a Cell.
 */
import { counted } from "../../text.ts";
import { LIMITS, spend } from "../budget.ts";
import { meter } from "../session-state.ts";
import { BoundMethod } from "./builtin.ts";
import { PyDict } from "./dict.ts";
import { type PyError, pyError } from "./error.ts";
import { textRepr } from "./repr.ts";
import { PyTuple } from "./sequence.ts";
import { type Keywords, PyValue, type Value } from "./value.ts";

/** A variable shared between functions, or a global. undefined: not bound. */
export class Cell {
  value: Value | undefined;
  constructor(value?: Value) {
    this.value = value;
  }
}

export type Slot = Value | Cell | Map<string, Value> | PyError | undefined;
export type Frame = Slot[];

/** What the compiler knows of a function before it runs. */
export interface Code {
  readonly name: string;
  readonly size: number;
  /** Names of the parameters in the order of their slots: positional, *args, keyword-only, **kwargs. */
  readonly positional: readonly string[];
  readonly positionalOnly: number;
  readonly rest: string | undefined;
  readonly keywordOnly: readonly string[];
  readonly keywordRest: string | undefined;
  /** Steps that a call costs, by the length of the body. */
  readonly weight: number;
  /** Parameter slots that are cells. */
  readonly cellSlots: readonly number[];
  /** Slots of the variables taken over from the enclosing functions. */
  readonly freeSlots: readonly number[];
  /** Runs the body. A generator function returns its generator. */
  readonly run: (frame: Frame) => Value;
}

export class PyFunction extends PyValue {
  override readonly typeName = "function";
  readonly code: Code;
  /** Of the last positional parameters. */
  readonly defaults: readonly Value[];
  readonly keywordDefaults: ReadonlyMap<string, Value>;
  readonly closure: readonly Cell[];
  readonly attributes = new Map<string, Value>();

  constructor(code: Code, defaults: readonly Value[], keywordDefaults: ReadonlyMap<string, Value>, closure: Cell[]) {
    super();
    this.code = code;
    this.defaults = defaults;
    this.keywordDefaults = keywordDefaults;
    this.closure = closure;
  }
  override get callable(): boolean {
    return true;
  }
  override get bindsSelf(): boolean {
    return true;
  }
  override bind(self: Value | undefined): Value {
    return self === undefined ? this : new BoundMethod(self, this);
  }

  override call(args: Value[], keywords: Keywords): Value {
    const { code, closure } = this;
    spend(code.weight);
    const frame: Frame = new Array(code.size);
    if (
      keywords.size === 0 &&
      args.length === code.positional.length &&
      code.rest === undefined &&
      code.keywordOnly.length === 0 &&
      code.keywordRest === undefined
    ) {
      for (let i = 0; i < args.length; i++) frame[i + 1] = args[i];
    } else {
      bindArguments(this, frame, args, keywords);
    }
    for (const slot of code.cellSlots) frame[slot] = new Cell(frame[slot] as Value | undefined);
    for (let i = 0; i < closure.length; i++) frame[code.freeSlots[i]!] = closure[i];
    if (meter.depth >= LIMITS.depth) throw pyError("RecursionError", "maximum recursion depth exceeded");
    meter.depth++;
    const line = meter.line;
    try {
      return code.run(frame);
    } finally {
      meter.line = line;
      meter.depth--;
    }
  }

  override getAttribute(name: string): Value | undefined {
    const own = this.attributes.get(name);
    if (own !== undefined) return own;
    if (name === "__name__" || name === "__qualname__") return this.code.name;
    if (name === "__defaults__") return this.defaults.length > 0 ? new PyTuple(this.defaults) : null;
    return name === "__doc__" ? null : undefined;
  }
  override setAttribute(name: string, value: Value): boolean {
    this.attributes.set(name, value);
    return true;
  }
  override repr(): string {
    return `<function ${this.code.name}>`;
  }
}

/** The general way of filling the parameters' slots, and Python's complaints when they do not fit. */
function bindArguments(fn: PyFunction, frame: Frame, args: Value[], keywords: Keywords): void {
  const { name, positional, positionalOnly, rest, keywordOnly, keywordRest } = fn.code;
  const given = Math.min(args.length, positional.length);
  // Each keyword is looked for among the parameters.
  spend(positional.length + keywords.size * (4 + (positional.length >> 3)));
  for (let i = 0; i < given; i++) frame[i + 1] = args[i];
  let slot = positional.length + 1;
  if (rest !== undefined) frame[slot++] = new PyTuple(args.slice(positional.length));
  else if (args.length > positional.length) throw tooMany(fn, args.length);
  const keywordSlot = slot;
  const extra = keywordRest === undefined ? undefined : new PyDict();
  if (extra) frame[keywordSlot + keywordOnly.length] = extra;

  for (const [key, value] of keywords) {
    const at = positional.indexOf(key, positionalOnly);
    if (at >= 0) {
      if (at < given) throw pyError("TypeError", `${name}() got multiple values for argument ${textRepr(key)}`);
      frame[at + 1] = value;
    } else if (keywordOnly.includes(key)) {
      frame[keywordSlot + keywordOnly.indexOf(key)] = value;
    } else if (extra) {
      extra.set(key, value);
    } else {
      throw pyError("TypeError", `${name}() got an unexpected keyword argument ${textRepr(key)}`);
    }
  }

  const firstDefault = positional.length - fn.defaults.length;
  const missing: string[] = [];
  for (let i = given; i < positional.length; i++) {
    if (frame[i + 1] !== undefined) continue;
    if (i >= firstDefault) frame[i + 1] = fn.defaults[i - firstDefault];
    else missing.push(positional[i]!);
  }
  if (missing.length > 0) throw missingArguments(name, "positional", missing);
  for (const [i, key] of keywordOnly.entries()) {
    if (frame[keywordSlot + i] === undefined) frame[keywordSlot + i] = fn.keywordDefaults.get(key);
    if (frame[keywordSlot + i] === undefined) missing.push(key);
  }
  if (missing.length > 0) throw missingArguments(name, "keyword-only", missing);
}

function tooMany(fn: PyFunction, given: number): Error {
  const { name, positional } = fn.code;
  const least = positional.length - fn.defaults.length;
  const takes = fn.defaults.length > 0 ? `from ${least} to ${positional.length}` : `${positional.length}`;
  return pyError(
    "TypeError",
    `${name}() takes ${takes} positional argument${positional.length === 1 && fn.defaults.length === 0 ? "" : "s"} but ${given} ${given === 1 ? "was" : "were"} given`,
  );
}

function missingArguments(name: string, kind: string, missing: string[]): Error {
  const names = missing.map(textRepr);
  const last = names.pop()!;
  const list = names.length === 0 ? last : `${names.join(", ")}${names.length > 1 ? "," : ""} and ${last}`;
  return pyError("TypeError", `${name}() missing ${counted(missing.length, `required ${kind} argument`)}: ${list}`);
}
