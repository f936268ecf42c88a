/**
 * A hash of code: what TypeScript reads of files, and which file imports which. Comments, line breaks and spaces do not count, nor
 * do names of files, nor the order of import statements (which a formatter sorts by those names).
 *
 * In a file's code each relative path stands for the file that it leads to, so the file's hash needs that one's, and files may
 * import each other in a circle. So hashes are made in rounds, as Moore minimises an automaton: first without targets, then with the
 * targets' hashes of the round before, until a round tells no more files apart than the one before.
 *
 *   E. F. Moore, Gedanken-experiments on sequential machines, Automata Studies (1956)
 */
import { posix } from "node:path";
import { sha256 } from "./hash.ts";

/** A file's code, with its relative paths taken out. */
interface Code {
  /** sha256 of the tokens; a path that leads to a file is a gap. */
  rest: string;
  /** Where the gaps lead, in their order. */
  targets: string[];
  /** Import and export statements: their text, and where they lead. */
  imports: { text: string; target: string }[];
}

/**
 * @param files  path → its content; of a file that is no TypeScript every byte counts
 * @returns  sha256, hexadecimal
 */
export function codeHash(files: ReadonlyMap<string, string | Buffer>): string {
  const codes = new Map(
    [...files].map(([path, content]) => [path, path.endsWith(".ts") ? readCode(path, String(content)) : content]),
  );
  let hashes = new Map<string, string>();
  for (let distinct = 0; ; ) {
    const before = hashes;
    // A file that is not hashed is known by its path.
    const known = (target: string) => (files.has(target) ? (before.get(target) ?? "") : target);
    hashes = new Map([...codes].map(([path, code]) => [path, hashOf(code, known)]));
    const now = new Set(hashes.values()).size;
    if (now === distinct) return sha256([...hashes.values()].sort().join("\n"));
    distinct = now;
  }
}

function hashOf(code: Code | string | Buffer, known: (target: string) => string): string {
  if (typeof code === "string" || Buffer.isBuffer(code)) return sha256(code);
  const imports = code.imports.map(({ text, target }) => `${text}${GAP}${known(target)}`).sort();
  return sha256(JSON.stringify([code.rest, code.targets.map(known), imports]));
}

/** Between two tokens; in no file. */
const GAP = "\0";

function readCode(path: string, content: string): Code {
  const tokens = plain(tokensOf(content));
  const code: Code = { rest: "", targets: [], imports: [] };
  const rest: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const end = endOfImport(tokens, at);
    if (end > at) {
      const target = tokens[end]!.slice(1, -1);
      code.imports.push({ text: tokens.slice(at, end).join(GAP), target: resolved(path, target) });
      at = end + (tokens[end + 1] === ";" ? 1 : 0);
    } else if (leads(tokens, at)) {
      code.targets.push(resolved(path, tokens[at]!.slice(1, -1)));
      rest.push("");
    } else rest.push(tokens[at]!);
  }
  code.rest = sha256(rest.join(GAP));
  return code;
}

function resolved(path: string, target: string): string {
  return target.startsWith(".") ? posix.join(posix.dirname(path), target) : target;
}

/** @returns  the place of the string that an import or export statement ends with; `at` where there is none */
function endOfImport(tokens: readonly string[], at: number): number {
  const [first, second] = [tokens[at], tokens[at + 1]!];
  if ((first !== "import" && first !== "export") || tokens[at - 1] === ".") return at;
  let end = at + 1;
  if (first === "import") {
    if (second === "(" || second === "." || second === ":") return at;
    while (end < tokens.length && !tokens[end]!.startsWith('"')) end++;
    return end < tokens.length ? end : at;
  }
  if (second === "type") end++;
  if (tokens[end] === "{") end = tokens.indexOf("}", end) + 1;
  else if (tokens[end] === "*") while (tokens[end] !== "from") end++;
  else return at;
  return tokens[end] === "from" ? end + 1 : at;
}

/** A relative path that a late import or a new URL begins with. */
function leads(tokens: readonly string[], at: number): boolean {
  if (tokens[at - 1] !== "(" || !tokens[at]!.startsWith('".')) return false;
  return tokens[at - 2] === "import" || tokens[at - 2] === "URL";
}

/** Without what a formatter adds where a line breaks: a comma after the last of a list, a bar before the first of a union. */
function plain(tokens: readonly string[]): string[] {
  return tokens.flatMap((token, at) => {
    if (token === "," && CLOSING.has(tokens[at + 1]!) && tokens[at - 1] !== "," && tokens[at - 1] !== "[") return [];
    if ((token === "|" || token === "&") && BEFORE_TYPE.has(tokens[at - 1]!)) return [];
    return token.startsWith("'") && !/["\\]/.test(token) ? `"${token.slice(1, -1)}"` : token;
  });
}

const CLOSING = new Set([")", "]", "}", ">"]);
const BEFORE_TYPE = new Set(["=", ":", "<", "(", ",", "[", "=>"]);

const SPACE = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
/** Word, number, string, punctuation. `>` stands alone, as it also closes lists of types. */
const TOKEN =
  /(?:0[xob][\da-f_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?)n?|[\w$#@\u0080-\uffff]+|"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|\+\+|--|\*\*|&&|\|\||\?\?|\?\.(?!\d)|=>|={2,3}|!={1,2}|\.{3}|\S/iy;
const TEMPLATE = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)/y;
const REGEX = /(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
/** At these a statement may end with its line, so a line break is kept. */
const RESTRICTED = new Set(["return", "break", "continue", "throw", "yield", "async", "++", "--"]);
/** After these words comes a value, so `/` begins a regular expression; after others it divides. */
const BEFORE_VALUE = new Set(
  "await case delete do else extends in instanceof new of return throw typeof void yield".split(" "),
);

/** @internal  The tokens as they are written; tests compare them with TypeScript's own. */
export function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  /** For each template that is open: how many braces are open in its `${…}`. */
  const open: number[] = [];
  let at = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) throw new Error(`code that cannot be read: ${JSON.stringify(text.slice(at, at + 40))}`);
    const from = at;
    at = pattern.lastIndex;
    return text.slice(from, at);
  };
  for (;;) {
    const space = take(SPACE);
    if (at === text.length) return tokens;
    const token = take(TOKEN);
    const restricted = RESTRICTED.has(tokens.at(-1)!) || token === "++" || token === "--";
    if (restricted && space.includes("\n")) tokens.push("\n");
    if (token === "`") {
      const part = take(TEMPLATE);
      tokens.push(token + part);
      if (part.endsWith("{")) open.push(0);
    } else if (token === "}" && open.at(-1) === 0) {
      const part = take(TEMPLATE);
      tokens.push(token + part);
      if (part.endsWith("`")) open.pop();
    } else if (token === "/" && !endsValue(tokens, tokens.length - 1)) {
      tokens.push(token + take(REGEX));
    } else {
      if (open.length > 0 && token === "{") open[open.length - 1]!++;
      if (open.length > 0 && token === "}") open[open.length - 1]!--;
      tokens.push(token);
    }
  }
}

/** Whether what stands there ends a value, so that `/` divides it; `x!` does too. */
function endsValue(tokens: readonly string[], at: number): boolean {
  const token = tokens[at];
  if (token === undefined || BEFORE_VALUE.has(token)) return false;
  return token === "!" ? endsValue(tokens, at - 1) : /[\w$\])}"'`\u0080-\uffff]$/.test(token);
}
