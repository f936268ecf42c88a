/** What comes with pasted text is named, with its place and what to type; inside of texts and comments it is a character like others. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { GxError } from "../../runtime/errors.ts";
import { compileScript } from "../../runtime/python/compile/program.ts";

function refusal(script: string, python: 2 | 3 = 3): string {
  try {
    compileScript(script, { fileName: "fit.gx", modules: new Map(), globals: new Map(), python });
  } catch (error) {
    assert.ok(error instanceof GxError, String(error));
    assert.equal(error.code, "GX_SCRIPT_SYNTAX");
    return `${error.message}\n${error.advice}`;
  }
  return assert.fail(`it compiled: ${script}`);
}

test("a character that Python does not read is named with its code, line, column and what to do", () => {
  const origin = "Such characters come with text that is pasted from a page or a document.";
  assert.equal(
    refusal("x = 1\nif x:\n    y\u00a0= 2\n"),
    `fit.gx, script line 3: the character in column 6 is a no-break space (U+00A0), which Python does not read\n    y\u00a0= 2\n     ^\nType a plain space in its place. ${origin}`,
  );
  const cases: [script: string, says: RegExp][] = [
    ["\u00a0x = 1", /line 1: .* column 1 is a no-break space \(U\+00A0\)/],
    ["x = 1\n\u3000y = 2", /line 2: .* column 1 is an ideographic space \(U\+3000\)/],
    ["la\u200byer = 1", /column 3 is a zero-width space \(U\+200B\)[\s\S]*\nDelete it/],
    ["x = 1\u00ad", /column 6 is a soft hyphen \(U\+00AD\)/],
    [
      "x = \u201cgold\u201d",
      /column 5 is a left double quotation mark \(U\+201C\)[\s\S]*\nType a straight quote in its place: "/,
    ],
    [
      "x = \u2018a\u2019",
      /column 5 is a left single quotation mark \(U\+2018\)[\s\S]*\nType a straight quote in its place: '/,
    ],
    ["x = 3 \u2212 1", /column 7 is a minus sign \(U\+2212\)/],
    ["x = 3 \u2013 1", /column 7 is an en dash \(U\+2013\)/],
    ["x = 3 \u00d7 1", /column 7 is a multiplication sign \(U\+00D7\)/],
    ["x = 1\nx\ufeff = 2", /line 2: .* column 2 is a byte order mark \(U\+FEFF\)/],
    ["x = '\u00e9'; y\u202f= 1", /column 11 is a narrow no-break space \(U\+202F\)/],
    ["x = '\ud83d\ude00'; y\u00a0= 1", /column 11 is a no-break space/],
    ["x = 1 \u202e# y", /column 7 is a right-to-left override \(U\+202E\)/],
    ["x = 1\u2028y = 2", /column 6 is a line separator \(U\+2028\)/],
    ["f\uff08x\uff09", /column 2 is a full-width parenthesis \(U\+FF08\)/],
  ];
  for (const [script, says] of cases) {
    assert.match(refusal(script), says);
    assert.match(refusal(script, 2), says);
  }
});

test("in a text and in a comment they are what they are", () => {
  const script = "x = 'a\u00a0b\u201c' # \u00a0 \u2212\ny = '''\u200b\n\u00a0''' + \"\u2019\"\n";
  for (const python of [2, 3] as const) {
    const program = compileScript(script, { fileName: "fit.gx", modules: new Map(), globals: new Map(), python });
    program.run();
    assert.equal(program.get("x"), "a\u00a0b\u201c");
  }
});

test("an import that names no module is a mistake in the script", () => {
  assert.match(
    refusal("from import x"),
    /script line 1: the name of a module is expected after `from`\n {4}from import x\n {4}\^/,
  );
  for (const line of ["import", "from", "from a", "from a import", "import a.", "from a import b as", "import a as"]) {
    refusal(line);
  }
});
