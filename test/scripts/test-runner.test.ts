/** `npm test` itself: what it counts, what it lists as left out, and when it fails. */
import assert from "node:assert/strict";
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { command, temporaryFolder } from "./command.ts";

const SOURCES = {
  good: 'import { test } from "node:test"; test("holds", () => {}); test("holds too", () => {});',
  skipping: 'import { test } from "node:test"; test("needs much", { skip: "no Python here" }, () => {});',
  failing: 'import { test } from "node:test"; test("is wrong", () => { throw new Error("three is not two"); });',
  broken: 'import "./nowhere.ts";',
};

async function run(t: Parameters<typeof temporaryFolder>[0], names: (keyof typeof SOURCES)[], ...args: string[]) {
  const folder = temporaryFolder(t);
  for (const name of names) writeFileSync(join(folder, `${name}.test.ts`), SOURCES[name]);
  const { code, stdout } = await command("test", [folder, ...args], undefined, { NODE_TEST_CONTEXT: undefined });
  return { code, stdout, last: stdout.trimEnd().split("\n").at(-1) };
}

test("what passes is counted", async (t) => {
  const { code, last } = await run(t, ["good"]);
  assert.deepEqual([code, last], [0, "2 passed, 0 failed, 0 skipped"]);
});

test("what is left out is listed with its reason, and fails under --all", async (t) => {
  const { code, last, stdout } = await run(t, ["good", "skipping"]);
  assert.deepEqual([code, last], [0, "2 passed, 0 failed, 1 skipped"]);
  assert.match(stdout, /Left out:\n.*skipping\.test\.ts › needs much: no Python here\n/);
  assert.equal((await run(t, ["good", "skipping"], "--all")).code, 1);
});

test("what fails is shown with its cause", async (t) => {
  const { code, last, stdout } = await run(t, ["good", "failing"]);
  assert.deepEqual([code, last], [1, "2 passed, 1 failed, 0 skipped"]);
  assert.match(stdout, /Failed: .*failing\.test\.ts › is wrong\nError: three is not two\n/);
});

test("a file that cannot be loaded is a failure", async (t) => {
  assert.deepEqual(await run(t, ["broken"]).then(({ code, last }) => [code, last]), [
    1,
    "0 passed, 1 failed, 0 skipped",
  ]);
});

test("several patterns run all that they match", async (t) => {
  const folder = temporaryFolder(t);
  const files = (["good", "skipping"] as const).map((name) => join(folder, `${name}.test.ts`));
  for (const file of files) writeFileSync(file, SOURCES[file.includes("good") ? "good" : "skipping"]);
  const { stdout } = await command("test", files, undefined, { NODE_TEST_CONTEXT: undefined });
  assert.match(stdout, /\n2 passed, 0 failed, 1 skipped\n$/);
});

test("a pattern without tests is a failure", async (t) => {
  assert.equal((await run(t, [])).code, 1);
});

test("tests of the clouds come last, one after the other", async (t) => {
  const folder = temporaryFolder(t);
  const log = join(folder, "log");
  const source = (name: string) => `
    import { appendFileSync } from "node:fs";
    import { test } from "node:test";
    test("takes a while", async () => {
      appendFileSync(${JSON.stringify(log)}, "${name} begins\\n");
      await new Promise((resolve) => setTimeout(resolve, 500));
      appendFileSync(${JSON.stringify(log)}, "${name} ends\\n");
    });`;
  mkdirSync(join(folder, "test/cloud"), { recursive: true });
  mkdirSync(join(folder, "test/worker"), { recursive: true });
  for (const name of ["cloud/a", "cloud/b", "cloud/c", "worker/d"]) {
    writeFileSync(join(folder, `test/${name}.test.ts`), source(name));
  }
  const { code } = await command("test", [folder], undefined, { NODE_TEST_CONTEXT: undefined });
  assert.equal(code, 0);
  assert.deepEqual(
    readFileSync(log, "utf8").trim().split("\n"),
    ["worker/d", "cloud/a", "cloud/b", "cloud/c"].flatMap((name) => [`${name} begins`, `${name} ends`]),
  );
});

test("no other test uses the engine or machines that boot", () => {
  const stray = globSync("test/**/*.test.ts")
    .filter((file) => !/^test\/cloud\/[^/]+$/.test(file))
    .filter((file) => /"(\.\.\/)+cloud\/(engine|moto|with-|hosts\/(hosts|instances))/.test(readFileSync(file, "utf8")));
  assert.deepEqual(stray, []);
});
