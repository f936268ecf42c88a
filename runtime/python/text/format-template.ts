/**
 * str.format(): fields such as `{0.name[key]!r:>10}` in a text, filled from the
 * arguments. A field's path goes through the same attributes as the script's
 * own code, so it reaches nothing that the script could not.
 */
import { spendMany } from "../budget.ts";
import { getAttribute, getItem } from "../operators.ts";
import { PyError, pyError } from "../values/error.ts";
import type { Keywords, Value } from "../values/value.ts";
import { convert, formatValue } from "./format-spec.ts";

/** template.format(*args, **keywords) */
export function formatTemplate(template: string, args: readonly Value[], keywords: Keywords): string {
  let automatic = 0;
  const expand = (text: string): string => {
    let out = "";
    let at = 0;
    spendMany(text.length);
    while (at < text.length) {
      const character = text[at]!;
      if (character !== "{" && character !== "}") {
        out += character;
        at++;
      } else if (text[at + 1] === character) {
        out += character;
        at += 2;
      } else if (character === "}") {
        throw pyError("ValueError", "Single '}' encountered in format string");
      } else {
        const end = closing(text, at);
        out += field(text.slice(at + 1, end));
        at = end + 1;
      }
    }
    return out;
  };
  const field = (text: string): string => {
    const [, path, conversion, spec] = /^([^!:]*)(?:!(.))?(?::(.*))?$/s.exec(text) ?? [];
    if (path === undefined) throw pyError("ValueError", "expected ':' after conversion specifier");
    const value = convert(lookup(path), conversion ?? "");
    const shown = formatValue(value, expand(spec ?? ""));
    spendMany(shown.length / 8);
    return shown;
  };
  const lookup = (path: string): Value => {
    const [, first, rest] = /^([^.[]*)(.*)$/s.exec(path)!;
    const key = first === "" ? String(automatic++) : first!;
    let value = /^\d+$/.test(key) ? args[Number(key)] : keywords.get(key);
    if (value === undefined) {
      if (!/^\d+$/.test(key)) throw new PyError("KeyError", [key]);
      throw pyError("IndexError", `Replacement index ${key} out of range for positional args tuple`);
    }
    for (const [, attribute, index] of rest!.matchAll(/\.([^.[]+)|\[([^\]]*)\]/g)) {
      if (attribute !== undefined) value = getAttribute(value, attribute);
      else value = getItem(value, /^\d+$/.test(index!) ? BigInt(index!) : index!);
    }
    return value;
  };
  return expand(template);
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === "{") depth++;
    else if (text[i] === "}" && --depth === 0) return i;
  }
  const reason =
    open === text.length - 1 ? "Single '{' encountered in format string" : "expected '}' before end of string";
  throw pyError("ValueError", reason);
}
