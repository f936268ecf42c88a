/**
 * Python 2's syntax in Python 3's, statement by statement: what the two spell
 * otherwise and nothing else. A `print` becomes a call of a function of ours, `exec`
 * and `raise` likewise, so that their meaning is in one place (builtins.ts). What
 * reads alike and means another thing, such as `/`, is the tree's (tree.ts).
 *
 * Lines stay lines, and every change of columns is noted, so that messages show the
 * user's own text with the caret where it belongs.
 */
import { columnsOf, type Place, Source } from "../syntax/source.ts";
import { type Token, tokens } from "../syntax/tokens.ts";

export interface Translation {
  /** What the parser reads. */
  source: Source;
  /** Where something in that text stands in the user's: the same line, another column. */
  original: (place: Place) => Place;
  /** What `from __future__ import` asks for. */
  futures: ReadonlySet<string>;
  /** Targets that stood where Python 3 wants a name: parameters and exceptions in brackets, by the name put there. */
  targets: ReadonlyMap<string, string>;
}

interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Words that Python 2 lets a script use as names. */
const NAMES_THEN = new Set(["async", "await", "nonlocal"]);
/** Words that only begin a statement, or a clause of one. */
const STATEMENTS = new Set(["print", "exec", "raise", "except"]);

/** @param futures  what the text around it asks for, where this one is inside another */
export function translate(source: Source, around: ReadonlySet<string> = new Set()): Translation {
  const all = tokens(source.text);
  const futures = new Set([...around, ...futuresOf(all)]);
  const edits: Edit[] = [];
  const targets = new Map<string, string>();
  const replace = (token: Token, text: string) => edits.push({ start: token.start, end: token.end, text });
  const insert = (at: number, text: string) => edits.push({ start: at, end: at, text });
  /** Puts a name where a target in brackets stood, without losing a line. */
  const putAside = (first: Token, last: Token): void => {
    const text = source.text.slice(first.start, last.end);
    const name = `__target_${targets.size}__`;
    targets.set(name, text.replace(/\s+/g, " "));
    edits.push({ start: first.start, end: last.end, text: name + text.replace(/[^\n]/g, "") });
  };
  let inBackticks = false;
  /** First word behind the statement that was taken last: none begins inside of it. */
  let behind = 0;

  for (let i = 0; i < all.length; i++) {
    const token = all[i]!;
    const previous = all[i - 1];
    switch (token.kind) {
      case "number":
        replaceIfChanged(token, number(token, source));
        break;
      case "text":
        replaceIfChanged(token, text(token.text, futures.has("unicode_literals")));
        break;
      case "operator":
        if (token.text === "<>") replace(token, "!=");
        else if (token.text === "`") {
          replace(token, inBackticks ? ")" : "__repr__(");
          inBackticks = !inBackticks;
        }
        break;
      case "name":
        if (previous?.text !== ".") keyword(token, i);
        else if (NAMES_THEN.has(token.text)) replace(token, `${token.text}_`);
    }
  }
  return { ...applied(source, edits), futures, targets };

  function replaceIfChanged(token: Token, changed: string): void {
    if (changed !== token.text) replace(token, changed);
  }

  function keyword(token: Token, i: number): void {
    switch (token.text) {
      case "def":
        parameters(i + 3, all[i + 1]?.depth ?? 0, ")");
        return;
      case "lambda":
        parameters(i + 1, token.depth, ":");
        return;
      case "True":
      case "False":
        // Scripts of before Python 2.3 made these themselves.
        if (isAssigned(i)) replace(token, `__${token.text}__`);
        return;
    }
    if (NAMES_THEN.has(token.text)) replace(token, `${token.text}_`);
    if (i < behind || !STATEMENTS.has(token.text)) return;
    if (token.text === "except") {
      except(statementFrom(all, i + 1, token.depth, ":"), token.depth);
      return;
    }
    const rest = statementFrom(all, i + 1, token.depth);
    behind = i + 1 + rest.length;
    switch (token.text) {
      case "print":
        if (!futures.has("print_function") && !isCallOf3(rest)) print(token, rest);
        return;
      case "exec": {
        const within = rest.find(({ text, depth }) => text === "in" && depth === token.depth);
        if (within) replace(within, ",");
        if (rest.length > 0) call(token, "__exec__", rest);
        return;
      }
      case "raise":
        if (rest.some(({ text, depth }) => text === "," && depth === token.depth)) {
          insert(token.end, " __raise__(");
          insert(rest.at(-1)!.end, ")");
        }
        return;
    }
  }

  /** `True = 1`, and `True, False = 1, 0`. */
  function isAssigned(i: number): boolean {
    const word = (k: number) => all[i + k]?.text ?? "";
    const isBoolean = (k: number) => /^(True|False)$/.test(word(k));
    if (word(1) === "=") return true;
    return word(1) === "," && isBoolean(2) && word(3) === "=";
  }

  function call(token: Token, name: string, args: readonly Token[]): void {
    replace(token, `${name}(`);
    insert(args.at(-1)?.end ?? token.end, ")");
  }

  function print(token: Token, rest: readonly Token[]): void {
    const more = rest.at(-1)?.text === "," ? "_more" : "";
    const [first, ...args] = rest;
    if (first?.text !== ">>") {
      call(token, `__print${more}__`, rest);
      return;
    }
    edits.push({ start: token.start, end: first.end, text: `__print_on${more}__(` });
    insert(args.at(-1)?.end ?? first.end, ")");
  }

  function except(clause: readonly Token[], around: number): void {
    const comma = clause.findIndex(({ text, depth }) => text === "," && depth === around);
    if (comma < 0 || comma === clause.length - 1) return;
    replace(clause[comma]!, " as ");
    if (clause.length - comma > 2) putAside(clause[comma + 1]!, clause.at(-1)!);
  }

  /** Tuples in the place of a parameter: `def f((a, b), c)`. */
  function parameters(from: number, depth: number, end: string): void {
    for (let i = from; i < all.length; i++) {
      const token = all[i]!;
      if (token.kind === "newline" || (token.text === end && token.depth <= depth)) return;
      const inside = end === ")" ? depth + 1 : depth;
      const begins = i === from || (all[i - 1]!.text === "," && all[i - 1]!.depth === inside);
      if (!begins || token.text !== "(" || token.depth !== inside) continue;
      let last = i + 1;
      while (last < all.length && !(all[last]!.text === ")" && all[last]!.depth === inside)) last++;
      if (last === all.length) return;
      putAside(token, all[last]!);
      i = last;
    }
  }
}

