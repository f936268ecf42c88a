/**
 * The one door to py-ast: script text in, Python's syntax tree out, with two
 * things mended. py-ast gives `1` and `1.0` as the same JavaScript number, so
 * literals are read again from the text into our own values: bigint, number,
 * Complex. And a few mistakes that CPython reports as syntax errors pass py-ast;
 * those of literals are reported here, those of statements in subset.ts.
 */

import type { Alias, Arg, Arguments, Comprehension, ExceptHandler, ExprNode, Keyword, Module, StmtNode } from "py-ast";
import { parse } from "py-ast";
import type { GxError } from "../../errors.ts";
import { Complex } from "../values/complex.ts";
import { ELLIPSIS } from "../values/singletons.ts";
import type { Dialect } from "./dialect.ts";
import { indentationError } from "./indentation.ts";
import { misleadingCharacter } from "./invisible.ts";
import type { Place, Source } from "./source.ts";

export type { Alias, Arg, Arguments, Comprehension, ExceptHandler, ExprNode, Keyword, Module, StmtNode };
export type Expr<Kind extends ExprNode["nodeType"]> = Extract<ExprNode, { nodeType: Kind }>;
export type Stmt<Kind extends StmtNode["nodeType"]> = Extract<StmtNode, { nodeType: Kind }>;
/** Any node, as a walk meets it. */
export interface AnyNode {
  nodeType: string;
  lineno: number;
  col_offset: number;
  [field: string]: unknown;
}

/** Some hundred times the longest script of any fit that we know; parsing it takes two seconds. */
const MOST_CHARACTERS = 1_000_000;

export function parseScript(source: Source, dialect?: Dialect): Module {
  if (source.text.length > MOST_CHARACTERS) {
    const what = `a text of ${source.text.length} characters is longer than a script may be (${MOST_CHARACTERS})`;
    throw source.error("GX_SCRIPT_UNSUPPORTED", { lineno: 1, col_offset: 0 }, what, "Read data from the data sets.", 1);
  }
  const misleading = misleadingCharacter(source);
  if (misleading) throw misleading;
  const translated = dialect?.translate(source);
  const read = translated?.source ?? source;
  const module = guarded(
    source,
    () => parse(`${read.text}\n`),
    (place) => translated?.original(place) ?? place,
  );
  visit(module, (node) => {
    if (node.nodeType === "Constant") readLiteral(node as Located, read);
    if (node.nodeType === "ImportFrom" && !node["module"] && node["level"] === 0) {
      throw source.error("GX_SCRIPT_SYNTAX", node, "the name of a module is expected after `from`");
    }
  });
  translated?.finish(module);
  return module;
}

/** Text that must be one expression: a parameter's name, the argument of eval(). */
export function parseExpression(source: Source, dialect?: Dialect): ExprNode {
  const [statement, ...more] = parseScript(source, dialect).body;
  if (statement?.nodeType === "Expr" && more.length === 0) return statement.value;
  const place = statement ?? { lineno: 1, col_offset: 0 };
  throw source.error("GX_SCRIPT_SYNTAX", place as AnyNode, "an expression is expected here");
}

/** Calls `enter` on every node below and including `root`, outermost first. */
export function visit(root: unknown, enter: (node: AnyNode) => void): void {
  // A list of its own, not recursion: generated scripts may nest deeply.
  const open: unknown[] = [root];
  while (open.length > 0) {
    const next = open.pop();
    if (Array.isArray(next)) {
      for (let i = next.length - 1; i >= 0; i--) open.push(next[i]);
    } else if (isNode(next)) {
      enter(next);
      const children = childrenOf(next);
      for (let i = children.length - 1; i >= 0; i--) open.push(children[i]);
    }
  }
}

export function childrenOf(node: object): unknown[] {
  return Object.values(node).filter((child) => typeof child === "object" && child !== null);
}

export function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "nodeType" in value;
}

/** @param original  where a place of the text that was read is in the user's */
function guarded<T>(source: Source, body: () => T, original: (place: Place) => Place): T {
  try {
    return body();
  } catch (error) {
    throw syntaxError(source, error as Error & { lineno?: number; col_offset?: number }, original);
  }
}

