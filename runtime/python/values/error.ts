/**
 * A Python exception on its way up, as a JavaScript error. Builtin kinds are
 * carried by name and become an instance only when an `except … as e` looks,
 * so an exception that a fit merely counts costs little: no stack is captured.
 */
import { meter } from "../session-state.ts";
import type { PyValue, Value } from "./value.ts";

export class PyError extends Error {
  /** Name of the exception's class. */
  readonly kind: string;
  readonly args: readonly Value[];
  /** The instance, once something needed it (exceptions.ts makes it). */
  exception: PyValue | undefined;
  /** Script line of the statement that raised; 0 outside any. */
  line: number;
  /** What to do about it, where that can be said. */
  advice?: string;

  constructor(kind: string, args: readonly Value[], exception?: PyValue) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super();
    Error.stackTraceLimit = limit;
    // An error of JavaScript takes a microsecond, and so may each call that it leaves; the next step finds what is left.
    meter.steps -= 16 + (kind === "RecursionError" ? 64 : 8) * meter.depth;
    this.kind = kind;
    this.args = args;
    this.exception = exception;
    this.line = meter.line;
  }
  override get message(): string {
    const [only] = this.args;
    return this.args.length === 1 && typeof only === "string" ? only : "";
  }
}

/** Of something that Python has and a script here has not. A script may catch it; where it does not, the advice is shown. */
export class Unavailable extends PyError {
  readonly reason: string;
  override readonly advice: string;

  constructor(kind: string, reason: string, advice: string, text = `${reason}. ${advice}`) {
    super(kind, [text]);
    this.reason = reason;
    this.advice = advice;
  }
}

/** `throw pyError("ValueError", "math domain error")`: how native code raises. */
export function pyError(kind: BuiltinException, message: string): PyError {
  return new PyError(kind, [message]);
}

export type BuiltinException =
  | "Exception"
  | "ArithmeticError"
  | "AssertionError"
  | "AttributeError"
  | "FloatingPointError"
  | "ImportError"
  | "IndexError"
  | "KeyError"
  | "LookupError"
  | "MemoryError"
  | "ModuleNotFoundError"
  | "NameError"
  | "NotImplementedError"
  | "OSError"
  | "OverflowError"
  | "RecursionError"
  | "RuntimeError"
  | "StopIteration"
  | "SyntaxError"
  | "TypeError"
  | "UnboundLocalError"
  | "ValueError"
  | "ZeroDivisionError";
