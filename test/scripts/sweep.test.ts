/** A sweep from the command line to its files: the same on one thread and on two, cut short, and gone on with. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { TrialResult } from "../../runtime/sweep/trial.ts";
import { command, FILM, type Outcome, temporaryFolder } from "./command.ts";

const reference = JSON.parse(readFileSync(FILM.replace(/gx$/, "json"), "utf8"));
const SMALL = ["--methods", "best_1_bin,jade_best", "--repeats", "1", "--generations", "40"];

/** What the JSON page says of each trial, without how long it took. */
const resultsOf = (stdout: string): (Omit<TrialResult, "seconds" | "cpuSeconds"> | null)[] =>
  JSON.parse(stdout).fits[0].trials.map(({ result }: { result: TrialResult | null }) => {
    if (result === null) return null;
    const { seconds: _, cpuSeconds: __, ...rest } = result;
    return rest;
  });

const place = (t: TestContext) => join(temporaryFolder(t), "sweep");

test("the same plan gives identical trials on one thread and on two, and leaves every file", async (t) => {
  const [one, two] = [place(t), place(t)];
  const [first, second] = await Promise.all([
    command("sweep", [FILM, ...SMALL, "--workers", "1", "--out", one, "--json"]),
    command("sweep", [FILM, ...SMALL, "--pr", "2", "--out", two, "--json"]),
  ]);
  assert.deepEqual([first.code, second.code], [0, 0], first.stderr + second.stderr);
  const results = resultsOf(first.stdout);
  assert.equal(results.length, 6);
  assert.ok(results.every((result) => result?.status === "complete" && result.generations === 40));
  assert.deepEqual(resultsOf(second.stdout), results);
  for (const file of ["plan.json", "journal.ndjson", "input.gx", "results.h5", "report.html", "best.hgx"]) {
    assert.ok(existsSync(join(two, file)), file);
  }
  assert.match(second.stderr, /It runs here, on 2 threads of this machine/);
});

test("with GenX's settings it finds GenX's figure of merit", async (t) => {
  const args = ["--methods", "best_1_bin", "--starts", "guess", "--repeats", "2", "--pops", "50", "--mgen", "120"];
  const { code, stdout } = await command("sweep", [FILM, ...args, "--out", place(t), "--json"]);
  assert.equal(code, 0);
  const genx = reference.runs.filter((run: { scheme: string }) => run.scheme === "best_1_bin");
  const worst = Math.max(...genx.map((run: { final_fom: number }) => run.final_fom));
  for (const result of resultsOf(stdout)) {
    assert.equal(result?.evaluations, genx[0].evaluations);
    assert.ok(result!.fom <= 1.05 * worst, `${result!.fom}, GenX ${worst}`);
  }
});

test("Ctrl-C stops at the next step and reports what is finished; --resume ends as if it had not happened", async (t) => {
  const [cut, whole] = [place(t), place(t)];
  const args = [...SMALL, "--generations", "150", "--workers", "1"];
  const stopped = await command("sweep", [FILM, ...args, "--out", cut, "--json"], (child) => {
    const journal = join(cut, "journal.ndjson");
    const watch = setInterval(() => {
      // The first trial has ended.
      if (!existsSync(journal) || !readFileSync(journal, "utf8").includes('"type":"trial"')) return;
      clearInterval(watch);
      child.kill("SIGINT");
    }, 10);
    child.once("exit", () => clearInterval(watch));
  });
  assert.equal(stopped.code, 1);
  assert.match(stopped.stderr, /Stopping at the next step/);
  assert.match(stopped.stderr, /Interrupted\. What is finished is in .*; go on with:\n {2}npm run sweep -- --resume /);
  const partial = resultsOf(stopped.stdout);
  assert.equal(partial[0]?.status, "complete");
  assert.ok(partial.filter((result) => result === null).length >= 1, "some were not started");
  assert.ok(existsSync(join(cut, "best.hgx")));

  const [resumed, uncut] = await Promise.all([
    command("sweep", ["--resume", cut, "--json"]),
    command("sweep", [FILM, ...args, "--out", whole, "--json"]),
  ]);
  assert.deepEqual([resumed.code, uncut.code], [0, 0], resumed.stderr);
  assert.match(resumed.stderr, /\d of 6 trials are done already/);
  assert.deepEqual(resultsOf(resumed.stdout), resultsOf(uncut.stdout));
});

