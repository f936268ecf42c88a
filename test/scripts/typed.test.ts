/** What people type: a value that is ambiguous or hardly meant is refused, with what was likely meant; and npm's habits. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { availableParallelism, homedir } from "node:os";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { durationOf } from "../../scripts/cli/duration-option.ts";
import { type KnownOptions, refuseSwallowed } from "../../scripts/cli/npm-swallowed.ts";
import { numberOf, numbersOf } from "../../scripts/cli/number-option.ts";
import { refuseSlips, type TypedOptions, typedWords } from "../../scripts/cli/typed-words.ts";
import { command, FILM } from "./command.ts";

const KM = "--km takes a number above 0, 2 at most, not";
const TIME = "--time takes a duration such as 90s, 10m, 2h or 1h30m, not";
const TYPED: [args: string[], message: string][] = [
  [["--km", "0,5"], "--km 0,5: did you mean 0.5?"],
  [["--kr", "1,0"], "--kr 1,0: did you mean 1.0 (write 1.0) or 2 values (write 1.0,0.0)?"],
  [["--km", "0,5,0,7"], "--km 0,5,0,7: did you mean 0.5 and 0.7 (write 0.5,0.7)?"],
  [["--km", "0.5;0.7"], "--km 0.5;0.7: a list has commas: did you mean 0.5,0.7?"],
  [["--km", "7"], `${KM} "7": did you mean 0.7?`],
  [["--km", "0"], `${KM} "0"`],
  [["--kr", "70"], '--kr takes a number from 0 to 1, not "70": did you mean 0.7?'],
  [["--kr", "70%"], '--kr takes a number from 0 to 1, not "70%": did you mean 0.7?'],
  [["--var", "0,1"], '--var takes a number from 0 to 100, not "0,1": did you mean 0.1?'],
  [["--repeats", "1,5"], '--repeats takes a whole number of at least 1, not "1,5": one number, and no list'],
  [["--repeats", "1.000"], '--repeats takes a whole number of at least 1, not "1.000": did you mean 1000 or 1?'],
  [["--pop", "1,000"], '--pop takes a whole number of at least 1, not "1,000": did you mean 1000?'],
  [["--mgen", "10k"], '--generations takes a whole number of at least 1, not "10k": did you mean 10000?'],
  [["--time", "5"], "--time 5: 5 what? Write 5m for minutes, 5s for seconds or 5h for hours"],
  [["--boot-time", "10"], "--boot-time 10: 10 what? Write 10m for minutes, 10s for seconds or 10h for hours"],
  [["--time", "5min"], `${TIME} "5min": did you mean 5m?`],
  [["--time", "1,5h"], `${TIME} "1,5h": did you mean 1.5h?`],
  [["--time", "1 hour 30 min"], `${TIME} "1 hour 30 min": did you mean 1h30m?`],
  [["--time", "1h30"], `${TIME} "1h30": did you mean 1h30m?`],
  [["--time", "1:30"], `${TIME} "1:30": did you mean 1h30m or 1m30s?`],
  [["--time", "2d"], `${TIME} "2d": did you mean 48h?`],
];

test("what is ambiguous or hardly meant is refused with what it may mean", async () => {
  for (const [args, message] of TYPED) {
    const { code, stdout, stderr } = await command("sweep", [FILM, ...args]);
    const help = "`npm run sweep -- --help` lists what can be given.";
    assert.deepEqual([code, stdout, stderr], [1, "", `GX_USAGE  ${message}\n${help}\n`]);
  }
});

test("more threads than four a core are a slip, in a plan too", async () => {
  const cores = availableParallelism();
  for (const more of [["--local"], ["--plan", "--local"]]) {
    const { code, stderr } = await command("sweep", [FILM, "--workers", "1000", ...more]);
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`^GX_USAGE  --workers 1000: this machine has ${cores} cores?, and 1000 threads`));
  }
});

test("lists of numbers stay lists where they can be nothing else", () => {
  assert.deepEqual(numbersOf("km")("0.5,0.7"), [0.5, 0.7]);
  assert.deepEqual(numbersOf("spread")("5,50"), [5, 50]);
  assert.deepEqual(numbersOf("spread", { percent: true })("5%,50 %"), [5, 50]);
  assert.deepEqual(numbersOf("pop", { whole: true })("25,50"), [25, 50]);
  assert.deepEqual(numbersOf("km")("0.0,1"), [0, 1]);
  assert.throws(() => numbersOf("spread")("5,05"), { code: "GX_USAGE" });
  assert.throws(() => numberOf("max-cost-usd")("2,5"), /: did you mean 2\.5\?$/);
});

test("durations are hours, minutes and seconds, in this order", () => {
  const seconds = durationOf("time");
  const typed = ["90s", "10m", "1.5h", "1h30m", " 1h 30m ", "1m30s"];
  assert.deepEqual(typed.map(seconds), [90, 600, 5400, 5400, 5400, 90]);
  for (const text of ["30m1h", "1h30", "1h1h", "0s", "h", "", "-5m"])
    assert.throws(() => seconds(text), { code: "GX_USAGE" });
});

const SWEEP: TypedOptions = {
  names: ["km", "pop", "pops", "time", "plan", "json", "set", "out", "budget-evaluations", "h"],
  flags: ["plan", "json", "h"],
  repeatable: ["set"],
  aliases: { pop: ["pops"] },
  lists: ["km", "pop", "pops"],
};

/** As they are typed, and as the options get them. */
const TAKEN: [typed: string[], words: string[]][] = [
  [
    ["fit.gx", "--km", "0.5,", "0.7", "--plan"],
    ["fit.gx", "--km", "0.5,0.7", "--plan"],
  ],
  [
    ["--km=0.5", ",", "0.7", "fit.gx"],
    ["--km=0.5,0.7", "fit.gx"],
  ],
  [
    ["--methods", "jade_best,", "best_1_bin,", "rand_1_bin"],
    ["--methods", "jade_best,best_1_bin,rand_1_bin"],
  ],
  [
    ["--spread", "20", "%", "fit.gx"],
    ["--spread", "20%", "fit.gx"],
  ],
  [
    ["--time", "1h", "30m", "fit.gx"],
    ["--time", "1h30m", "fit.gx"],
  ],
  [
    ["~/fit.gx", "--out=~/sweeps/a"],
    [`${homedir()}/fit.gx`, `--out=${homedir()}/sweeps/a`],
  ],
  [
    ["a~/b", "--plan", "fit,", "x"],
    ["a~/b", "--plan", "fit,x"],
  ],
];

