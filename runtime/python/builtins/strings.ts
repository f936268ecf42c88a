/** str and its methods. */
import { spend, spendItems, spendMany, spendSearch } from "../budget.ts";
import { asIndex, itemsOf, str, typeName } from "../operators.ts";
import { parameters } from "../parameters.ts";
import { formatTemplate } from "../text/format-template.ts";
import { PyDict } from "../values/dict.ts";
import { pyError } from "../values/error.ts";
import { sliceBounds, truth } from "../values/object-protocol.ts";
import { character, textLength } from "../values/repr.ts";
import { PyList, PyTuple } from "../values/sequence.ts";
import type { Keywords, Value } from "../values/value.ts";
import { type Body, defineType } from "./define-builtins.ts";

/** A method of no arguments. */
function plain(body: (text: string) => Value): Body {
  return ([self]) => body(self as string);
}

function text(value: Value | undefined, what: string): string {
  if (typeof value === "string") return value;
  throw pyError("TypeError", `${what} must be str, not ${typeName(value ?? null)}`);
}

function strip(sides: "both" | "left" | "right"): Body {
  return ([self, set = null]) => {
    const value = self as string;
    if (set === null) return sides === "both" ? value.trim() : sides === "left" ? value.trimStart() : value.trimEnd();
    spendMany((value.length + text(set, "strip arg").length) * 2);
    const gone = new Set(text(set, "strip arg"));
    const characters = Array.from(value);
    let start = 0;
    let end = characters.length;
    if (sides !== "right") while (start < end && gone.has(characters[start]!)) start++;
    if (sides !== "left") while (end > start && gone.has(characters[end - 1]!)) end--;
    return characters.slice(start, end).join("");
  };
}

function split(args: Value[], keywords: Keywords): Value {
  const [self, separator = null, most = -1n] = parameters("split", ["self", "sep", "maxsplit"], 1, args, keywords);
  const value = self as string;
  const limit = asIndex(most) ?? -1;
  if (separator === null) {
    const trimmed = value.trimStart();
    spendMany(value.length);
    if (limit < 0)
      return new PyList(
        trimmed
          .trimEnd()
          .split(/\s+/u)
          .filter((part) => part !== ""),
      );
    const parts: string[] = [];
    let rest = trimmed;
    while (rest !== "" && parts.length < limit) {
      spend(rest.length >> 6);
      const word = /^\S+/u.exec(rest)![0];
      parts.push(word);
      rest = rest.slice(word.length).trimStart();
    }
    if (rest !== "") parts.push(rest.trimEnd() === "" ? "" : rest);
    return new PyList(parts);
  }
  const by = text(separator, "sep");
  if (by === "") throw pyError("ValueError", "empty separator");
  spendMany(value.length / 2);
  const parts = value.split(by);
  if (limit < 0 || parts.length <= limit + 1) return new PyList(parts);
  return new PyList([...parts.slice(0, limit), parts.slice(limit).join(by)]);
}

function rsplit(args: Value[], keywords: Keywords): Value {
  const [self, separator = null, most = -1n] = parameters("rsplit", ["self", "sep", "maxsplit"], 1, args, keywords);
  const limit = asIndex(most) ?? -1;
  if (limit < 0) return split([self as string, separator], new Map());
  const parts = (split([self as string, separator], new Map()) as PyList).items as string[];
  if (parts.length <= limit) return new PyList(parts);
  if (separator !== null) {
    if (parts.length === limit + 1) return new PyList(parts);
    const cut = parts.length - limit;
    return new PyList([parts.slice(0, cut).join(separator as string), ...parts.slice(cut)]);
  }
  const words: string[] = [];
  let rest = (self as string).trimEnd();
  while (words.length < limit && rest !== "") {
    let at = rest.length;
    while (at > 0 && !/\s/.test(rest[at - 1]!)) at--;
    words.push(rest.slice(at));
    rest = rest.slice(0, at).trimEnd();
  }
  if (rest !== "") words.push(rest);
  return new PyList(words.reverse());
}

/** find, index, rfind, rindex: positions count from the start of the whole text. */
function find(name: string, last: boolean, raises: boolean): Body {
  return ([self, sub, start = null, end = null]) => {
    const value = self as string;
    const wanted = text(sub, `${name}() argument 1`);
    const bounds = sliceBounds({ start, stop: end, step: null }, value.length);
    const part = value.slice(bounds.start, Math.max(bounds.start, bounds.stop));
    const at = last ? part.lastIndexOf(wanted) : part.indexOf(wanted);
    if (at >= 0) return BigInt(at + bounds.start);
    if (raises) throw pyError("ValueError", "substring not found");
    return -1n;
  };
}

