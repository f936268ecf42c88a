/**
 * Characters that come with text pasted from a web page, a PDF or a word processor, and
 * that look like what Python wants, or like nothing at all. Python refuses them outside of
 * texts and comments; a message that shows the line shows nothing wrong with it. So the
 * character is named, and what to type in its place.
 */
import type { GxError } from "../../errors.ts";
import type { Source } from "./source.ts";
import { tokens } from "./tokens.ts";

interface Look {
  name: string;
  advice: string;
}

const BLANK = "Type a plain space in its place.";
const NOTHING = "Delete it: put the cursor behind it and press backspace once.";
const quote = (mark: string) => `Type a straight quote in its place: ${mark}`;

const LOOKS: ReadonlyMap<number, Look> = new Map<number, Look>([
  ...named(BLANK, {
    11: "a vertical tab",
    133: "a next line",
    160: "a no-break space",
    5760: "an ogham space mark",
    8192: "an en quad",
    8193: "an em quad",
    8194: "an en space",
    8195: "an em space",
    8196: "a three-per-em space",
    8197: "a four-per-em space",
    8198: "a six-per-em space",
    8199: "a figure space",
    8200: "a punctuation space",
    8201: "a thin space",
    8202: "a hair space",
    8239: "a narrow no-break space",
    8287: "a medium mathematical space",
    12288: "an ideographic space",
  }),
  ...named("Put a new line in its place.", { 8232: "a line separator", 8233: "a paragraph separator" }),
  ...named(NOTHING, {
    0: "a NUL",
    8: "a backspace",
    26: "an end-of-file mark of DOS",
    27: "an escape",
    127: "a delete",
    173: "a soft hyphen",
    847: "a combining grapheme joiner",
    1564: "an Arabic letter mark",
    4447: "a Hangul filler",
    6158: "a Mongolian vowel separator",
    8203: "a zero-width space",
    8204: "a zero-width non-joiner",
    8205: "a zero-width joiner",
    8206: "a left-to-right mark",
    8207: "a right-to-left mark",
    8234: "a left-to-right embedding",
    8235: "a right-to-left embedding",
    8236: "the end of a directional formatting",
    8237: "a left-to-right override",
    8238: "a right-to-left override",
    8288: "a word joiner",
    8289: "a function application",
    8290: "an invisible times",
    8291: "an invisible separator",
    8292: "an invisible plus",
    8294: "a left-to-right isolate",
    8295: "a right-to-left isolate",
    8296: "a first strong isolate",
    8297: "the end of a directional isolate",
    12644: "a Hangul filler",
    65038: "a variation selector",
    65039: "a variation selector",
    65279: "a byte order mark",
    65532: "an object replacement character",
    65533: "a replacement character, left where a character could not be read",
  }),
  ...named(quote('"'), {
    8220: "a left double quotation mark",
    8221: "a right double quotation mark",
    8222: "a low double quotation mark",
    8223: "a reversed double quotation mark",
    171: "a left guillemet",
    187: "a right guillemet",
    8243: "a double prime",
    65282: "a full-width quotation mark",
  }),
  ...named(quote("'"), {
    8216: "a left single quotation mark",
    8217: "a right single quotation mark",
    8218: "a low single quotation mark",
    8219: "a reversed single quotation mark",
    180: "an acute accent",
    8242: "a prime",
    65287: "a full-width apostrophe",
  }),
  ...named("Type a plain minus in its place: -", {
    8208: "a hyphen",
    8209: "a non-breaking hyphen",
    8210: "a figure dash",
    8211: "an en dash",
    8212: "an em dash",
    8213: "a horizontal bar",
    8722: "a minus sign",
    65123: "a small hyphen-minus",
    65293: "a full-width hyphen-minus",
  }),
  ...named("Type an asterisk in its place: *", {
    215: "a multiplication sign",
    183: "a middle dot",
    8727: "an asterisk operator",
    8901: "a dot operator",
    65290: "a full-width asterisk",
  }),
  ...named("Type a slash in its place: /", {
    247: "a division sign",
    8260: "a fraction slash",
    8725: "a division slash",
    65295: "a full-width slash",
  }),
  ...named("Write a power as **2.", { 178: "a superscript two" }),
  ...named("Write a power as **3.", { 179: "a superscript three" }),
  ...named("Type <= in its place.", { 8804: "a less-than or equal sign" }),
  ...named("Type >= in its place.", { 8805: "a greater-than or equal sign" }),
  ...named("Type != in its place.", { 8800: "a not equal sign" }),
  ...named("Type -> or = in its place, whichever is meant.", { 8594: "an arrow" }),
  ...named("Write out the three dots or what they stand for.", { 8230: "an ellipsis" }),
  ...named("Type a comma in its place.", { 65292: "a full-width comma", 12289: "an ideographic comma" }),
  ...named("Type a colon in its place.", { 65306: "a full-width colon" }),
  ...named("Type a semicolon in its place.", { 65307: "a full-width semicolon", 894: "a Greek question mark" }),
  ...named("Type a full stop in its place.", { 65294: "a full-width full stop", 12290: "an ideographic full stop" }),
  ...named("Type an equals sign in its place.", { 65309: "a full-width equals sign" }),
  ...named("Type a plus in its place.", { 65291: "a full-width plus" }),
  ...named("Type ( in its place.", { 65288: "a full-width parenthesis" }),
  ...named("Type ) in its place.", { 65289: "a full-width parenthesis" }),
  ...named("Type [ in its place.", { 65339: "a full-width bracket" }),
  ...named("Type ] in its place.", { 65341: "a full-width bracket" }),
]);

function named(advice: string, names: Readonly<Record<number, string>>): [number, Look][] {
  return Object.entries(names).map(([code, name]) => [Number(code), { name, advice }]);
}

/** Any of them, anywhere: most scripts have none and are looked at no further. */
const ANY = new RegExp(`[${[...LOOKS.keys()].map((code) => `\\u${code.toString(16).padStart(4, "0")}`).join("")}]`);

/** The first of them that stands outside of texts and comments, as what is wrong with the script. */
export function misleadingCharacter(source: Source): GxError | undefined {
  if (!ANY.test(source.text)) return undefined;
  for (const { kind, text, start } of tokens(source.text)) {
    if (kind === "text" || kind === "newline") continue;
    const within = text.search(ANY);
    if (within < 0) continue;
    const code = text.codePointAt(within)!;
    const { name, advice } = LOOKS.get(code)!;
    const before = source.text.slice(0, start + within).split(/\r\n|\r|\n/);
    const line = before.at(-1)!;
    const place = { lineno: before.length, col_offset: Buffer.byteLength(line) };
    const point = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
    const what = `the character in column ${Array.from(line).length + 1} is ${name} (${point}), which Python does not read`;
    const origin = "Such characters come with text that is pasted from a page or a document.";
    return source.error("GX_SCRIPT_SYNTAX", place, what, `${advice} ${origin}`, 1);
  }
  return undefined;
}
