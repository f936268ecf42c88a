/**
 * Where a text stops being JSON. JSON.parse says so in words of its own, and not
 * always the place; whoever mends a file by hand wants line and column.
 */

/** @returns from 1; undefined where the text is JSON but for its missing end */
export function brokenAt(text: string): { line: number; column: number } | undefined {
  const at = firstStray(text);
  if (at >= text.length) return undefined;
  const before = text.slice(0, at).split("\n");
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

const BLANK = /[ \t\r\n]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
/** What the end of the text cuts off: a word or a number, and an escape. */
const CUT = /[\w.+-]+$/y;
const CUT_ESCAPE = /\\(?:u[0-9a-fA-F]{0,3})?$/y;

/** What may come next, within the object or the list that is open: a value, or an end where nothing was begun. */
type Next = "value" | "first value" | "name" | "first name" | "comma or end";

/** The place of the first character that cannot be there; the text's length where it only ends too early. */
function firstStray(text: string): number {
  const open: ("}" | "]")[] = [];
  let next: Next | "nothing" = "value";
  let at = 0;
  const take = (what: RegExp): boolean => {
    what.lastIndex = at;
    const found = what.exec(text);
    if (found) at = what.lastIndex;
    return found !== null;
  };
  const ended = () => (open.length === 0 ? "nothing" : "comma or end");
  for (take(BLANK); at < text.length; take(BLANK)) {
    const character = text[at]!;
    if (next === "nothing") return at;
    if (character === open.at(-1) && next !== "value" && next !== "name") {
      open.pop();
      at++;
      next = ended();
    } else if (next === "comma or end") {
      if (character !== ",") return at;
      at++;
      next = open.at(-1) === "}" ? "name" : "value";
    } else if (next === "name" || next === "first name") {
      const end = character === '"' ? endOfString(text, at) : undefined;
      if (end === undefined) return at;
      at = end;
      take(BLANK);
      if (at < text.length && text[at] !== ":") return at;
      at++;
      next = "value";
    } else if (character === "{" || character === "[") {
      open.push(character === "{" ? "}" : "]");
      at++;
      next = character === "{" ? "first name" : "first value";
    } else if (character === '"') {
      const end = endOfString(text, at);
      if (end === undefined) return at;
      at = end;
      next = ended();
    } else {
      if (!take(SCALAR)) return take(CUT) ? text.length : at;
      next = ended();
    }
  }
  return at;
}

/** Behind its last character, which may be cut off; undefined for a string that holds what none may. */
function endOfString(text: string, from: number): number | undefined {
  for (let at = from + 1; at < text.length; at++) {
    const character = text[at]!;
    if (character === '"') return at + 1;
    if (character < " ") return undefined;
    if (character !== "\\") continue;
    ESCAPE.lastIndex = CUT_ESCAPE.lastIndex = at;
    if (ESCAPE.test(text)) at = ESCAPE.lastIndex - 1;
    else return CUT_ESCAPE.test(text) ? text.length : undefined;
  }
  return text.length;
}
