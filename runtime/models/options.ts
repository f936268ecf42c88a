/**
 * GenX's named choices: `Probe.xray`, which is as good as "x-ray" or 0. A class
 * whose members are texts with a name; one member may have more than one text
 * ("2θ" and "tth"), and a position in the list, aliases included, will do too.
 *
 * Comparison understands all spellings; converting something else raises
 * ValueError, which is how an instrument's constructor refuses a typing error.
 */

import { repr } from "../python/operators.ts";
import { Builtin } from "../python/values/builtin.ts";
import { PyClass, PyObject } from "../python/values/class.ts";
import { pyError } from "../python/values/error.ts";
import { PyList } from "../python/values/sequence.ts";
import type { Comparison, Value } from "../python/values/value.ts";

export class Options extends PyClass {
  readonly options: readonly OptionMember[];
  private readonly byText: ReadonlyMap<string, OptionMember>;

  /**
   * @param texts    [name, text] of each member, in GenX's order
   * @param aliases  [name of a member, another text for it]
   */
  constructor(
    name: string,
    texts: readonly (readonly [string, string])[],
    aliases: readonly (readonly [string, string])[] = [],
  ) {
    super(name, [], new Map());
    const own = texts.map(([member, text], index) => new OptionMember(this, member, text, index));
    const others = aliases.map(([member, text]) => {
      const meant = own.find((option) => option.name === member)!;
      return new OptionMember(this, `alternate_${member}`, text, meant.index);
    });
    this.options = [...own, ...others];
    this.byText = new Map(this.options.map((option) => [option.text, option]));
    for (const option of this.options) this.members.set(option.name, option);
    // There is one of each: a copied instrument has the same.
    for (const name of ["__copy__", "__deepcopy__"]) this.members.set(name, new Builtin(name, ([self]) => self!));
    this.meta = new PyClass(
      "EnumType",
      [],
      new Map([
        ["__call__", new Builtin("__call__", ([, value]) => this.convert(value ?? null))],
        ["__iter__", new Builtin("__iter__", () => new PyList([...own]))],
      ]),
    );
  }

  /** The member that a value spells. */
  find(value: Value): OptionMember | undefined {
    if (value instanceof OptionMember) return value.cls === this ? value : this.byText.get(value.text);
    if (typeof value === "string") return this.byText.get(value);
    return typeof value === "bigint" && value >= 0n ? this.options[Number(value)] : undefined;
  }

  convert(value: Value): OptionMember {
    const found = this.find(value);
    if (!found) throw pyError("ValueError", `${repr(value)} is not a valid ${this.name}: ${this.choices()}`);
    return found;
  }

  /** `it is one of "q", "2θ"`, for messages. */
  choices(): string {
    return `it is one of ${this.options.map(({ text }) => `"${text}"`).join(", ")}`;
  }
}

export class OptionMember extends PyObject {
  readonly name: string;
  readonly text: string;
  /** Position of the member that is meant: that of the original for an alias. */
  readonly index: number;

  constructor(cls: Options, name: string, text: string, index: number) {
    super(cls);
    this.name = name;
    this.text = text;
    this.index = index;
  }
  override getAttribute(name: string): Value | undefined {
    if (name === "name") return this.name;
    if (name === "value") return this.text;
    return super.getAttribute(name);
  }
  override compare(op: Comparison, other: Value): Value | undefined {
    if (op !== "==" && op !== "!=") return undefined;
    return ((this.cls as Options).find(other)?.index === this.index) === (op === "==");
  }
  override hashKey(): unknown {
    return this.text;
  }
  override contains(item: Value): boolean | undefined {
    return typeof item === "string" ? this.text.includes(item) : undefined;
  }
  override repr(): string {
    return `"${this.text}"`;
  }
  override str(): string {
    return this.text;
  }
}
