/** When a sweep ends before its plan, tried in a process of its own with real signals and real clocks. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { FILM, temporaryFolder } from "./command.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const STOP = JSON.stringify(new URL("../../scripts/cli/stop.ts", import.meta.url));

/** A process that waits to be stopped and then says why. @param limits  as text */
function waiting(limits = "[]") {
  const program = `
    import { stopOn } from ${STOP};
    const stop = stopOn(${limits}, console.log);
    const work = setInterval(() => {}, 1000);
    console.log("ready");
    if (!stop.signal.aborted) await new Promise((resolve) => stop.signal.addEventListener("abort", resolve));
    await new Promise((resolve) => setTimeout(resolve, 3000));
    console.log("cause:", stop.cause());
    clearInterval(work);
    await stop.release();`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", program], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  let said = "";
  const ready = new Promise<void>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text) => {
      said += text;
      if (said.includes("ready")) resolve();
    });
  });
  const ended = new Promise<[number | null, string]>((resolve) => child.on("close", (code) => resolve([code, said])));
  return { child, ready, ended };
}

test("one Ctrl-C that comes twice, from the terminal and from npm, is one", async () => {
  const { child, ready, ended } = waiting();
  await ready;
  child.kill("SIGINT");
  await sleep(50);
  child.kill("SIGINT");
  const [code, said] = await ended;
  assert.equal(code, 0);
  assert.match(said, /^ready\nStopping at the next step; [^\n]*\ncause: interrupted\n$/);
});

test("a second Ctrl-C quits at once, after a limit too", async () => {
  for (const limits of ["[]", '[{ cause: "time", seconds: 0.01, line: "The time is up." }]']) {
    const { child, ready, ended } = waiting(limits);
    await ready;
    await sleep(200);
    child.kill("SIGINT");
    await sleep(1000);
    child.kill("SIGINT");
    const [code, said] = await ended;
    assert.equal(code, 1);
    assert.doesNotMatch(said, /cause/);
    assert.match(said, /Ctrl-C again quits at once\.\n$/);
  }
});

test("Ctrl-C in a terminal ends npm with the exit code of the sweep", async (t) => {
  const folder = join(temporaryFolder(t), "a sweep");
  const npm = spawn("npm", ["run", "--silent", "sweep", "--", FILM, "--local", "--repeats", "90", "--out", folder], {
    cwd: ROOT,
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_"))),
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  npm.stderr.setEncoding("utf8").on("data", (text) => (said += text));
  const ended = new Promise((resolve) => npm.on("close", (...how) => resolve(how)));
  const journal = join(folder, "journal.ndjson");
  const hasBegun = () => existsSync(journal) && readFileSync(journal, "utf8").includes('"session"');
  while (npm.exitCode === null && !hasBegun()) await sleep(20);
  // A terminal sends it to all that runs in it: npm, a shell if there is one between, and the sweep.
  process.kill(-npm.pid!, "SIGINT");
  assert.deepEqual(await ended, [1, null], said);
  const command = `npm run sweep -- --resume '${folder}'`;
  // Said before a second one could come.
  assert.ok(
    said.includes(
      `\nStopping at the next step; results of what is finished follow. Ctrl-C again quits at once. Later, go on with:\n  ${command}\n`,
    ),
    said,
  );
  assert.ok(said.endsWith(`Interrupted. What is finished is in ${folder}; go on with:\n  ${command}\n`), said);
});

test("keys that are given back wait for the second half of a Ctrl-C that comes twice", async () => {
  const program = `
    import { stopOn } from ${STOP};
    const stop = stopOn([], () => {});
    const alive = setInterval(() => {}, 1000);
    console.log("ready");
    await new Promise((resolve) => stop.signal.addEventListener("abort", resolve));
    await stop.release();
    console.log("free", process.listenerCount("SIGINT"));
    clearInterval(alive);`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", program], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    said += text;
    if (text.includes("ready")) {
      child.kill("SIGINT");
      setTimeout(() => child.kill("SIGINT"), 200);
    }
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  assert.deepEqual([code, said], [0, "ready\nfree 0\n"]);
});

test("a limit ends it, and one beyond all clocks never does", async () => {
  const [money, never] = [
    waiting('[{ cause: "money", seconds: 0.1, line: "No money." }, { cause: "time", seconds: 1e9, line: "Never." }]'),
    waiting('[{ cause: "time", seconds: 1e9, line: "Never." }]'),
  ];
  const [code, said] = await money.ended;
  assert.deepEqual([code, said], [0, "ready\nNo money.\ncause: money\n"]);
  await never.ready;
  assert.equal(never.child.exitCode, null);
  never.child.kill("SIGKILL");
  assert.deepEqual(await never.ended, [null, "ready\n"]);
});

test("a closed terminal is a Ctrl-C", {
  skip: process.platform !== "linux" && "needs script of util-linux",
}, async (t) => {
  const told = join(temporaryFolder(t), "told");
  const program = `
    import { appendFileSync } from "node:fs";
    import { stopOn } from ${STOP};
    const tell = (line) => appendFileSync(${JSON.stringify(told)}, line + "\\n");
    const stop = stopOn([], tell);
    setTimeout(() => process.exit(1), 30_000);
    stop.signal.addEventListener("abort", () => {
      console.log("nobody reads this");
      tell("cause: " + stop.cause());
      process.exit(0);
    });
    tell("ready");`;
  const quoted = [process.execPath, "--input-type=module-typescript", "--eval", program].map((word) => `'${word}'`);
  const terminal = spawn("script", ["-qec", quoted.join(" "), "/dev/null"], { stdio: "ignore" });
  const lines = () => (existsSync(told) ? readFileSync(told, "utf8") : "");
  const until = Date.now() + 30_000;
  while (!lines().includes("ready") && Date.now() < until) await sleep(50);
  terminal.kill("SIGKILL");
  while (!lines().includes("cause") && Date.now() < until) await sleep(50);
  assert.match(lines(), /^ready\nStopping at the next step; [^\n]*\ncause: interrupted\n$/);
});

test("what writes to no terminal goes on when one is closed", async () => {
  const { child, ready, ended } = waiting('[{ cause: "time", seconds: 1, line: "The time is up." }]');
  await ready;
  child.kill("SIGHUP");
  assert.deepEqual(await ended, [0, "ready\nThe time is up.\ncause: time\n"]);
});
