/** What a trial's name depends on in our code, and what not: tried on the files that are hashed, and on a few small ones. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import ts from "typescript";
import { codeHash, tokensOf } from "../../runtime/sweep/code-hash.ts";
import { numericsFiles } from "../../runtime/sweep/numerics.ts";

const ROOT = `${resolve(import.meta.dirname, "../..")}/`;
const hashed = new Map(numericsFiles(ROOT).map((file) => [file, readFileSync(ROOT + file)] as const));
const today = codeHash(hashed);

/** The hash with one file changed. */
function changed(file: string, change: (text: string) => string): string {
  const text = hashed.get(file)!.toString();
  assert.notEqual(change(text), text);
  return codeHash(new Map<string, string | Buffer>([...hashed, [file, change(text)]]));
}

test("a changed digit in runtime/math is another version, and a comment there is not", () => {
  const file = "runtime/math/erf.ts";
  assert.notEqual(
    changed(file, (text) => text.replace("0.46875", "0.46874")),
    today,
  );
  assert.equal(
    changed(file, (text) => `// A remark\n${text.replaceAll("\n", "\n\n")}/* and another */`),
    today,
  );
});

test("a changed byte of a table is another version", () => {
  const file = "runtime/models/materials/tables.bin";
  const bytes = Buffer.from(hashed.get(file)!);
  bytes[bytes.length >> 1]! ^= 1;
  assert.notEqual(codeHash(new Map([...hashed, [file, bytes]])), today);
});

test("the tokens of all files that are hashed are TypeScript's own", () => {
  for (const [file, content] of hashed) {
    if (!file.endsWith(".ts")) continue;
    const source = ts.createSourceFile(file, content.toString(), ts.ScriptTarget.Latest, true);
    const ours = tokensOf(content.toString()).filter((token) => token !== "\n");
    assert.equal(ours.join(""), leavesOf(source, source).join(""), file);
  }
});

const SMALL = {
  "a/main.ts":
    'import { one } from "./one.ts";\nimport { two } from "../b/two.ts";\nexport const sum = one / 2 + two / 3;\n',
  "a/one.ts": 'import { two } from "../b/two.ts";\nexport const one = 1;\nexport const later = () => two;\n',
  "b/two.ts": 'import { one } from "../a/one.ts";\nexport const two = () => one;\n',
  "b/late.ts": 'export const late = () => import("../a/one.ts");\nconst table = new URL("./t.bin", import.meta.url);\n',
  "b/t.bin": "12",
};
const hashOf = (changes: Record<string, string>) => codeHash(new Map(Object.entries({ ...SMALL, ...changes })));
const small = hashOf({});

test("layout does not count: spaces, quotes, the last comma, the first bar", () => {
  const [long, short] = [
    `type T =\n  | A\n  | Array<\n      B\n    >;\nf(\n  a, // the first\n  \`x \${ b /* in */ } // y\`,\n);\n`,
    `type T = A | Array<B>; f(a, \`x \${b} // y\`);`,
  ];
  assert.equal(hashOf({ "a/new.ts": long }), hashOf({ "a/new.ts": short }));
  assert.equal(hashOf({ "a/new.ts": "f('a')" }), hashOf({ "a/new.ts": 'f("a")' }));
});

test("a moved file is the same version, though imports are sorted anew; so is a circle of files", () => {
  const { "a/one.ts": one, ...others } = SMALL;
  const moved = {
    ...others,
    "a/main.ts":
      'import { two } from "../b/two.ts";\nimport { one } from "../c/first.ts";\nexport const sum = one / 2 + two / 3;\n',
    "c/first.ts": one,
    "b/two.ts": SMALL["b/two.ts"].replace("../a/one.ts", "../c/first.ts"),
    "b/late.ts": SMALL["b/late.ts"].replace("../a/one.ts", "../c/first.ts"),
  };
  assert.equal(codeHash(new Map(Object.entries(moved))), small);
});

test("what computes something else is another version", () => {
  const [main, late] = [SMALL["a/main.ts"], SMALL["b/late.ts"]];
  const others: Record<string, Record<string, string>> = {
    "a constant": { "a/one.ts": SMALL["a/one.ts"].replace("= 1", "= 2") },
    "a text": { "a/one.ts": `${SMALL["a/one.ts"]}const text = "a // b";` },
    "a space in a text": { "a/one.ts": `${SMALL["a/one.ts"]}const text = "a  // b";` },
    "the files of two names": {
      "a/main.ts": main.replace("./one.ts", "./x").replace("../b/two.ts", "./one.ts").replace("./x", "../b/two.ts"),
    },
    "where a late import leads": { "b/late.ts": late.replace("../a/one.ts", "./two.ts") },
    "a table": { "b/t.bin": "13" },
    "a file more": { "b/more.ts": "" },
    "a statement's end": { "a/one.ts": `${SMALL["a/one.ts"]}function f() { return\n1; }` },
    "the same on one line": { "a/one.ts": `${SMALL["a/one.ts"]}function f() { return 1; }` },
    "a sign by a sign": { "a/one.ts": `${SMALL["a/one.ts"]}let z = x + ++y;` },
    "two signs by one": { "a/one.ts": `${SMALL["a/one.ts"]}let z = x++ + y;` },
    "a hole in a list": { "a/one.ts": `${SMALL["a/one.ts"]}const list = [1,,];` },
    "no hole": { "a/one.ts": `${SMALL["a/one.ts"]}const list = [1,];` },
  };
  const hashes = [small, ...Object.values(others).map(hashOf)];
  const names = ["as it is", ...Object.keys(others)];
  for (const [k, hash] of hashes.entries()) assert.equal(names[hashes.indexOf(hash)], names[k]);
});

function leavesOf(node: ts.Node, source: ts.SourceFile): string[] {
  if (node.kind >= ts.SyntaxKind.FirstJSDocNode && node.kind <= ts.SyntaxKind.LastJSDocNode) return [];
  const children = node.getChildren(source);
  return children.length === 0 ? [node.getText(source)] : children.flatMap((child) => leavesOf(child, source));
}
