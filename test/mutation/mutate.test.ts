/** The command: a room with a weak test is found out, and a run goes on where it was. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { runTest } from "./run-test.ts";

const SCRIPT = resolve(import.meta.dirname, "../mutate.ts");
const CODE = `export const LIMITS = {
  least: 2,
  most: 7,
};
`;
const WEAK = `import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS } from "../../runtime/tiny/limits.ts";
test("at most a week", () => assert.equal(LIMITS.most, 7));
`;

function fixture(t: TestContext, files: Record<string, string>): string {
  const parent = mkdtempSync(join(tmpdir(), "room-"));
  t.after(() => rmSync(parent, { recursive: true }));
  const folder = join(parent, "checkout");
  mkdirSync(join(parent, "tmp"));
  write(folder, { "package.json": '{ "type": "module" }', ...files });
  return folder;
}

function write(folder: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function environment(folder: string): NodeJS.ProcessEnv {
  return { ...process.env, NODE_TEST_CONTEXT: undefined, TMPDIR: join(folder, "../tmp") };
}

function isRunning(pid: string): boolean {
  return /^[^Z\s]/.test(spawnSync("ps", ["-o", "stat=", "-p", pid], { encoding: "utf8" }).stdout);
}

function mutate(cwd: string, ...args: string[]) {
  const settings = { cwd, env: environment(cwd), encoding: "utf8" } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], settings);
  return { status, stdout, stderr };
}

test("a fault that no test notices is named with its line, and the share decides the exit", (t) => {
  const folder = fixture(t, { "runtime/tiny/limits.ts": CODE, "test/tiny/limits.test.ts": WEAK });
  const { status, stdout, stderr } = mutate(folder, "tiny", "--seed", "1", "--count", "20");
  assert.equal(stderr, "");
  assert.match(
    stdout,
    /noticed +runtime\/tiny\/limits\.ts:3 +constant +test\/tiny\/limits\.test\.ts › at most a week\n/,
  );
  assert.match(stdout, /Survived:\n {2}runtime\/tiny\/limits\.ts:2\n {4}- least: 2,\n {4}\+ least: 3,\n/);
  assert.match(stdout, /runtime\/tiny, seed 1: 1 of 2 noticed, 50 %\n$/);
  assert.equal(status, 1);
  assert.equal(readFileSync(join(folder, "runtime/tiny/limits.ts"), "utf8"), CODE);
  assert.deepEqual(readdirSync(join(folder, "../tmp")), []);
});

test("a run goes on where it was: what was noticed is not tried again, what survived is once a test changes", (t) => {
  const folder = fixture(t, { "runtime/tiny/limits.ts": CODE, "test/tiny/limits.test.ts": WEAK });
  const ledger = join(folder, ".cache/mutation/runtime-tiny.ndjson");
  const tried = () =>
    readFileSync(ledger, "utf8")
      .trim()
      .split("\n")
      .filter((line) => line.includes('"outcome"')).length;
  const first = mutate(folder, "tiny");
  assert.equal(tried(), 2);
  assert.equal(mutate(folder, "tiny").stdout, first.stdout);
  assert.equal(tried(), 2);
  write(folder, { "test/tiny/limits.test.ts": `${WEAK}test("at least two", () => assert.equal(LIMITS.least, 2));\n` });
  mutate(folder, "tiny");
  assert.equal(tried(), 3);
});

test("an equivalent fault is listed with its reason and not counted, and the list must fit the code", (t) => {
  const files = { "runtime/tiny/limits.ts": CODE, "test/tiny/limits.test.ts": WEAK };
  const entry = {
    file: "runtime/tiny/limits.ts",
    was: "least: 2,",
    becomes: "least: 3,",
    reason: "Nobody reads it.",
  };
  const list = "test/mutation/equivalent.json";
  const folder = fixture(t, { ...files, [list]: JSON.stringify([entry]) });
  const { status, stdout } = mutate(folder, "tiny");
  assert.match(stdout, /Equivalent, and not counted:\n.*limits\.ts:2\n.*\n.*\n {4}Nobody reads it\.\n/);
  assert.match(stdout, /1 of 1 noticed, 100 %\n$/);
  assert.equal(status, 0);
  write(folder, { [list]: JSON.stringify([{ ...entry, was: "least: 1," }]) });
  const outdated = mutate(folder, "tiny");
  assert.equal(outdated.status, 2);
  assert.match(outdated.stderr, /^Not in the code any more.*\n {2}runtime\/tiny\/limits\.ts\n {4}- least: 1,/);
});

test("a test that never ends is ended with all that it started, and one that fails at its first failure", async (t) => {
  const folder = fixture(t, {
    "endless.test.ts": `import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
writeFileSync("pid", String(spawn("sleep", ["600"]).pid));
while (true);`,
    "failing.test.ts": `import { test } from "node:test";
test("broken", () => { throw new Error(); });
test("endless", () => new Promise((resolve) => setTimeout(resolve, 600_000)));`,
  });
  const settings = { cwd: folder, temporary: join(folder, "../tmp"), signal: new AbortController().signal };
  const endless = await runTest("endless.test.ts", { ...settings, limitSeconds: 2 });
  assert.equal(endless.outcome, "time");
  assert.ok(!isRunning(readFileSync(join(folder, "pid"), "utf8")));
  const failing = await runTest("failing.test.ts", { ...settings, limitSeconds: 60 });
  assert.deepEqual([failing.outcome, failing.failure], ["failed", "broken"]);
});

test("Ctrl-C leaves nothing behind", async (t) => {
  const folder = fixture(t, {
    "runtime/tiny/limits.ts": CODE,
    "test/tiny/limits.test.ts": `import { writeFileSync } from "node:fs";
writeFileSync("../../pid", String(process.pid));
while (true);`,
  });
  const child = spawn(process.execPath, [SCRIPT, "tiny"], { cwd: folder, env: environment(folder) });
  const pid = join(folder, "../tmp/pid");
  while (!existsSync(pid) || readFileSync(pid, "utf8") === "") await sleep(50);
  const inner = readFileSync(pid, "utf8");
  rmSync(pid);
  child.kill("SIGINT");
  assert.deepEqual(await once(child, "exit"), [130, null]);
  assert.ok(!isRunning(inner));
  assert.deepEqual(readdirSync(join(folder, "../tmp")), []);
});

test("without tests, or when one fails as it is, there is nothing to go by", (t) => {
  const folder = fixture(t, { "runtime/tiny/limits.ts": CODE });
  assert.deepEqual(mutate(folder, "tiny"), { status: 2, stdout: "", stderr: "runtime/tiny has no tests\n" });
  write(folder, { "test/tiny/limits.test.ts": WEAK.replace("most, 7", "most, 8") });
  const { status, stderr } = mutate(folder, "tiny");
  assert.equal(status, 2);
  assert.match(stderr, /Fails without any fault: test\/tiny\/limits\.test\.ts › at most a week/);
  assert.ok(existsSync(join(folder, "runtime/tiny/limits.ts")));
  assert.match(mutate(folder, "nowhere").stderr, /^node test\/mutate\.ts ROOM/);
});
