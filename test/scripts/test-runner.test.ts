/** `npm test` itself: what it counts, what it lists as left out, and when it fails. */
import assert from "node:assert/strict";
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
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

test("tests whose machines boot go one after the other, and beside the others", async (t) => {
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
  mkdirSync(join(folder, "test/cloud/hosts"), { recursive: true });
  mkdirSync(join(folder, "test/worker"), { recursive: true });
  const booting = ["cloud/hosts/a", "cloud/hosts/b", "cloud/hosts/c"];
  const others = ["cloud/d", "worker/e"];
  for (const name of [...booting, ...others]) writeFileSync(join(folder, `test/${name}.test.ts`), source(name));
  const { code, stdout } = await command("test", [folder], undefined, { NODE_TEST_CONTEXT: undefined });
  assert.equal(code, 0);
  assert.match(stdout, /\n5 passed, 0 failed, 0 skipped\n$/);
  const lines = readFileSync(log, "utf8").trim().split("\n");
  assert.deepEqual(
    lines.filter((line) => booting.some((name) => line.startsWith(name))),
    booting.flatMap((name) => [`${name} begins`, `${name} ends`]),
  );
  const at = (line: string) => {
    assert.ok(lines.includes(line), line);
    return lines.indexOf(line);
  };
  // On one core nothing runs beside anything.
  if (availableParallelism() > 1) assert.ok(at("cloud/d begins") < at("cloud/hosts/b begins"), lines.join("\n"));
});

test("the files that took longest are named, the longest first", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "quick.test.ts"), SOURCES.good);
  const slow = `import { test } from "node:test"; test("waits", () => new Promise((resolve) => setTimeout(resolve, 2000)));`;
  writeFileSync(join(folder, "slow.test.ts"), slow);
  const { stdout } = await command("test", [folder], undefined, { NODE_TEST_CONTEXT: undefined });
  assert.match(stdout, /\nSlowest files: \S*slow\.test\.ts \d+ s, \S*quick\.test\.ts \d+ s\n3 passed/);
});

test("only test/cloud uses the engine, and only test/cloud/hosts machines that boot", () => {
  const stray = (folder: RegExp, uses: RegExp) =>
    globSync("test/**/*.test.ts")
      .filter((file) => !folder.test(file))
      .filter((file) => uses.test(readFileSync(file, "utf8")));
  assert.deepEqual(stray(/^test\/cloud\/(hosts\/)?[^/]+$/, /from "(\.\.\/)+cloud\/(engine|moto|with-)/), []);
  assert.deepEqual(stray(/^test\/cloud\/hosts\//, /from "\S*\/(with-fleet|hosts\/hosts)\.ts"/), []);
});
