/** What is refused before anything runs, with its message to the character. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { GxError } from "../../runtime/errors.ts";
import { compileScript } from "../../runtime/python/compile.ts";
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

function refusal(script: string): string {
  try {
    compileScript(script, { fileName: "fit.gx", modules: new Map(), globals: new Map() });
  } catch (error) {
    assert.ok(error instanceof GxError, String(error));
    return `${error.code}  ${error.message}${error.advice ? `\n${error.advice}` : ""}`;
  }
  return "not refused";
}
