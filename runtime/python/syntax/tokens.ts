/**
 * A script's text cut into words, of Python 2 or 3: just enough of the lexical rules to
 * tell what stands in a text or a comment from what does not, and where a statement ends.
 */

export interface Token {
  kind: "name" | "number" | "text" | "operator" | "newline";
  text: string;
  /** Character positions in the whole text. */
  start: number;
  end: number;
  /** Open brackets around it; an opening bracket counts for what is inside it. */
  depth: number;
}

const SPACE = /[ \t]+|\\\r?\n|\\\r|#[^\r\n]*/y;
const NEWLINE = /\r\n|\r|\n/y;
const TEXT = /[uUbBrRfF]{0,2}("""|'''|"|')/y;
const NUMBER = /0[xX][\da-fA-F]+[lL]?|0[oO][0-7]+[lL]?|0[bB][01]+[lL]?|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[jJlL]?/y;
const NAME = /[\p{L}_][\p{L}\p{N}_]*/uy;
const OPERATOR = /<>|>>=|<<=|\*\*=|\/\/=|>>|<<|\*\*|\/\/|[-+*/%&|^=!<>]=|[^\s]/y;

export function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  let depth = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const push = (kind: Token["kind"], word: string) => {
    found.push({ kind, text: word, start: at, end: at + word.length, depth });
    at += word.length;
  };
  while (at < text.length) {
    const space = match(SPACE);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const newline = match(NEWLINE);
    if (newline !== undefined) {
      if (depth > 0) at += newline.length;
      else push("newline", newline);
      continue;
    }
    const opening = match(TEXT);
    if (opening !== undefined) {
      push("text", text.slice(at, endOfText(text, at + opening.length, /["']+$/.exec(opening)![0])));
      continue;
    }
    const number = match(NUMBER);
    const name = number === undefined ? match(NAME) : undefined;
    if (number !== undefined) push("number", number);
    else if (name !== undefined) push("name", name);
    else {
      const operator = match(OPERATOR) ?? text[at]!;
      if (/^[)\]}]$/.test(operator)) depth = Math.max(0, depth - 1);
      push("operator", operator);
      if (/^[([{]$/.test(operator)) depth++;
    }
  }
  return found;
}

/** Behind the closing quotes; at the line's end where a short text has none, which the parser then says. */
function endOfText(text: string, from: number, quotes: string): number {
  for (let i = from; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text.startsWith(quotes, i)) return i + quotes.length;
    else if (quotes.length === 1 && /[\r\n]/.test(text[i]!)) return i;
  }
  return text.length;
}