function affix(name: "startswith" | "endswith"): Body {
  return ([self, affixes, start = null, end = null]) => {
    const value = self as string;
    const bounds = sliceBounds({ start, stop: end, step: null }, value.length);
    const part = value.slice(bounds.start, Math.max(bounds.start, bounds.stop));
    const options = affixes instanceof PyTuple ? affixes.items : [affixes!];
    return options.some((option) => {
      const wanted = text(option, `${name} first arg`);
      spend(1 + (wanted.length >> 6));
      return name === "startswith" ? part.startsWith(wanted) : part.endsWith(wanted);
    });
  };
}

function justify(side: "left" | "right" | "both"): Body {
  return ([self, width, fill = " "]) => {
    const value = self as string;
    const filler = text(fill, "The fill character");
    if (textLength(filler) !== 1) throw pyError("TypeError", "The fill character must be exactly one character long");
    const space = Math.max(0, (asIndex(width!) ?? 0) - textLength(value));
    spendItems(space);
    if (side === "left") return value + filler.repeat(space);
    if (side === "right") return filler.repeat(space) + value;
    // CPython puts the odd one left when the width is odd.
    const left = Math.floor(space / 2) + (space & (asIndex(width!) ?? 0) & 1);
    return filler.repeat(left) + value + filler.repeat(space - left);
  };
}

function replace([self, old, next, most = -1n]: Value[]): Value {
  const value = self as string;
  const from = text(old, "replace() argument 1");
  const to = text(next, "replace() argument 2");
  spendMany(value.length / 2);
  const parts = from === "" ? ["", ...Array.from(value), ""] : value.split(from);
  const limit = asIndex(most) ?? -1;
  const count = limit < 0 ? parts.length - 1 : Math.min(limit, parts.length - 1);
  spendItems(value.length + count * to.length);
  return (
    parts.slice(0, count + 1).join(to) +
    parts
      .slice(count + 1)
      .map((part) => from + part)
      .join("")
  );
}

function partition(last: boolean): Body {
  return ([self, separator]) => {
    const value = self as string;
    const by = text(separator, "separator");
    if (by === "") throw pyError("ValueError", "empty separator");
    const at = last ? value.lastIndexOf(by) : value.indexOf(by);
    if (at < 0) return new PyTuple(last ? ["", "", value] : [value, "", ""]);
    return new PyTuple([value.slice(0, at), by, value.slice(at + by.length)]);
  };
}

function capitalize(value: string): string {
  const [first = "", ...rest] = Array.from(value);
  return first.toUpperCase() + rest.join("").toLowerCase();
}

function matches(pattern: RegExp): Body {
  return plain((value) => pattern.test(value));
}

function cased(value: string, own: (text: string) => string, other: (text: string) => string): boolean {
  return own(value) === value && other(value) !== value;
}

const upper = (value: string) => value.toUpperCase();
const lower = (value: string) => value.toLowerCase();

/** Steps a character of those that look at each, beyond what all methods cost. */
const PER_CHARACTER: Readonly<Record<string, number>> = {
  title: 8,
  istitle: 8,
  swapcase: 8,
  translate: 8,
  expandtabs: 8,
  capitalize: 4,
  splitlines: 4,
  isalpha: 1,
  isalnum: 1,
  isdigit: 1,
  isdecimal: 1,
  isnumeric: 1,
  isspace: 1,
  isidentifier: 1,
};

/** Those that take their text to pieces, and the bytes of a piece; of others a character of their result. */
const TO_PIECES = new Set(
  "title swapcase capitalize translate expandtabs splitlines split rsplit strip lstrip rstrip replace count".split(" "),
);
const PIECE_BYTES = 40;
const CHARACTER_BYTES = 2;

/** Each method walks over its text, so each is charged by the length; those that search, by the pattern's too. */
function charged(methods: Record<string, Body>): Record<string, Body> {
  const entries = Object.entries(methods).map(([name, body]): [string, Body] => {
    const perCharacter = Object.hasOwn(PER_CHARACTER, name) ? PER_CHARACTER[name]! : 0;
    return [
      name,
      (args, keywords) => {
        const [self, other] = args;
        if (typeof self === "string") {
          spendSearch(self.length, typeof other === "string" ? other.length : 1);
          spendMany(self.length * perCharacter);
          spendItems(self.length, TO_PIECES.has(name) ? PIECE_BYTES : CHARACTER_BYTES);
        }
        return body(args, keywords);
      },
    ];
  });
  return Object.fromEntries(entries);
}

