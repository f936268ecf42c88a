/** `sweep --plan`: what would run, and nothing that has run or was written. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { localTarget } from "../../runtime/study/compute-target.ts";
import { planStudy } from "../../runtime/study/start-sweep.ts";
import { agreeToLong } from "../../scripts/cli/long-search.ts";
import { command, FILM, temporaryFolder } from "./command.ts";

const ASKED = ["--methods", "best_1_bin,jade_best+lm", "--km", "0.5,0.7", "--repeats", "2", "--mgen", "6"];

test("the page has methods, settings, starts, evaluations and time; nothing is written", async (t) => {
  const folder = temporaryFolder(t);
  const out = join(folder, "sweep");
  const { code, stdout, stderr } = await command("sweep", [FILM, ...ASKED, "--plan", "--out", out]);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /^op1_xray_film_5par\.gx: 5 fitted parameters, 1 data set, figure of merit log\.\n24 trials:/);
  assert.match(stdout, /\n {2}best_1_bin {4}0\.5 {2}0\.7 {10}50 {7}6 {2}6 generations\n/);
  assert.match(stdout, /\n {2}jade_best\+lm {2}0\.7 {2}0\.7 {10}50 {7}6 {2}6 generations\n/);
  assert.match(
    stdout,
    /Each from\n {2}the file's values, 2 times\n {2}near .* ± 20 %, 2 times\n {2}anywhere in the bounds, 2 times\n/,
  );
  assert.match(
    stdout,
    /\nSeed 1\. 9\u202f804 evaluations if no trial ends before its budget: about .*\nNothing has been run, and nothing written\./,
  );
  assert.deepEqual([existsSync(out), readdirSync(folder)], [false, []]);
});

test("as JSON it is the plan that a sweep then obeys, trial for trial", async (t) => {
  const out = join(temporaryFolder(t), "sweep");
  const planned = await command("sweep", [FILM, ...ASKED, "--plan", "--json", "--workers", "2"]);
  assert.equal((await command("sweep", [FILM, ...ASKED, "--out", out, "--json"])).code, 0);
  const { trials, numerics, projectHash } = JSON.parse(readFileSync(join(out, "plan.json"), "utf8"));
  const page = JSON.parse(planned.stdout);
  assert.deepEqual([page.trials, page.numerics, page.projectHash], [trials, numerics, projectHash]);
  assert.deepEqual([page.file, page.threads, page.evaluations], ["op1_xray_film_5par.gx", 2, 9804]);
  assert.ok(page.seconds > 0);
});

test("what is wrong with the file or the options is said as it would be by the sweep", async () => {
  const wrong = await command("sweep", [FILM, "--methods", "best_2_bin", "--plan"]);
  assert.match(wrong.stderr, /^GX_USAGE {2}There is no method "best_2_bin"\n/);
  const resumed = await command("sweep", ["--resume", "somewhere", "--plan"]);
  assert.match(resumed.stderr, /^GX_USAGE {2}--resume and --plan cannot be given together\n/);
  assert.deepEqual([wrong.code, resumed.code], [1, 1]);
});

test("a search that may take over an hour is agreed to first: by --time or --yes, where nobody can be asked", async () => {
  const plan = await planStudy({ file: FILM }, localTarget(1));
  const long = { ...plan, usual: 600, longest: 7200 };
  await assert.rejects(agreeToLong(long, {}), {
    code: "GX_USAGE",
    message:
      /^This search usually takes about 10 min 00 s, and may take 2 h 00 min, and was not begun: there is no terminal to ask at/,
    advice: "Give --time 1h to end it then with what it has found, or --yes for as long as it takes.",
  });
  await agreeToLong(long, { time: 60 });
  await agreeToLong(long, { yes: true });
  await agreeToLong({ ...long, longest: 3000 }, {});
  const planned = await planStudy({ file: FILM, repeats: 2 }, localTarget(1));
  await agreeToLong({ ...planned, longest: 7200 }, {});
});

test("the page of a search has its arms, in the order in which they begin, and its JSON the rule and the tries", async (t) => {
  const out = join(temporaryFolder(t), "sweep");
  const { code, stdout } = await command("sweep", [FILM, "--plan", "--out", out]);
  assert.equal(code, 0);
  assert.match(stdout, /Independent tries until 5 of them found the best fit: usually about/);
  assert.match(
    stdout,
    /growing_range: up to \d+ tries, from number 1 on\n {2}scout: up to \d+ tries, from number 2 on\n/,
  );
  assert.ok(!existsSync(out));
  const page = JSON.parse((await command("sweep", [FILM, "--plan", "--json", "--confidence", "7"])).stdout);
  assert.deepEqual([page.search.confidence, page.evaluations], [7, 75_000]);
  assert.ok(page.trials.length > 50 && page.usualSeconds > 0 && page.seconds > page.usualSeconds);
});