/** The words from there to the end of the statement, or of a clause of it. */
function statementFrom(all: readonly Token[], from: number, depth: number, until = ";"): Token[] {
  let end = from;
  while (end < all.length) {
    const { kind, text, depth: at } = all[end]!;
    if (kind === "newline" || at < depth || (text === until && at === depth)) break;
    end++;
  }
  return all.slice(from, end);
}

/** `print(x, file=f)` is no statement of Python 2: the script was half translated. */
function isCallOf3([first, ...rest]: readonly Token[]): boolean {
  if (first?.text !== "(") return false;
  return rest.some(
    ({ text, depth }, k) =>
      text === "=" && depth === first.depth + 1 && /^(sep|end|file|flush)$/.test(rest[k - 1]?.text ?? ""),
  );
}

function futuresOf(all: readonly Token[]): string[] {
  return all.flatMap((token, i) => {
    if (token.text !== "__future__" || all[i - 1]?.text !== "from") return [];
    // In brackets the names go over lines.
    const names = all.slice(i + 1, all.findIndex((each, k) => k > i && each.kind === "newline") >>> 0);
    return names.filter(({ kind }) => kind === "name").map(({ text }) => text);
  });
}

/** `0777`, `0xFFL`, `123L`. */
function number(token: Token, source: Source): string {
  const plain = token.text.replace(/[lL]$/, "");
  if (!/^0\d+$/.test(plain)) return plain;
  if (/^0[0-7]+$/.test(plain)) return /^0+$/.test(plain) ? "0" : `0o${plain.slice(1)}`;
  throw source.error(
    "GX_SCRIPT_SYNTAX",
    placeOf(source.text, token),
    "a number that begins with 0 is octal: 8 and 9 are no digits of it",
    "Leave out the leading zero.",
  );
}

function placeOf(text: string, { start, end }: Token): Place {
  const before = text.slice(0, start).split(/\r\n|\r|\n/);
  const column = Buffer.byteLength(before.at(-1)!);
  return { lineno: before.length, col_offset: column, end_lineno: before.length, end_col_offset: column + end - start };
}