test("while it runs, results shows it and --resume refuses it; after kill -9 --resume goes on", async (t) => {
  const out = place(t);
  const args = ["--methods", "best_1_bin", "--starts", "guess", "--repeats", "1", "--budget-evaluations", "1000000000"];
  let meanwhile: Outcome[] = [];
  const killed = await command("sweep", [FILM, ...args, "--out", out], (child) => {
    let said = "";
    child.stderr!.on("data", async (text: string) => {
      const before = said;
      said += text;
      if (before.includes("evaluations/s") || !said.includes("evaluations/s")) return;
      meanwhile = await Promise.all([command("results", [out]), command("sweep", ["--resume", out])]);
      child.kill("SIGKILL");
    });
  });
  assert.equal(killed.code, null);
  const [shown, refused] = meanwhile;
  assert.match(
    shown!.stdout,
    /: 0 of 1 trials in .*\n\nFigure of merit \(\w+\): \S+ in the file\nDo not trust it yet: No trial/,
  );
  assert.match(refused!.stderr, /^GX_OUTPUT {2}.*: this sweep is running still, as process \d+\n`npm run results -- /);
  assert.deepEqual([shown!.code, refused!.code], [0, 1]);
  const resumed = await command("sweep", ["--resume", out, "--time", "1s"]);
  assert.equal(resumed.code, 0, resumed.stderr);
});

test("a sweep goes on when nobody listens to it any more", async (t) => {
  const out = place(t);
  const { code } = await command("sweep", [FILM, ...SMALL, "--out", out], (child) => {
    child.stderr!.once("data", () => child.stderr!.destroy());
    child.stdout!.destroy();
  });
  assert.equal(code, 0);
  assert.ok(existsSync(join(out, "best.hgx")));
});

test("the time limit ends a sweep in good order", async (t) => {
  const args = ["--starts", "guess", "--repeats", "1", "--budget-evaluations", "100000000", "--time", "1s"];
  const { code, stdout, stderr } = await command("sweep", [FILM, ...args, "--out", place(t), "--json"]);
  assert.equal(code, 0);
  assert.match(stderr, /The time is up/);
  assert.ok(resultsOf(stdout).some((result) => result?.status === "partial" && result.evaluations > 0));
});

test("results shows a sweep again, for people, as JSON and as CSV, and writes its files anew", async (t) => {
  const folder = place(t);
  const swept = await command("sweep", [FILM, ...SMALL.slice(2), "--methods", "best_1_bin", "--out", folder]);
  assert.equal(swept.code, 0, swept.stderr);
  assert.match(swept.stdout, /best_1_bin[\s\S]*mid\.setD[\s\S]* starts [\s\S]*report\.html, best\.hgx, results\.h5\n$/);
  for (const file of ["results.h5", "report.html", "best.hgx"]) rmSync(join(folder, file));

  const text = await command("results", [folder]);
  assert.deepEqual([text.code, text.stderr], [0, ""]);
  assert.equal(text.stdout.trim(), swept.stdout.trim());
  for (const file of ["results.h5", "report.html", "best.hgx"]) assert.ok(existsSync(join(folder, file)), file);

  const page = JSON.parse((await command("results", [folder, "--json"])).stdout);
  assert.equal(page.finished, true);
  const csv = await command("results", [folder, "--csv"]);
  assert.equal(csv.stdout.trimEnd().split("\r\n").length, 1 + page.fits[0].parameters.length);
});

test("best.hgx holds the best figure of merit and the best parameters", async (t) => {
  const folder = place(t);
  const { stdout } = await command("sweep", [FILM, ...SMALL, "--out", folder, "--json"]);
  const [fit] = JSON.parse(stdout).fits;
  const again = await command("simulate", [join(folder, "best.hgx"), "--json"]);
  assert.equal(JSON.parse(again.stdout).fom, fit.bestFom);
});
