/** What people type: a value that is ambiguous or hardly meant is refused, with what was likely meant; and npm's habits. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { type KnownOptions, refuseSwallowed } from "../../scripts/cli/npm-swallowed.ts";
import { numberOf, numbersOf } from "../../scripts/cli/number-option.ts";
import { command, FILM } from "./command.ts";

const TYPED: [args: string[], message: string][] = [
  [["--km", "0,5"], "--km 0,5: did you mean 0.5 (write 0.5) or 2 values (write 0.0,5.0)?"],
  [["--km", "0,5,0,7"], "--km 0,5,0,7: did you mean 0.5 and 0.7 (write 0.5,0.7) or 4 values (write 0.0,5.0,0.0,7.0)?"],
  [["--km", "7"], '--km takes a number from 0 to 2, not "7": did you mean 0.7?'],
  [["--kr", "70"], '--kr takes a number from 0 to 1, not "70": did you mean 0.7?'],
  [["--var", "0,1"], '--var takes a number of at least 0, not "0,1": did you mean 0.1?'],
  [["--time", "5"], "--time 5: 5 what? Write 5m for minutes, 5s for seconds or 5h for hours"],
  [["--boot-time", "10"], "--boot-time 10: 10 what? Write 10m for minutes, 10s for seconds or 10h for hours"],
  [["--time", "5min"], '--time takes a duration such as 90s, 10m or 2h, not "5min": did you mean 5m?'],
  [["--time", "1,5h"], '--time takes a duration such as 90s, 10m or 2h, not "1,5h": did you mean 1.5h?'],
  [["--time", "2d"], '--time takes a duration such as 90s, 10m or 2h, not "2d": did you mean 48h?'],
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
  assert.deepEqual(numbersOf("pop", { whole: true })("25,50"), [25, 50]);
  assert.deepEqual(numbersOf("km")("0.0,1"), [0, 1]);
  assert.throws(() => numbersOf("spread")("5,05"), { code: "GX_USAGE" });
  assert.throws(() => numberOf("max-cost-usd")("2,5"), /: did you mean 2\.5\?$/);
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