/** A text's prefix, and what a backslash means in it: `\u` is two characters unless the text is unicode. */
function text(word: string, unicodeLiterals: boolean): string {
  const [, prefix, body] = /^([a-zA-Z]*)(.*)$/s.exec(word)! as unknown as [string, string, string];
  const marks = prefix.toLowerCase();
  const isUnicode = marks.includes("u") || (unicodeLiterals && !marks.includes("b"));
  const isRaw = marks.includes("r");
  const plain = prefix.replace(/[bB]/g, "");
  if (isRaw && marks.includes("u")) {
    if (!/\\[uU]/.test(body)) return `r${body}`;
    return body.replace(/\\(u[\da-fA-F]{4}|U[\da-fA-F]{8}|["'])|\\/g, (whole, known?: string) =>
      known === undefined ? "\\\\" : /^["']/.test(known) ? `\\\\\\${known}` : whole,
    );
  }
  if (isUnicode || isRaw || marks.includes("f")) return plain + body;
  return plain + body.replace(/\\([\s\S])/g, (whole, next: string) => (/[uUN]/.test(next) ? `\\${whole}` : whole));
}

/** The text with the edits made, and the way back of its columns. */
function applied(source: Source, edits: Edit[]): Pick<Translation, "source" | "original"> {
  if (edits.length === 0) return { source, original: (place) => place };
  // Of two at one place the insertion that closes comes first; sorting keeps the order otherwise.
  edits.sort((a, b) => a.start - b.start);
  let out = "";
  let at = 0;
  /** Pieces of the new text, with where each begins in both. */
  const pieces: { to: number; from: number; kept: boolean }[] = [];
  const keep = (end: number) => {
    pieces.push({ to: out.length, from: at, kept: true });
    out += source.text.slice(at, end);
    at = end;
  };
  for (const { start, end, text } of edits) {
    // Inside of what was put aside whole.
    if (start < at) continue;
    keep(start);
    pieces.push({ to: out.length, from: start, kept: false });
    out += text;
    at = end;
  }
  keep(source.text.length);

  const read = new Source(out, source.fileName, source.where);
  const [newStarts, oldStarts] = [lineStarts(out), lineStarts(source.text)];
  /** Of a line that is not ASCII: the character of each byte in the new text, and the byte of each character in the old. */
  const known = new Map<number, { characters: number[]; bytes: number[] } | undefined>();
  const widths = (lineno: number) => {
    if (!known.has(lineno)) {
      const characters = columnsOf(read.line(lineno));
      known.set(lineno, characters && { characters, bytes: bytesOf(source.line(lineno)) });
    }
    return known.get(lineno);
  };
  const column = (lineno: number, bytes: number): number => {
    const [newStart, oldStart] = [newStarts[lineno - 1], oldStarts[lineno - 1]];
    if (newStart === undefined || oldStart === undefined) return bytes;
    const wide = widths(lineno);
    const position = newStart + (wide?.characters[bytes] ?? bytes);
    let [low, high] = [0, pieces.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (pieces[middle]!.to <= position) low = middle;
      else high = middle - 1;
    }
    const { to, from, kept } = pieces[low]!;
    const old = Math.max(0, (kept ? from + position - to : from) - oldStart);
    return wide?.bytes[old] ?? old;
  };
  return {
    source: read,
    original: (place) => {
      const { lineno, col_offset, end_lineno, end_col_offset } = place;
      return {
        lineno,
        col_offset: column(lineno, col_offset),
        ...(end_lineno !== undefined && { end_lineno }),
        ...(end_lineno !== undefined &&
          end_col_offset !== undefined && { end_col_offset: column(end_lineno, end_col_offset) }),
      };
    },
  };
}

/** The byte in UTF-8 at which each UTF-16 unit of a line begins, and its end. */
function bytesOf(line: string): number[] {
  const bytes: number[] = [];
  let at = 0;
  for (const character of line) {
    for (let k = 0; k < character.length; k++) bytes.push(at);
    at += Buffer.byteLength(character);
  }
  bytes.push(at);
  return bytes;
}

/** Where each line begins. */
function lineStarts(text: string): number[] {
  return [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), (match) => match.index + match[0].length)];
}
