/**
 * Arithmetic on Python's numbers: int (bigint), float (number), bool, complex.
 * Division and remainder round towards minus infinity, an int divided by an int
 * is a float, and dividing by zero raises.
 *
 * Each operator is a function of its own so that compiled code can call it
 * without asking which operator it is.
 */
import { BudgetError, LIMITS, spendItems, spendMany } from "./budget.ts";
import { integerToFloat } from "./conversions.ts";
import { percentFormat } from "./text/percent-format.ts";
import { Complex, power as complexPower } from "./values/complex.ts";
import { PyDict } from "./values/dict.ts";
import { pyError } from "./values/error.ts";
import { coreOf, PyObject } from "./values/object.ts";
import { asIndex, typeName } from "./values/object-protocol.ts";
import { PyList, PyTuple } from "./values/sequence.ts";
import { type BinaryOperator, PyValue, type UnaryOperator, type Value } from "./values/value.ts";

export type Operation = (a: Value, b: Value) => Value;

export const OPERATIONS: Readonly<Record<BinaryOperator, Operation>> = {
  "+": add,
  "-": subtract,
  "*": multiply,
  "/": divide,
  "//": floorDivide,
  "%": remainder,
  "**": power,
  "@": (a, b) => other("@", a, b),
  "<<": (a, b) => {
    const [x, y] = integers(a, b) ?? [];
    if (x === undefined || y === undefined) return other("<<", a, b);
    if (y < 0n) throw pyError("ValueError", "negative shift count");
    if (y > LIMITS.bits) throw tooManyDigits();
    return checked(x << y);
  },
  ">>": (a, b) => {
    const [x, y] = integers(a, b) ?? [];
    if (x === undefined || y === undefined) return other(">>", a, b);
    if (y < 0n) throw pyError("ValueError", "negative shift count");
    return checked(x >> (y > LIMITS.bits ? BigInt(LIMITS.bits) : y));
  },
  "&": (a, b) => bitwise("&", a, b, (x, y) => x & y),
  "|": (a, b) => bitwise("|", a, b, (x, y) => x | y),
  "^": (a, b) => bitwise("^", a, b, (x, y) => x ^ y),
};

export function binary(op: BinaryOperator, a: Value, b: Value): Value {
  return OPERATIONS[op](a, b);
}

export function inplace(op: BinaryOperator, a: Value, b: Value): Value {
  const result = a instanceof PyValue ? a.inplace(op, b) : undefined;
  return result === undefined ? OPERATIONS[op](a, b) : result;
}

export function unary(op: UnaryOperator, a: Value): Value {
  if (typeof a === "number") {
    if (op !== "~") return op === "-" ? -a : a;
  } else if (typeof a === "bigint" || typeof a === "boolean") {
    const n = BigInt(a);
    return checked(op === "-" ? -n : op === "+" ? n : ~n);
  } else if (a instanceof PyValue) {
    const result = a.unary(op);
    if (result !== undefined) return result;
  }
  throw pyError("TypeError", `bad operand type for unary ${op}: '${typeName(a)}'`);
}

export function add(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") return a + b;
  if (typeof a === "bigint" && typeof b === "bigint") return checked(a + b);
  if (typeof a === "string" && typeof b === "string") {
    if (a.length + b.length > 4096) spendItems(a.length + b.length);
    return a + b;
  }
  const pair = numbers(a, b);
  if (pair === undefined) return other("+", a, b);
  return typeof pair[0] === "bigint" ? checked(pair[0] + (pair[1] as bigint)) : pair[0] + (pair[1] as number);
}

export function subtract(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "bigint" && typeof b === "bigint") return checked(a - b);
  const pair = numbers(a, b);
  if (pair === undefined) return other("-", a, b);
  return typeof pair[0] === "bigint" ? checked(pair[0] - (pair[1] as bigint)) : pair[0] - (pair[1] as number);
}

export function multiply(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") return a * b;
  if (typeof a === "bigint" && typeof b === "bigint") return checked(a * b);
  const pair = numbers(a, b);
  if (pair === undefined) {
    if (typeof a === "string" && asIndex(b) !== undefined) return repeatText(a, b);
    return typeof b === "string" && asIndex(a) !== undefined ? repeatText(b, a) : other("*", a, b);
  }
  return typeof pair[0] === "bigint" ? checked(pair[0] * (pair[1] as bigint)) : pair[0] * (pair[1] as number);
}

