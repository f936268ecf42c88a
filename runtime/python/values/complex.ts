/**
 * Python's complex. Immutable. Scattering factors, table values and most
 * scattering length densities in a script are of this kind.
 */
import { PyValue } from "./value.ts";

export class Complex extends PyValue {
  override readonly typeName = "complex";
  readonly re: number;
  readonly im: number;

  constructor(re: number, im: number) {
    super();
    this.re = re;
    this.im = im;
  }
}