test("what can mean only one thing is taken: a blank in a list, before % and in a duration, the home folder in quotes", () => {
  for (const [typed, words] of TAKEN) assert.deepEqual(typedWords(typed), words);
});

const SLIPS: [typed: string[], message: string, advice: string][] = [
  [["-plan"], "-plan begins with one hyphen, and options have two", "Write --plan."],
  [["-km=0.5"], "-km=0.5 begins with one hyphen, and options have two", "Write --km=0.5."],
  [["—plan"], "—plan has a dash that is no hyphen", "Write --plan."],
  [["–km", "0.5"], "–km has a dash that is no hyphen", "Write --km."],
  [["−−json"], "−−json has a dash that is no hyphen", "Write --json."],
  [["--budget‑evaluations", "5"], "--budget‑evaluations has a dash that is no hyphen", "Write --budget-evaluations."],
  [["--km", "0.5", "0.7", "fit.gx"], "--km 0.5 0.7: a value has no blanks in it", "Write --km 0.5,0.7."],
  [["--pop", "25", "50", "--plan"], "--pop 25 50: a value has no blanks in it", "Write --pop 25,50."],
  [["--km", "jade", "best"], "--km jade best: a value has no blanks in it", "Write --km jade,best."],
  [["--time", "5", "Minutes"], "--time 5 Minutes: a value has no blanks in it", "Write --time 5m."],
  [["--set", "film.setD", "15"], "--set film.setD 15: a value has no blanks in it", "Write --set film.setD=15."],
  [["--set", "a", "=", "15"], "--set a = 15: a value has no blanks in it", "Write --set a=15."],
  [
    ["--pop", "25", "--pops", "50"],
    "--pop and --pops are one option: 25 and 50",
    "Give it once, or both values as --pops 25,50.",
  ],
  [["--km", "0.5", "--km=0.7"], "--km is given twice: 0.5 and 0.7", "Give it once, or both values as --km 0.5,0.7."],
];

test("a slip that would be lost or misread is refused with what to write", () => {
  for (const [typed, message, advice] of SLIPS)
    assert.throws(() => refuseSlips(typed, SWEEP), { code: "GX_USAGE", message, advice });
});

