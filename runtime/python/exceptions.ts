/**
 * Python's builtin exceptions as a class tree, and the two ways between an
 * exception in flight (PyError) and its instance (a PyObject).
 */
import { meter } from "./session-state.ts";
import { Builtin } from "./values/builtin.ts";
import { PyClass, PyObject } from "./values/class.ts";
import { PyError, pyError } from "./values/error.ts";
import { repr, str, typeName } from "./values/object-protocol.ts";
import { PyTuple } from "./values/sequence.ts";
import type { Value } from "./values/value.ts";

export { PyError, pyError };

/** Each under its base, bases first. */
const TREE = {
  BaseException: ["Exception", "KeyboardInterrupt", "SystemExit", "GeneratorExit"],
  Exception: [
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "EOFError",
    "ImportError",
    "LookupError",
    "MemoryError",
    "NameError",
    "OSError",
    "RuntimeError",
    "StopIteration",
    "SyntaxError",
    "TypeError",
    "ValueError",
    "Warning",
  ],
  ArithmeticError: ["FloatingPointError", "OverflowError", "ZeroDivisionError"],
  ImportError: ["ModuleNotFoundError"],
  LookupError: ["IndexError", "KeyError"],
  NameError: ["UnboundLocalError"],
  OSError: ["FileNotFoundError", "PermissionError"],
  RuntimeError: ["NotImplementedError", "RecursionError"],
  ValueError: ["UnicodeError"],
  Warning: ["DeprecationWarning", "FutureWarning", "RuntimeWarning", "UserWarning"],
} as const;

export const BASE_EXCEPTION = new PyClass(
  "BaseException",
  [],
  new Map<string, Value>(
    Object.entries<(args: Value[]) => Value>({
      // Not __init__: args are there even when a script's own __init__ does not pass them on.
      __new__: ([cls, ...args]) => instanceOf(cls as PyClass, args),
      __init__: ([self, ...args]) => {
        (self as PyObject).attributes.set("args", new PyTuple(args));
        return null;
      },
      __str__: ([self]) => exceptionText(self as PyObject),
      __repr__: ([self]) => {
        const args = argsOf(self as PyObject);
        return `${typeName(self!)}(${args.map(repr).join(", ")})`;
      },
      with_traceback: ([self]) => self!,
    }).map(([name, body]) => [name, new Builtin(name, body)]),
  ),
);

/** Every builtin exception class by name. */
export const EXCEPTIONS: ReadonlyMap<string, PyClass> = growTree();

function growTree(): Map<string, PyClass> {
  const classes = new Map([["BaseException", BASE_EXCEPTION]]);
  for (const [base, derived] of Object.entries(TREE)) {
    for (const name of derived) classes.set(name, new PyClass(name, [classes.get(base)!], new Map()));
  }
  classes.get("KeyError")!.members.set(
    "__str__",
    new Builtin("__str__", ([self]) => {
      const args = argsOf(self as PyObject);
      return args.length === 1 ? repr(args[0]!) : exceptionText(self as PyObject);
    }),
  );
  classes.get("StopIteration")!.members.set("value", null);
  for (const cls of classes.values()) cls.immutable = true;
  // Old names of the same class.
  classes.set("IOError", classes.get("OSError")!);
  classes.set("EnvironmentError", classes.get("OSError")!);
  return classes;
}

function instanceOf(cls: PyClass, args: readonly Value[]): PyObject {
  const instance = new PyObject(cls);
  instance.attributes.set("args", new PyTuple(args));
  return instance;
}

function argsOf(exception: PyObject): readonly Value[] {
  const args = exception.attributes.get("args");
  return args instanceof PyTuple ? args.items : [];
}

function exceptionText(exception: PyObject): string {
  const args = argsOf(exception);
  return args.length === 0 ? "" : args.length === 1 ? str(args[0]!) : repr(new PyTuple(args));
}

/** The class of an exception in flight. */
export function errorClass(error: PyError): PyClass {
  return error.exception instanceof PyObject ? error.exception.cls : (EXCEPTIONS.get(error.kind) ?? BASE_EXCEPTION);
}

/** The instance of an exception in flight, made when first asked for. */
export function exceptionOf(error: PyError): PyObject {
  if (!(error.exception instanceof PyObject)) {
    const instance = instanceOf(errorClass(error), error.args);
    if (error.kind === "StopIteration") instance.attributes.set("value", error.args[0] ?? null);
    error.exception = instance;
  }
  return error.exception as PyObject;
}

/** What `raise value` throws. */
export function raised(value: Value): PyError {
  const instance = value instanceof PyClass && value.isSubclassOf(BASE_EXCEPTION) ? value.call([], new Map()) : value;
  if (!(instance instanceof PyObject) || !instance.cls.isSubclassOf(BASE_EXCEPTION)) {
    return pyError("TypeError", "exceptions must derive from BaseException");
  }
  return new PyError(instance.cls.name, argsOf(instance), instance);
}

/** Like the last line of Python's traceback: `ZeroDivisionError: division by zero`. */
export function describe(error: PyError): string {
  const text = str(exceptionOf(error));
  return text === "" ? error.kind : `${error.kind}: ${text}`;
}

/**
 * What JavaScript itself throws, as the exception that Python would raise. Its
 * stack may end before Python's limit does: the same RecursionError then. And a
 * builtin of this room that was given what it never expected ends in a TypeError
 * of either language; the one of JavaScript stays its cause. undefined for an
 * error that no `except` may catch: out of budget, or a defect in another room.
 */
export function asPyError(error: unknown): PyError | undefined {
  // To catch an error, and perhaps to throw it on, takes a microsecond.
  meter.steps -= 32;
  if (error instanceof PyError) return error;
  if (error instanceof RangeError && error.message.includes("call stack")) {
    // The way up through thousands of JavaScript's frames takes a while.
    meter.steps -= 8192;
    return pyError("RecursionError", "maximum recursion depth exceeded");
  }
  if (isTooLarge(error) || !(error instanceof TypeError || error instanceof RangeError)) return undefined;
  if (!/^.*?file:.*$/m.exec(error.stack ?? "")?.[0].includes(ROOM)) return undefined;
  // To say where an error came from takes JavaScript some 50 microseconds.
  meter.steps -= 2048;
  const raised = pyError("TypeError", "a builtin was given arguments that it cannot take");
  raised.cause = error;
  return raised;
}

const ROOM = new URL(".", import.meta.url).href;

/** JavaScript's own limits: 2²⁴ keys of a Map, 2²⁹ characters of a text. */
export function isTooLarge(error: unknown): boolean {
  return (
    error instanceof RangeError &&
    !error.message.includes("call stack") &&
    /(size exceeded|array length|string length|allocation)/i.test(error.message)
  );
}
