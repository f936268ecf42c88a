/** `"%5.2f %s" % values`: the printf style, which most GenX scripts use. */

import { spendItems, spendMany } from "../budget.ts";
import { toFloat, toInt } from "../conversions.ts";
import type { PyDict } from "../values/dict.ts";
import { PyError, pyError } from "../values/error.ts";
import { integerText, repr, str, typeName } from "../values/object-protocol.ts";
import { character } from "../values/repr.ts";
import { PyValue, type Value } from "../values/value.ts";
import { formatFloat, type Spec } from "./format-spec.ts";

/** A name in it has at most 100 characters: looking for its end must not take long when there is none. */
const FIELD = /%(?:\(([^)]{0,100})\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]?(.)?/gs;

/**
 * @param values  what the tuple on the right holds, or the one value there
 * @param named   the dict on the right, for `%(name)s`
 * @param write   what `%s` writes of a value
 */
export function percentFormat(
  template: string,
  values: readonly Value[],
  named: PyDict | undefined,
  write: (value: Value) => string = str,
): string {
  let next = 0;
  let usesNames = false;
  const take = (): Value => {
    const value = values[next++];
    if (value === undefined) throw pyError("TypeError", "not enough arguments for format string");
    return value;
  };
  const star = (text: string | undefined): number | undefined =>
    text === undefined ? undefined : text === "*" ? Number(toInt(take())) : Number(text);

  spendMany(template.length);
  const text = template.replace(FIELD, (field, name, flags: string, widthText, precisionText, type, at: number) => {
    if (type === undefined) throw pyError("ValueError", "incomplete format");
    const width = star(widthText) ?? 0;
    const precision = star(precisionText);
    spendItems(Math.abs(width) + (precision ?? 0));
    if (type === "%") return "%";
    let value: Value;
    if (name !== undefined) {
      if (!named) throw pyError("TypeError", "format requires a mapping");
      usesNames = true;
      value = named.getItem(name);
    } else {
      value = take();
    }
    const left = flags.includes("-") || width < 0;
    return one(
      value,
      type,
      {
        fill: flags.includes("0") && !left ? "0" : " ",
        align: left ? "<" : flags.includes("0") ? "=" : ">",
        sign: flags.includes("+") ? "+" : flags.includes(" ") ? " " : "",
        alternate: flags.includes("#"),
        width: Math.abs(width),
        group: "",
        precision,
        type,
      },
      at + field.length - 1,
      write,
    );
  });
  if (next < values.length && !usesNames && !named) {
    throw pyError("TypeError", "not all arguments converted during string formatting");
  }
  return text;
}

/** @param at  position of the type in the template, for messages */
function one(value: Value, type: string, spec: Spec, at: number, write: (value: Value) => string): string {
  switch (type) {
    case "s":
    case "r":
    case "a": {
      const text = type === "s" ? write(value) : repr(value);
      spendMany(text.length / 8);
      return aligned("", text.slice(0, spec.precision ?? text.length), { ...spec, fill: " " });
    }
    case "c":
      return aligned("", typeof value === "string" ? value : character(toInt(value)), spec);
    case "d":
    case "i":
    case "u":
      return integer(value, 10, spec);
    case "x":
    case "X":
      return integer(value, 16, spec);
    case "o":
      return integer(value, 8, spec);
    case "e":
    case "E":
    case "f":
    case "F":
    case "g":
    case "G":
      return formatFloat(real(value), spec);
    default:
      throw pyError(
        "ValueError",
        `unsupported format character '${type}' (0x${type.charCodeAt(0).toString(16)}) at index ${at}`,
      );
  }
}

function real(value: Value): number {
  try {
    if (typeof value !== "string") return toFloat(value);
  } catch (error) {
    if (!(error instanceof PyError && error.kind === "TypeError")) throw error;
  }
  throw pyError("TypeError", `must be real number, not ${typeName(value)}`);
}

function integer(value: Value, radix: number, spec: Spec): string {
  const fits =
    radix === 10
      ? typeof value === "number" || (value instanceof PyValue && value.toFloat() !== undefined)
      : value instanceof PyValue && value.toIndex() !== undefined;
  if (typeof value !== "bigint" && typeof value !== "boolean" && !fits) {
    const wanted = radix === 10 ? "a real number is required" : "an integer is required";
    throw pyError("TypeError", `%${spec.type} format: ${wanted}, not ${typeName(value)}`);
  }
  const n = toInt(value);
  const magnitude = integerText(n < 0n ? -n : n, radix).padStart(spec.precision ?? 0, "0");
  const sign = n < 0n ? "-" : spec.sign;
  const prefix = spec.alternate && radix !== 10 ? `0${spec.type}` : "";
  return aligned(sign + prefix, spec.type === "X" ? magnitude.toUpperCase() : magnitude, spec);
}

function aligned(sign: string, body: string, spec: Spec): string {
  const space = Math.max(0, spec.width - Array.from(sign + body).length);
  if (spec.align === "<") return sign + body + " ".repeat(space);
  return spec.fill === "0" ? sign + "0".repeat(space) + body : " ".repeat(space) + sign + body;
}
