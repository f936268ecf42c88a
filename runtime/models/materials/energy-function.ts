/**
 * A scattering factor as a function of the photon energy: what `fd.Fe` gives.
 * Sums, products and quotients of such functions are functions again, so
 * `fd.Mg + fd.O` serves as the f of a layer in an energy scan.
 */
import { NdArray } from "../../python/numpy/array.ts";
import { Complex } from "../../python/values/complex.ts";
import { type BinaryOperator, PyValue, type UnaryOperator, type Value } from "../../python/values/value.ts";
import { mapArray, numberFrom } from "./number-arguments.ts";

const ARITHMETIC: ReadonlySet<BinaryOperator> = new Set(["+", "-", "*", "/", "**"]);

export class EnergyFunction extends PyValue {
  override readonly typeName = "ReflFunction";
  /** eV → electrons */
  readonly at: (energy: number) => Complex;

  constructor(at: (energy: number) => Complex) {
    super();
    this.at = at;
  }
  override get callable(): boolean {
    return true;
  }
  override call([energy]: Value[]): Value {
    if (!(energy instanceof NdArray)) return this.at(numberFrom(energy, "the energy"));
    return mapArray(energy, "the energy", "complex128", (E, out, k) => {
      const f = this.at(E);
      out[k] = f.re;
      out[k + 1] = f.im;
    });
  }
  override binary(op: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    const that = asFunction(other);
    if (!that || !ARITHMETIC.has(op)) return undefined;
    const [left, right] = reflected ? [that, this.at] : [this.at, that];
    return new EnergyFunction((energy) => left(energy).binary(op, right(energy), false) as Complex);
  }
  override unary(op: UnaryOperator): Value | undefined {
    if (op === "~") return undefined;
    return op === "+" ? this : new EnergyFunction((energy) => this.at(energy).unary("-") as Complex);
  }
}

function asFunction(value: Value): EnergyFunction["at"] | undefined {
  if (value instanceof EnergyFunction) return value.at;
  const constant = Complex.from(value);
  return constant && (() => constant);
}
