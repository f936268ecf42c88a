/**
 * A table's value that remembers its element: `2*fp.Al + 3*fp.O` knows that it is
 * two of Al and three of O, from which a profile of the mass density follows.
 *
 * It is a complex number like any other. Products and quotients with a float or an
 * int and sums of such values remember, in sum() too; whatever else is done with
 * one makes a plain complex, as in GenX.
 */
import { Complex } from "../../python/values/complex.ts";
import { PyTuple } from "../../python/values/sequence.ts";
import type { BinaryOperator, Value } from "../../python/values/value.ts";
import { meetDifference } from "../base/genx-warnings.ts";

/** How many of which: [2, "al"]. */
export type Composition = readonly (readonly [number, string])[];

export class ElementComplex extends Complex {
  readonly composition: Composition;

  constructor(re: number, im: number, composition: Composition) {
    super(re, im);
    this.composition = composition;
  }

  override binary(op: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    const result = super.binary(op, other, reflected);
    if (!(result instanceof Complex)) return result;
    if (op === "/" && !reflected && !(other instanceof Complex) && Number(other) !== 1) meetDifference(DIVIDED);
    const composition = this.combined(op, other, reflected);
    return composition ? new ElementComplex(result.re, result.im, composition) : result;
  }

  override getAttribute(name: string): Value | undefined {
    if (name !== "composition") return super.getAttribute(name);
    return new PyTuple(this.composition.map((part) => new PyTuple([...part])));
  }

  private combined(op: BinaryOperator, other: Value, reflected: boolean): Composition | undefined {
    if (op === "+" && other instanceof ElementComplex) {
      // Only for drawing: what a script adds up without end is not remembered.
      if (this.composition.length + other.composition.length > LONGEST) return undefined;
      return reflected ? [...other.composition, ...this.composition] : [...this.composition, ...other.composition];
    }
    const number = typeof other === "number" || typeof other === "bigint" ? Number(other) : undefined;
    if (number === undefined) return undefined;
    if (op === "+" && number === 0) return this.composition;
    const factor = op === "*" ? number : op === "/" && !reflected ? 1 / number : undefined;
    return factor === undefined ? undefined : this.composition.map(([count, element]) => [count * factor, element]);
  }
}

const LONGEST = 100;

const DIVIDED =
  "The script divides a value of a table by a number, such as `fp.Si/2`. GenX 3.8 multiplies there; here it is divided, so the figure of merit is another than in GenX.";

/** What a layer's f or b is made of; undefined when it does not remember. */
export function compositionOf(value: Value): Composition | undefined {
  return value instanceof ElementComplex ? value.composition : undefined;
}
