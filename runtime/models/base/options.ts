/**
 * GenX's named choices: `Probe.xray`, which is as good as "x-ray" or 0. A class
 * whose members are texts with a name; one member may have more than one text
 * ("2θ" and "tth"), and a position in the list, aliases included, will do too.
 *
 * Comparison understands all spellings; converting something else raises
 * ValueError, which is how an instrument's constructor refuses a typing error.
 */

import { repr } from "../../python/operators.ts";
import { Builtin } from "../../python/values/builtin.ts";
import { PyClass, PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import { PyList } from "../../python/values/sequence.ts";
import type { Comparison, Value } from "../../python/values/value.ts";

export class Options extends PyClass {
  private readonly choice: Choice;

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
    this.choice = new Choice(this, [
      ...texts,
      ...aliases.map(([member, text]) => [`${ALIAS}_${member}`, text] as const),
    ]);
  }

  /** The member that a value spells. */
  find(value: Value): OptionMember | undefined {
    return this.choice.find(value);
  }

  convert(value: Value): OptionMember {
    return this.choice.convert(value);
  }

  /** The name of the member that a value spells, that of the original for an alias. */
  nameOf(value: Value): string | undefined {
    return this.choice.nameOf(value);
  }

  /** `it is one of "q", "2θ"`, for messages. */
  choices(): string {
    return this.choice.choices();
  }
}

/** GenX's base class for such choices: `class Side(AltStrEnum): top = "film side"; alternate_top = "top"`. */
export function altStrEnum(): PyClass {
  const base = new PyClass("AltStrEnum", [], new Map());
  base.onDerived = (derived) => {
    const texts = [...derived.members].filter(
      (member): member is [string, string] => typeof member[1] === "string" && !member[0].startsWith("_"),
    );
    new Choice(derived, texts);
  };
  return base;
}

/** A member whose name begins so is another text for the one whose name follows: `alternate_tth`, `alternate2_tth`. */
const ALIAS = "alternate";

/** What a class of choices has: its members, and how values are read as one of them. */
class Choice {
  readonly options: readonly OptionMember[];
  private readonly cls: PyClass;
  private readonly names: readonly string[];
  private readonly byText: ReadonlyMap<string, OptionMember>;

  /** Makes the members of `cls`. */
  constructor(cls: PyClass, texts: readonly (readonly [string, string])[]) {
    this.cls = cls;
    const own = texts.filter(([name]) => !name.startsWith(ALIAS)).map(([name]) => name);
    this.names = own;
    // A position in the list counts aliases too.
    this.options = texts.map(([name, text]) => {
      const meant = name.startsWith(ALIAS) ? name.slice(name.indexOf("_") + 1) : name;
      return new OptionMember(cls, this, name, text, own.indexOf(meant));
    });
    this.byText = new Map(this.options.map((option) => [option.text, option]));
    for (const option of this.options) cls.members.set(option.name, option);
    // There is one of each: a copied instrument has the same.
    for (const name of ["__copy__", "__deepcopy__"]) cls.members.set(name, new Builtin(name, ([self]) => self!));
    cls.meta = new PyClass(
      "EnumType",
      [],
      new Map([
        ["__call__", new Builtin("__call__", ([, value]) => this.convert(value ?? null))],
        ["__iter__", new Builtin("__iter__", () => new PyList([...this.options]))],
      ]),
    );
  }

  find(value: Value): OptionMember | undefined {
    if (value instanceof OptionMember) return value.cls === this.cls ? value : this.byText.get(value.text);
    if (typeof value === "string") return this.byText.get(value);
    return typeof value === "bigint" && value >= 0n ? this.options[Number(value)] : undefined;
  }

  nameOf(value: Value): string | undefined {
    const found = this.find(value);
    return found && this.names[found.index];
  }

  convert(value: Value): OptionMember {
    const found = this.find(value);
    if (!found) throw pyError("ValueError", `${repr(value)} is not a valid ${this.cls.name}: ${this.choices()}`);
    return found;
  }

  choices(): string {
    return `it is one of ${this.options.map(({ text }) => `"${text}"`).join(", ")}`;
  }
}

export class OptionMember extends PyObject {
  readonly name: string;
  readonly text: string;
  /** Position of the member that is meant: that of the original for an alias. */
  readonly index: number;
  private readonly choice: Choice;

  constructor(cls: PyClass, choice: Choice, name: string, text: string, index: number) {
    super(cls);
    this.choice = choice;
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
    return (this.choice.find(other)?.index === this.index) === (op === "==");
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
