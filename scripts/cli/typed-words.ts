/**
 * The words of a command line as people type and paste them, before they are options. What can mean only one thing is
 * taken: a blank behind the comma of a list, before "%", or within 1h 30m; "~" in quotes. The rest is refused, with the line that was
 * likely meant: one hyphen instead of two, the long dash that text programs make of them, a value in two words, and a
 * list that is given in two, of which yargs would drop one.
 */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { GxError } from "../../runtime/errors.ts";
import { shellQuoted } from "../../runtime/shell.ts";
import type { KnownOptions } from "./npm-swallowed.ts";

export interface TypedOptions extends KnownOptions {
  /** Those that may be given more than once. */
  repeatable: readonly string[];
  /** The other names of an option. */
  aliases: Readonly<Record<string, readonly string[]>>;
  /** Those that take several values, with commas. */
  lists: readonly string[];
}

/**
 * @param words  of a command line
 * @returns them, with what belongs to one value in one word, and with the home folder where a shell left its sign
 */
export function typedWords(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const [last = "", before = ""] = joined.slice(-2).toReversed();
    const value =
      /^--[^=]+=(.*)$/s.exec(last)?.[1] ?? (/^--[^=]+$/.test(before) && !last.startsWith("-") ? last : undefined);
    if (value !== undefined && value !== "" && goesOn(value, word)) joined.splice(-1, 1, last + word);
    else joined.push(word);
  }
  // A shell knows it neither in quotes nor behind `--out=`.
  return joined.map((word) => word.replace(/^(--[^=]+=)?~(?=\/)/, (_, option = "") => `${option}${homedir()}`));
}

function goesOn(value: string, word: string): boolean {
  if (word.startsWith("-")) return false;
  const inList = value.endsWith(",") || word.startsWith(",");
  return inList || (word === "%" && /\d$/.test(value)) || (/^[\d.]+[hm]$/.test(value) && /^[\d.]+[ms]$/.test(word));
}

/** @throws GxError GX_USAGE */
export function refuseSlips(
  words: readonly string[],
  { names, flags, repeatable, aliases, lists }: TypedOptions,
): void {
  const given = new Map<string, { typed: string; value: string }>();
  for (const [i, word] of words.entries()) {
    refuseDash(word, names);
    const [, name, inWord] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    const value = inWord ?? words[i + 1];
    if (name === undefined || value === undefined || !names.includes(name) || flags.includes(name)) continue;
    const rest = words.slice(inWord === undefined ? i + 2 : i + 1);
    const isList = lists.includes(name);
    const end = rest.findIndex((each) => !belongs(each) && !(isList && isPlainName(each)));
    refuseParts(name, [value, ...(end < 0 ? rest : rest.slice(0, end))], isList);
    const option = Object.keys(aliases).find((each) => aliases[each]!.includes(name)) ?? name;
    const before = given.get(option);
    // Of one value under one name the last counts, as who adds to a line of options expects; others would be lost.
    const lost = lists.includes(name) || before?.typed !== name;
    if (before && before.value !== value && lost && !repeatable.includes(name)) {
      const twice =
        before.typed === name ? `--${name} is given twice` : `--${before.typed} and --${name} are one option`;
      const both = lists.includes(name) ? `, or both values as --${name} ${before.value},${value}` : "";
      throw new GxError("GX_USAGE", `${twice}: ${before.value} and ${value}`, `Give it once${both}.`);
    }
    given.set(option, { typed: name, value });
  }
}

const DASHES = /[\u002d\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g;

/** "-plan" and "—plan". An option of one letter has one hyphen. */
function refuseDash(word: string, names: readonly string[]): void {
  const [, dashes, typed, value = ""] = /^([^\p{L}\d\s./=]+)([^=]+)(=.*)?$/su.exec(word) ?? [];
  if (dashes === undefined || dashes.replace(DASHES, "") !== "") return;
  const name = typed!.replace(DASHES, "-");
  if (name.length === 1 || !names.includes(name) || word.startsWith(`--${name}`)) return;
  const what = dashes === "-" ? "begins with one hyphen, and options have two" : "has a dash that is no hyphen";
  throw new GxError("GX_USAGE", `${word} ${what}`, `Write ${shellQuoted(`--${name}${value}`)}.`);
}

/** Whether a word may be a part of the value before it, and no file. */
function belongs(word: string): boolean {
  return /^(=.*|[\d.,]+%?|%|[\d.,]*\s*(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?))$/i.test(word);
}

/** "jade_best" and "guess" rather than a file. */
function isPlainName(word: string): boolean {
  return /^\w+(\+lm)?$/.test(word) && !existsSync(word);
}

/** "--km 0.5 0.7", "--time 5 min", "--set film.setD 138". */
function refuseParts(name: string, [value, ...rest]: readonly string[], isList: boolean): void {
  if (rest.length === 0) return;
  const number = /^[\d.,]+$/.test(value!);
  const parts = [value!, ...rest];
  let meant: string;
  if (isList) meant = parts.join(",");
  else if (number) meant = parts.join("").replace(/([a-z])[a-z]*/gi, (_, unit: string) => unit.toLowerCase());
  else meant = value!.endsWith("=") || rest[0]!.startsWith("=") ? parts.join("") : parts.join("=");
  throw new GxError(
    "GX_USAGE",
    `--${name} ${parts.join(" ")}: a value has no blanks in it`,
    `Write --${name} ${shellQuoted(meant)}.`,
  );
}