export function divide(a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") {
    if (b === 0) throw pyError("ZeroDivisionError", "float division by zero");
    return a / b;
  }
  const pair = numbers(a, b);
  if (pair === undefined) return other("/", a, b);
  if (typeof pair[0] === "number") {
    if (pair[1] === 0) throw pyError("ZeroDivisionError", "float division by zero");
    return pair[0] / (pair[1] as number);
  }
  return divideIntegers(pair[0], pair[1] as bigint);
}

export function floorDivide(a: Value, b: Value): Value {
  const pair = numbers(a, b);
  if (pair === undefined) return other("//", a, b);
  if (typeof pair[0] === "bigint") {
    if (pair[1] === 0n) throw pyError("ZeroDivisionError", "integer division or modulo by zero");
    return floorQuotient(pair[0], pair[1] as bigint);
  }
  if (pair[1] === 0) throw pyError("ZeroDivisionError", "float floor division by zero");
  return floorParts(pair[0], pair[1] as number)[0];
}

export function remainder(a: Value, b: Value): Value {
  if (typeof a === "string") {
    const named = coreOf(b);
    return percentFormat(a, b instanceof PyTuple ? b.items : [b], named instanceof PyDict ? named : undefined);
  }
  const pair = numbers(a, b);
  if (pair === undefined) return other("%", a, b);
  if (typeof pair[0] === "bigint") {
    if (pair[1] === 0n) throw pyError("ZeroDivisionError", "integer modulo by zero");
    return pair[0] - floorQuotient(pair[0], pair[1] as bigint) * (pair[1] as bigint);
  }
  if (pair[1] === 0) throw pyError("ZeroDivisionError", "float modulo");
  return floorParts(pair[0], pair[1] as number)[1];
}

export function power(a: Value, b: Value): Value {
  const pair = numbers(a, b);
  if (pair === undefined) return other("**", a, b);
  if (typeof pair[0] === "bigint") {
    const exponent = pair[1] as bigint;
    if (exponent >= 0n) return integerPower(pair[0], exponent);
    if (pair[0] === 0n) throw pyError("ZeroDivisionError", "0.0 cannot be raised to a negative power");
    return floatPower(Number(pair[0]), Number(exponent));
  }
  return floatPower(pair[0], pair[1] as number);
}

function floatPower(base: number, exponent: number): Value {
  if (base === 0 && exponent < 0) throw pyError("ZeroDivisionError", "0.0 cannot be raised to a negative power");
  // Where C's pow and JavaScript's differ: 1 ** nan and (-1) ** inf are 1.
  if (base === 1 || (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY)) return 1;
  if (base < 0 && Number.isFinite(base) && Number.isFinite(exponent) && !Number.isInteger(exponent)) {
    return complexPower(new Complex(base, 0), new Complex(exponent, 0));
  }
  const result = base ** exponent;
  if (!Number.isFinite(result) && Number.isFinite(base) && Number.isFinite(exponent)) {
    throw pyError("OverflowError", "(34, 'Numerical result out of range')");
  }
  return result;
}

function integerPower(base: bigint, exponent: bigint): bigint {
  if (base === 0n || base === 1n) return exponent === 0n ? 1n : base;
  if (base === -1n) return exponent % 2n === 0n ? 1n : -1n;
  if (exponent * BigInt(bitLength(base) - 1) > BigInt(LIMITS.bits)) throw tooManyDigits();
  return checked(base ** exponent);
}

/** Correctly rounded while both fit a float; scaled down by bits when larger. */
function divideIntegers(a: bigint, b: bigint): number {
  if (b === 0n) throw pyError("ZeroDivisionError", "division by zero");
  const x = Number(a);
  const y = Number(b);
  if (Number.isSafeInteger(x) && Number.isSafeInteger(y)) return x / y;
  checked(a);
  checked(b);
  // 64 more bits than a float holds, the last one sticky, then one rounding by Number().
  const shift = bitLength(b) - bitLength(a) + 66;
  const scaled = shift > 0 ? a << BigInt(shift) : a;
  const divisor = shift > 0 ? b : b << BigInt(-shift);
  const quotient = scaled / divisor;
  const sticky = quotient * divisor === scaled ? quotient : quotient | 1n;
  const result = Number(sticky) * 2 ** -shift;
  if (!Number.isFinite(result)) throw pyError("OverflowError", "integer division result too large for a float");
  return result;
}