test("what is well written passes", () => {
  for (const typed of [
    ["fit.gx", "--km", "0.5,0.7", "--plan", "--time=5m"],
    ["-h"],
    ["--set", "a=1", "--set", "b=-2", "fit.gx"],
    ["--km", "0.5", "--km", "0.5"],
    ["--time", "5m", "--time=6m"],
    ["--plan", "5", "--json", "--json"],
    ["--out", "5", "fit.gx"],
    ["–.gx", "--out", "—", "-", "--"],
  ]) {
    refuseSlips(typed, SWEEP);
  }
});

test("slips are noticed by the commands, and a list with a blank in it is swept", async () => {
  const film = ["--local", "--plan", "--methods", "best_1_bin", FILM];
  for (const args of [["—plan"], ["-plan"], ["--pop", "25", "--pops", "50"]]) {
    const { code, stdout, stderr } = await command("sweep", [...film, ...args]);
    assert.deepEqual([code, stdout, stderr.slice(0, 10)], [1, "", "GX_USAGE  "]);
  }
  const { code, stdout } = await command("sweep", ["--km", "0.5,", "0.7", ...film]);
  assert.equal(code, 0);
  assert.match(stdout, /best_1_bin +0\.5 .*\n +best_1_bin +0\.7 /);
});

const OPTIONS: KnownOptions = {
  names: ["km", "time", "plan", "json", "out", "budget-evaluations", "s"],
  flags: ["plan", "json"],
};

test("what npm keeps of its own settings is nobody's mistake", () => {
  const run = { npm_lifecycle_event: "sweep" };
  refuseSwallowed("sweep", ["fit.gx"], OPTIONS, { ...run, npm_config_json: "true", npm_config_loglevel: "silent" });
  refuseSwallowed("sweep", ["fit.gx"], OPTIONS, { ...run, npm_config_long: "true", npm_config_all: "true" });
  refuseSwallowed("sweep", ["fit.gx"], OPTIONS, { npm_lifecycle_event: "test", npm_config_km: "0.5" });
  refuseSwallowed("sweep", ["fit.gx"], OPTIONS, { npm_config_km: "0.5" });
});

/** Typed behind `npm run --silent`, without `--`, and what is to be written. */
const SWALLOWED: [typed: string[], taken: string, line: string][] = [
  [["sweep", "fit.gx", "--plan"], "--plan", "npm run sweep -- fit.gx --plan"],
  [["sweep", "--plan", "fit.gx"], "--plan", "npm run sweep -- fit.gx --plan"],
  [["sweep", "my fit.gx", "--km", "0.5"], "--km", "npm run sweep -- 'my fit.gx' --km 0.5"],
  [
    ["sweep", "fit.gx", "--km=0.5", "--time=5m", "--json"],
    "--km, --time",
    "npm run sweep -- fit.gx --km 0.5 --time 5m --json",
  ],
  [["sweep", "fit.gx", "--time", "5m", "--km", "0.5"], "--km, --time", "npm run sweep -- fit.gx --km … --time …"],
  [
    ["sweep", "fit.gx", "--budget-evaluations", "500"],
    "--budget-evaluations",
    "npm run sweep -- fit.gx --budget-evaluations 500",
  ],
  [["sweep", "--resume", "sweeps/a"], "--resume", "npm run sweep -- --resume sweeps/a"],
  [["simulate", "fit.gx", "--set", "film.setD=138.5"], "--set", "npm run simulate -- fit.gx --set film.setD=138.5"],
  [["results", "sweeps/a", "--timeline"], "--timeline", "npm run results -- sweeps/a --timeline"],
];

for (const [typed, taken, line] of SWALLOWED) {
  test(`npm swallows: ${typed.join(" ")}`, () => {
    const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", ...typed], {
      cwd: fileURLToPath(new URL("../../", import.meta.url)),
      encoding: "utf8",
      env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_"))),
    });
    const said = `GX_USAGE  npm took ${taken} for itself: what follows \`npm run ${typed[0]}\` needs -- before it\n`;
    // With --json npm adds that the command failed.
    assert.deepEqual([status, typed.includes("--json") || stdout === ""], [1, true]);
    assert.equal(stderr, `${said}Write \`${line}\`.\n`);
  });
}
