/** What is refused before anything runs, with its message to the character. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { GxError } from "../../runtime/errors.ts";
import { compileScript } from "../../runtime/python/compile/program.ts";
import { LIBRARY } from "../../runtime/python/modules/index.ts";
import { REFUSED, REFUSED_USES } from "../../runtime/python/syntax/subset.ts";
import { readCases } from "./cases.ts";

for (const { title, script, expected } of readCases("refusals.txt")) {
  test(title, () => {
    const nested = script.replace("NEST", `${"(".repeat(20_000)}1${")".repeat(20_000)}`);
    assert.equal(refusal(nested), expected);
  });
}

test("nothing runs before the whole script is checked", () => {
  let printed = "";
  const options = {
    fileName: "fit.gx",
    modules: new Map(),
    globals: new Map(),
    print: (text: string) => void (printed += text),
  };
  assert.throws(() => compileScript("print(1)\nimport nowhere", options), { code: "GX_SCRIPT_UNSUPPORTED" });
  assert.equal(printed, "");
});

test("an import that the script is ready to lose is not refused", () => {
  const script = "try:\n    import nowhere\nexcept ImportError:\n    pass";
  compileScript(script, { fileName: "fit.gx", modules: new Map(), globals: new Map() }).run();
});

test("docs/python-subset.md lists exactly what is refused, with the same advice", () => {
  const page = readFileSync(new URL("../../docs/python-subset.md", import.meta.url), "utf8");
  const section = page.split("## Refused before anything runs")[1]!.split("\n## ")[0]!;
  const rows = [...section.matchAll(/^\| (?!what|---)(.+?) \| (.+?) \|$/gm)].map(
    ([, what, advice]) => `${what}: ${advice}`,
  );
  const refused = [...Object.values(REFUSED), ...Object.values(REFUSED_USES)];
  assert.deepEqual(rows, [...new Set(refused.map(({ what, advice }) => `${what}: ${advice}`))]);
});

test("docs/python-subset.md names every module there is, and each can be imported", () => {
  const page = readFileSync(new URL("../../docs/python-subset.md", import.meta.url), "utf8");
  const section = page.split("## Modules")[1]!.split("The clock stands")[0]!;
  const named = [...section.matchAll(/`([\w.]+)`/g)].map(([, name]) => name!);
  for (const name of LIBRARY.keys()) {
    if (!["numpy.fft", "scipy"].includes(name)) assert.ok(named.includes(name), `${name} is not on the page`);
  }
  for (const name of named) {
    if (!name.includes("models.")) assert.equal(refusal(`import ${name}`), "not refused");
  }
});

function refusal(script: string): string {
  try {
    compileScript(script, { fileName: "fit.gx", modules: new Map(), globals: new Map() });
  } catch (error) {
    assert.ok(error instanceof GxError, String(error));
    return `${error.code}  ${error.message}${error.advice ? `\n${error.advice}` : ""}`;
  }
  return "not refused";
}