export const STR = defineType(
  "str",
  (args, keywords) => {
    const [value] = parameters("str", ["object", "encoding", "errors"], 0, args, keywords);
    return value === undefined ? "" : str(value);
  },
  charged({
    lower: plain(lower),
    upper: plain(upper),
    casefold: plain(lower),
    capitalize: plain(capitalize),
    title: plain((value) => value.replace(/\p{L}+/gu, capitalize)),
    swapcase: plain((value) =>
      Array.from(value, (each) => (each === each.toUpperCase() ? each.toLowerCase() : each.toUpperCase())).join(""),
    ),
    strip: strip("both"),
    lstrip: strip("left"),
    rstrip: strip("right"),
    split,
    rsplit,
    splitlines: ([self, keep = false]) => {
      const lines = (self as string).match(/[^\n\r]*(?:\r\n|\n|\r)|[^\n\r]+$/g) ?? [];
      return new PyList(truth(keep) ? lines : lines.map((line) => line.replace(/[\r\n]+$/, "")));
    },
    join: ([self, values]) => {
      const parts = itemsOf(values!);
      let size = 0;
      for (const [i, part] of parts.entries()) {
        if (typeof part !== "string") {
          throw pyError("TypeError", `sequence item ${i}: expected str instance, ${typeName(part)} found`);
        }
        size += part.length + (self as string).length;
      }
      spendItems(size);
      return parts.join(self as string);
    },
    replace,
    find: find("find", false, false),
    index: find("index", false, true),
    rfind: find("rfind", true, false),
    rindex: find("rindex", true, true),
    count: ([self, sub, start = null, end = null]) => {
      const value = self as string;
      const bounds = sliceBounds({ start, stop: end, step: null }, value.length);
      const part = value.slice(bounds.start, Math.max(bounds.start, bounds.stop));
      const wanted = text(sub, "count() argument 1");
      spendMany(part.length / 2);
      return BigInt(wanted === "" ? textLength(part) + 1 : part.split(wanted).length - 1);
    },
    startswith: affix("startswith"),
    endswith: affix("endswith"),
    removeprefix: ([self, prefix]) => {
      const value = self as string;
      return value.startsWith(text(prefix, "prefix")) ? value.slice((prefix as string).length) : value;
    },
    removesuffix: ([self, suffix]) => {
      const value = self as string;
      const end = text(suffix, "suffix");
      return end !== "" && value.endsWith(end) ? value.slice(0, -end.length) : value;
    },
    partition: partition(false),
    rpartition: partition(true),
    ljust: justify("left"),
    rjust: justify("right"),
    center: justify("both"),
    zfill: ([self, width]) => {
      const value = self as string;
      const space = Math.max(0, (asIndex(width!) ?? 0) - value.length);
      spendItems(space);
      const sign = /^[+-]/.test(value) ? value[0]! : "";
      return sign + "0".repeat(space) + value.slice(sign.length);
    },
    expandtabs: ([self, size = 8n]) => {
      const width = asIndex(size) ?? 8;
      let column = 0;
      return Array.from(self as string, (each) => {
        if (each === "\n") column = -1;
        const blanks = each === "\t" && width > 0 ? width - (column % width) : 0;
        if (blanks > 0) spendItems(blanks);
        const out = each === "\t" ? " ".repeat(blanks) : each;
        column += out.length;
        return out;
      }).join("");
    },
    format: ([self, ...args], keywords) => formatTemplate(self as string, args, keywords),
    format_map: ([self, map]) => {
      const pairs = map instanceof PyDict ? [...map.entries.values()] : [];
      return formatTemplate(self as string, [], new Map(pairs.map(({ key, value }) => [str(key), value])));
    },
    isdigit: matches(/^\p{Nd}+$/u),
    isdecimal: matches(/^\p{Nd}+$/u),
    isnumeric: matches(/^\p{N}+$/u),
    isalpha: matches(/^\p{L}+$/u),
    isalnum: matches(/^[\p{L}\p{N}]+$/u),
    isspace: matches(/^\s+$/u),
    isidentifier: matches(/^[\p{L}_][\p{L}\p{N}_]*$/u),
    isupper: plain((value) => cased(value, upper, lower)),
    islower: plain((value) => cased(value, lower, upper)),
    istitle: plain((value) => /\p{L}/u.test(value) && value === value.replace(/\p{L}+/gu, capitalize)),
    translate: ([self, table]) =>
      Array.from(self as string, (each) => {
        const found = table instanceof PyDict ? table.get(BigInt(each.codePointAt(0)!)) : undefined;
        if (found === undefined) return each;
        if (typeof found === "bigint") return character(found);
        const out = found === null ? "" : str(found);
        spendMany(out.length / 8);
        return out;
      }).join(""),
  }),
);