function syntaxError(
  source: Source,
  error: Error & { lineno?: number; col_offset?: number },
  original: (place: Place) => Place,
): GxError {
  if (error instanceof RangeError) {
    return source.error(
      "GX_SCRIPT_SYNTAX",
      { lineno: 1, col_offset: 0 },
      "expressions are nested too deeply",
      undefined,
      1,
    );
  }
  const [, lineText, columnText] = /line (\d+)(?:, column (\d+))?/.exec(error.message) ?? [];
  const lineno = error.lineno ?? Number(lineText ?? 1);
  const place = original({ lineno, col_offset: error.col_offset ?? Number(columnText ?? 0) });
  const reason = error.message.replace(/ at line \d+(, column \d+)?$/, "");
  const reworded = reason.charAt(0).toLowerCase() + reason.slice(1);
  if (/\bindent/.test(reworded)) return indentationError(source, place.lineno, reworded);
  return source.error("GX_SCRIPT_SYNTAX", place, reworded, python2Advice(source.line(lineno)), 1);
}

/** Python 2 is the likeliest reason that an old file does not parse. */
function python2Advice(line: string): string | undefined {
  const rules: [RegExp, string][] = [
    [/^\s*print\s+[^(=.\s[]/, "This is Python 2: write print(…) with parentheses, as GenX 3 needs it too."],
    [/^\s*exec\s+['"\w]/, "This is Python 2: write exec(…) with parentheses."],
    [/\bexcept\s+[\w.]+\s*,\s*\w+\s*:/, "This is Python 2: write `except Error as name:`."],
    [/\braise\s+\w+\s*,/, "This is Python 2: write `raise Error(message)`."],
    [/<>/, "This is Python 2: write != for <>."],
    [/`/, "This is Python 2: write repr(x) for `x`."],
    [/\b\d+[lL]\b/, "This is Python 2: leave out the L of the number."],
    [/\bur['"]/, "This is Python 2: write r'…' for ur'…'."],
  ];
  return rules.find(([pattern]) => pattern.test(line))?.[1];
}

const NUMBER = /^(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|[\d_]*\.?[\d_]*(?:[eE][+-]?[\d_]+)?[jJ]?)$/;

function readLiteral(node: Located, source: Source): void {
  const { value } = node;
  if (value === "..." && node["quote_style"] === undefined && source.slice(node) === "...") {
    node["value"] = ELLIPSIS;
  } else if (typeof value === "string") {
    checkEscapes(value, node, source);
  } else if (value !== null && typeof value !== "boolean") {
    node["value"] = readNumber(source.slice(node), node, source);
  }
}

/** py-ast leaves `\N{DEGREE SIGN}` as it stands: it has no list of the names. */
function checkEscapes(value: string, node: Located, source: Source): void {
  const raw = typeof node["quote_style"] === "string" && /r/i.test(node["quote_style"]);
  if (raw || !value.includes("\\N{") || source.slice(node).includes("\\\\N{")) return;
  const advice = "Put the character itself into the text.";
  throw source.error("GX_SCRIPT_UNSUPPORTED", node, "a character by its name is outside the script subset", advice);
}

type Located = AnyNode & { end_lineno?: number; end_col_offset?: number };

function readNumber(text: string, node: Located, source: Source): bigint | number | Complex {
  const misplaced = (/^0[xob]/i.test(text) ? /__|_$/ : /__|_$|_\D|\D_/).test(text);
  const leadingZero = /^0[\d_]*[1-9][\d_]*$/.test(text);
  if (!NUMBER.test(text) || misplaced || leadingZero) {
    const advice = leadingZero ? "Write 0o17 for an octal number, or leave out the leading zero." : undefined;
    throw source.error("GX_SCRIPT_SYNTAX", node, "invalid number", advice);
  }
  const digits = text.replaceAll("_", "");
  if (/[jJ]$/.test(digits)) return new Complex(0, Number(digits.slice(0, -1)));
  if (/^0[xob]/i.test(digits) || /^\d+$/.test(digits)) {
    if (digits.length > 4300) throw source.error("GX_SCRIPT_SYNTAX", node, "an int of more than 4300 digits");
    return BigInt(digits);
  }
  return Number(digits);
}