export function floorQuotient(a: bigint, b: bigint): bigint {
  if (BigInt.asIntN(64, a) !== a) checked(a);
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

/** [a // b, a % b] of floats; the remainder has the sign of b. */
export function floorParts(a: number, b: number): [number, number] {
  let rest = a % b;
  let quotient = (a - rest) / b;
  if (rest !== 0) {
    if (b < 0 !== rest < 0) {
      rest += b;
      quotient -= 1;
    }
  } else {
    rest = b < 0 ? -0 : 0;
  }
  if (quotient === 0) return [Object.is(a / b, -0) || a / b < 0 ? -0 : 0, rest];
  const floor = Math.floor(quotient);
  return [quotient - floor > 0.5 ? floor + 1 : floor, rest];
}

function bitwise(op: "&" | "|" | "^", a: Value, b: Value, apply: (x: bigint, y: bigint) => bigint): Value {
  if (typeof a === "boolean" && typeof b === "boolean") return apply(BigInt(a), BigInt(b)) === 1n;
  const pair = integers(a, b);
  return pair ? checked(apply(pair[0], pair[1])) : other(op, a, b);
}

/** Two ints, or two floats when one is a float; undefined when one is no real number. */
function numbers(a: Value, b: Value): [bigint, bigint] | [number, number] | undefined {
  const x = typeof a === "boolean" ? BigInt(a) : a;
  const y = typeof b === "boolean" ? BigInt(b) : b;
  if (typeof x === "number") {
    if (typeof y === "number") return [x, y];
    return typeof y === "bigint" ? [x, integerToFloat(y)] : undefined;
  }
  if (typeof x !== "bigint") return undefined;
  if (typeof y === "bigint") return [x, y];
  return typeof y === "number" ? [integerToFloat(x), y] : undefined;
}

function integers(a: Value, b: Value): [bigint, bigint] | undefined {
  const x = typeof a === "boolean" ? BigInt(a) : a;
  const y = typeof b === "boolean" ? BigInt(b) : b;
  return typeof x === "bigint" && typeof y === "bigint" ? [x, y] : undefined;
}

/** An operation that at least one PyValue must know. */
function other(op: BinaryOperator, a: Value, b: Value): Value {
  // A derived class's reflected method goes before its base's own.
  const derivedFirst = a instanceof PyObject && b instanceof PyObject && a.cls !== b.cls && b.cls.isSubclassOf(a.cls);
  if (derivedFirst) {
    const result = b.binary(op, a, true);
    if (result !== undefined) return result;
  }
  if (a instanceof PyValue) {
    const result = a.binary(op, b, false);
    if (result !== undefined) return result;
  }
  if (b instanceof PyValue && !derivedFirst) {
    const result = b.binary(op, a, true);
    if (result !== undefined) return result;
  }
  if (op === "+" && typeof a === "string") {
    throw pyError("TypeError", `can only concatenate str (not "${typeName(b)}") to str`);
  }
  const left = typeName(a);
  if (op === "+" && (left === "list" || left === "tuple")) {
    throw pyError("TypeError", `can only concatenate ${left} (not "${typeName(b)}") to ${left}`);
  }
  if (op === "*" && (isSequence(a) || isSequence(b))) {
    throw pyError("TypeError", `can't multiply sequence by non-int of type '${typeName(isSequence(a) ? b : a)}'`);
  }
  const sign = op === "**" ? "** or pow()" : op;
  throw pyError("TypeError", `unsupported operand type(s) for ${sign}: '${typeName(a)}' and '${typeName(b)}'`);
}

function isSequence(value: Value): boolean {
  return typeof value === "string" || value instanceof PyList || value instanceof PyTuple;
}

function repeatText(text: string, times: Value): Value {
  const count = Math.max(0, asIndex(times)!);
  spendItems(text.length * count);
  return text.repeat(count);
}

/** Keeps an int from growing without end. */
function checked(n: bigint): bigint {
  if (BigInt.asIntN(64, n) === n) return n;
  const bits = bitLength(n);
  if (bits > LIMITS.bits) throw tooManyDigits();
  // Long multiplication. Their product is past 2³¹, so no shift.
  spendMany((bits * bits) / 65_536);
  return n;
}

export function bitLength(n: bigint): number {
  const magnitude = n < 0n ? -n : n;
  if (magnitude === 0n) return 0;
  const digits = magnitude.toString(16);
  return digits.length * 4 - Math.clz32(Number.parseInt(digits[0]!, 16)) + 28;
}

function tooManyDigits(): BudgetError {
  return new BudgetError(
    `an int of more than ${LIMITS.bits} bits is more than a script may make`,
    "Use a float: write 10.0 for 10.",
  );
}
