/**
 * The tables as a script sees them: `fp.Fe`, `bc.i57Fe`, upper or lower case.
 * An attribute's value is a plain complex number, so that it can be divided,
 * copied and combined like any other.
 */
import { Builtin } from "../../python/values/builtin.ts";
import { pyError } from "../../python/values/error.ts";
import { PyValue, type Value } from "../../python/values/value.ts";
import { numberFrom } from "./number-arguments.ts";

/** Values that do not depend on a wavelength. */
export class ElementTable extends PyValue {
  override readonly typeName: string = "ScatteringLength";
  readonly label: string;
  readonly #lookup: (element: string) => Value;
  readonly #known = new Map<string, Value>();

  /**
   * @param label   what the script calls it
   * @param lookup  lower-case name → value; raises LookupError
   */
  constructor(label: string, lookup: (element: string) => Value) {
    super();
    this.label = label;
    this.#lookup = lookup;
  }
  override getAttribute(name: string): Value | undefined {
    if (name.startsWith("__")) return undefined;
    let value = this.#known.get(name);
    if (value === undefined) {
      value = this.#lookup(name.toLowerCase());
      this.#known.set(name, value);
    }
    return value;
  }
  override repr(): string {
    return `<table ${this.label}>`;
  }
  protected forget(): void {
    this.#known.clear();
  }
}

/** Values at one wavelength, which `set_wavelength` changes. A value taken before keeps the old one. */
export class WavelengthTable extends ElementTable {
  override readonly typeName = "FormFactor";
  #wavelength: number;
  readonly #setWavelength: Builtin;

  /** @param wavelength  Å */
  constructor(label: string, wavelength: number, lookup: (element: string, wavelength: number) => Value) {
    super(label, (element) => lookup(element, this.#wavelength));
    this.#wavelength = wavelength;
    this.#setWavelength = new Builtin("set_wavelength", (args, keywords) => {
      this.#wavelength = numberFrom(args[0] ?? keywords.get("wavelength"), "the wavelength");
      this.forget();
      return null;
    });
  }
  override getAttribute(name: string): Value | undefined {
    return name === "set_wavelength" ? this.#setWavelength : super.getAttribute(name);
  }
}

/** A name that GenX exports and that cannot serve here; every use says what to write instead. */
export class RefusedTable extends PyValue {
  override readonly typeName = "table";
  readonly #advice: string;

  constructor(advice: string) {
    super();
    this.#advice = advice;
  }
  override getAttribute(name: string): Value | undefined {
    if (name.startsWith("__")) return undefined;
    throw pyError("NotImplementedError", this.#advice);
  }
}
