/**
 * Python's complex. Immutable. Scattering factors, table values and most
 * scattering length densities in a script are of this kind.
 *
 * Quotient: R. L. Smith, Algorithm 116, CACM 5 (1962) 435, as in CPython.
 */
import { pyError } from "./error.ts";
import { complexRepr } from "./repr.ts";
import { type BinaryOperator, type Comparison, PyValue, type UnaryOperator, type Value } from "./value.ts";

export class Complex extends PyValue {
  override readonly typeName = "complex";
  readonly re: number;
  readonly im: number;

  constructor(re: number, im: number) {
    super();
    this.re = re;
    this.im = im;
  }

  /** A complex, float, int or bool as a Complex; undefined for anything else. */
  static from(value: Value): Complex | undefined {
    if (value instanceof Complex) return value;
    if (typeof value === "number") return new Complex(value, 0);
    if (typeof value === "bigint" || typeof value === "boolean") return new Complex(Number(value), 0);
    return undefined;
  }

  override binary(op: BinaryOperator, value: Value, reflected: boolean): Value | undefined {
    const other = Complex.from(value);
    if (!other) return undefined;
    const [a, b] = reflected ? [other, this] : [this, other];
    switch (op) {
      case "+":
        return new Complex(a.re + b.re, a.im + b.im);
      case "-":
        return new Complex(a.re - b.re, a.im - b.im);
      case "*":
        return multiply(a, b);
      case "/":
        return divide(a, b);
      case "**":
        return power(a, b);
      default:
        return undefined;
    }
  }
  override unary(op: UnaryOperator): Value | undefined {
    if (op === "-") return new Complex(-this.re, -this.im);
    return op === "+" ? this : undefined;
  }
  override compare(op: Comparison, value: Value): Value | undefined {
    const other = op === "==" || op === "!=" ? Complex.from(value) : undefined;
    return other && (this.re === other.re && this.im === other.im) === (op === "==");
  }
  override truth(): boolean {
    return this.re !== 0 || this.im !== 0;
  }
  override hashKey(): unknown {
    return this.im === 0 ? this.re : `\0c${this.re},${this.im}`;
  }
  override repr(): string {
    return complexRepr(this.re, this.im);
  }
  override toComplex(): { re: number; im: number } {
    return this;
  }
}

function multiply(a: Complex, b: Complex): Complex {
  return new Complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
}

function divide(a: Complex, b: Complex): Complex {
  if (Math.abs(b.re) >= Math.abs(b.im)) {
    if (b.re === 0) throw pyError("ZeroDivisionError", "complex division by zero");
    const ratio = b.im / b.re;
    const scale = b.re + b.im * ratio;
    return new Complex((a.re + a.im * ratio) / scale, (a.im - a.re * ratio) / scale);
  }
  if (!(Math.abs(b.im) >= Math.abs(b.re))) return new Complex(Number.NaN, Number.NaN);
  const ratio = b.re / b.im;
  const scale = b.re * ratio + b.im;
  return new Complex((a.re * ratio + a.im) / scale, (a.im * ratio - a.re) / scale);
}

/** Whole powers up to 100 by squaring, as CPython does; others through the polar form. */
export function power(base: Complex, exponent: Complex): Complex {
  if (exponent.im === 0 && Number.isInteger(exponent.re) && Math.abs(exponent.re) <= 100) {
    const whole = wholePower(base, Math.abs(exponent.re));
    return exponent.re >= 0 ? whole : divide(new Complex(1, 0), whole);
  }
  if (base.re === 0 && base.im === 0) {
    if (exponent.im !== 0 || exponent.re < 0) {
      throw pyError("ZeroDivisionError", "0.0 to a negative or complex power");
    }
    return new Complex(0, 0);
  }
  const modulus = Math.hypot(base.re, base.im);
  const angle = Math.atan2(base.im, base.re);
  let length = modulus ** exponent.re;
  let phase = angle * exponent.re;
  if (exponent.im !== 0) {
    length /= Math.exp(angle * exponent.im);
    phase += exponent.im * Math.log(modulus);
  }
  const finite = [base.re, base.im, exponent.re, exponent.im].every(Number.isFinite);
  if (!Number.isFinite(length) && finite) throw pyError("OverflowError", "complex exponentiation");
  return new Complex(length * Math.cos(phase), length * Math.sin(phase));
}

function wholePower(base: Complex, exponent: number): Complex {
  let result = new Complex(1, 0);
  let square = base;
  for (let bit = 1; bit <= exponent; bit *= 2) {
    if (exponent & bit) result = multiply(result, square);
    square = multiply(square, square);
  }
  return result;
}
