/** What the commands say when they are called wrongly: one clear message on stderr, exit code 1, nothing on stdout. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { METHODS } from "../../runtime/sweep/methods.ts";
import { command, FILM, temporaryFolder } from "./command.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const COMMANDS = ["sweep", "simulate", "inspect", "results"];

/** The whole of stderr, to the character. */
async function refuses(script: string, args: string[], stderr: string | RegExp): Promise<void> {
  const outcome = await command(script, args);
  if (typeof stderr === "string") assert.equal(outcome.stderr, stderr);
  else assert.match(outcome.stderr, stderr);
  assert.doesNotMatch(outcome.stderr, /\n\s+at |node:internal/, "no stack");
  assert.deepEqual([outcome.code, outcome.stdout], [1, ""]);
}

for (const script of COMMANDS) {
  test(`${script} --help shows usage, options, examples and exit codes`, async () => {
    const { code, stdout, stderr } = await command(script, ["--help"]);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, new RegExp(`^npm run ${script} -- [<[](file|folder)[>\\]]\n`));
    for (const part of ["Positionals:", "--json", "Examples:", "Exit code: 0 done"])
      assert.ok(stdout.includes(part), part);
  });

  test(`${script} refuses an option that it does not have`, () =>
    refuses(
      script,
      ["x", "--bogus"],
      `GX_USAGE  Not understood: --bogus\n\`npm run ${script} -- --help\` lists what can be given.\n`,
    ));
}

for (const script of ["simulate", "inspect", "results"]) {
  test(`${script} asks for what it is to work on`, () =>
    refuses(
      script,
      [],
      `GX_USAGE  The file or folder to work on is missing\n\`npm run ${script} -- --help\` lists what can be given.\n`,
    ));
}

test("an example in the help stays on one line in a narrow terminal, and every method is named", {
  skip: process.platform !== "linux" && "needs script of util-linux",
}, () => {
  const quoted = `stty cols 45; '${process.execPath}' scripts/sweep.ts --help`;
  const { stdout } = spawnSync("script", ["-qec", quoted, "/dev/null"], { encoding: "utf8", cwd: ROOT });
  const lines = stdout.replaceAll("\r", "").split("\n");
  assert.ok(lines.includes("  npm run sweep -- fit.gx --methods jade_best --pop 25,50"), stdout);
  const long = lines.filter((line) => line.length > 45);
  assert.ok(
    long.every((line) => line.startsWith("  npm run sweep -- ")),
    long.join("\n"),
  );
  for (const method of METHODS) assert.ok(stdout.includes(method.replace("+lm", "")), method);
});

test("what can be chosen is named when something else is given", async () => {
  await refuses("fleet", ["frob"], /^GX_USAGE {2}action takes ls, cancel, retry, purge, collect, not "frob"\n/);
  await refuses("bundle", ["--arch", "riscv"], /^GX_USAGE {2}--arch takes x64, arm64, not "riscv"\n/);
});

test("what is for the selected stack's fleet is refused where the environment names another fleet", async () => {
  for (const option of [["--up"], ["--down"], ["--max-cost-usd", "2"], ["--boot-time", "5m"]]) {
    const elsewhere = { META_GENX_REDIS: "redis://127.0.0.1:1" };
    const { code, stderr } = await command("sweep", [FILM, ...option], undefined, elsewhere);
    assert.equal(
      stderr,
      `GX_USAGE  ${option[0]} is for the fleet of the selected stack, and META_GENX_REDIS names another fleet\nunset META_GENX_REDIS, or leave the option out.\n`,
    );
    assert.equal(code, 1);
  }
});

test("every command tells its version", async () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  for (const script of [...COMMANDS, "meta-genx"]) {
    assert.deepEqual(await command(script, ["--version"]), { code: 0, stdout: `${version}\n`, stderr: "" });
  }
});

test("a full disk behind the output is said, without a stack", {
  skip: !existsSync("/dev/full") && "no /dev/full here",
}, async () => {
  const full = openSync("/dev/full", "w");
  try {
    const child = spawn(process.execPath, ["scripts/simulate.ts", FILM], { stdio: ["ignore", full, "pipe"] });
    let said = "";
    child.stderr!.setEncoding("utf8").on("data", (text: string) => (said += text));
    assert.equal(await new Promise((resolve) => child.on("close", resolve)), 1);
    assert.equal(said, "GX_OUTPUT  The output cannot be written: the disk is full\n");
  } finally {
    closeSync(full);
  }
});

test("sweep asks for a file, or for a folder to go on with", () =>
  refuses("sweep", [], "GX_USAGE  No file was named\nGive the .gx or .hgx file to sweep, or --resume FOLDER.\n"));

test("the program names its commands, and the one that was meant", async () => {
  await refuses(
    "meta-genx",
    [],
    /^GX_USAGE {2}Name a command: sweep, simulate, inspect, results, fleet, up, down, status\.\n/,
  );
  await refuses("meta-genx", ["swep", "x"], /^GX_USAGE {2}Did you mean sweep\?\n/);
});

for (const [args, text] of [
  [["--km", "a"], '--km takes a number above 0, 2 at most, not "a"'],
  [["--kr", "0.5,,0.7"], '--kr takes a number from 0 to 1, not ""'],
  [["--pops", "2.5"], '--pop takes a whole number of at least 1, not "2.5"'],
  [["--pr", "0"], '--workers takes a whole number from 1 to 1024, not "0"'],
  [["--mgen", "NaN"], '--generations takes a whole number of at least 1, not "NaN"'],
  [["--time", "700h"], '--time takes 500h at most, not "700h"'],
  [["--time", "soon"], '--time takes a duration such as 90s, 10m, 2h or 1h30m, not "soon"'],
  [["--starts", "here"], '--starts takes guess, spread, uniform, not "here"'],
  [["--km", "Infinity"], '--km takes a number above 0, 2 at most, not "Infinity"'],
  [["--pop", "1e9"], "A population of 1000000000 cannot be used: 3 to 100000 can"],
  [["--repeats", "1e9"], "This plan has more than 100000 trials"],
  [["--out", ""], '--out takes the name of a folder, not ""'],
  [["--out"], "--out needs a value after it"],
  // Who runs the tests may have Pulumi, and the tests have no stack.
  ...["--no-local", "--detach", "--down"].map(
    (option) =>
      [
        [option],
        new RegExp(
          `^${option} needs a fleet, and there is none: (no stack is selected|Pulumi is not in PATH)\\nMake one by --up`,
        ),
      ] as const,
  ),
  [["--max-cost-usd", "nothing"], '--max-cost-usd takes a number of at least 0.01, not "nothing"'],
  [["--boot-time", "soon"], '--boot-time takes a duration such as 90s, 10m, 2h or 1h30m, not "soon"'],
  [["--down", "--local"], "--down and --local cannot be given together"],
  [["--redis", "redis://u:secret@h"], "--redis was given a password, and a command line is seen by everyone"],
  [["--methods", "best_1_bon"], 'There is no method "best_1_bon"\nDid you mean best_1_bin?\n'],
  [
    ["--method", "best_1_bin"],
    "Not understood: --method\nDid you mean --methods? `npm run sweep -- --help` lists what can be given.\n",
  ],
  [["--max-time", "8s"], /^Not understood: --max-time\n`npm run sweep -- --help`/],
  [["--repeat-s", "8"], /^Not understood: --repeat-s\nDid you mean --repeats\?/],
  [["--budget", "9"], /^Not understood: --budget\nDid you mean --budget-evaluations or --max-evaluations\?/],
  [["--resume", "a", "--out", "b"], "--resume and --out cannot be given together"],
  [["--resume", "a", "--starts", "guess"], "--resume and --starts cannot be given together"],
  [["--resume", "a"], "--resume takes its file from the folder"],
] as const) {
  test(`sweep ${args.join(" ")} is refused`, async () => {
    const { code, stderr } = await command("sweep", [FILM, ...args]);
    if (typeof text !== "string") assert.match(stderr.replace("GX_USAGE  ", ""), text);
    else assert.ok(`${stderr}\n`.startsWith(`GX_USAGE  ${text}`), stderr);
    assert.equal(code, 1);
  });
}

for (const script of ["sweep", "simulate", "inspect"]) {
  test(`${script}: a file that is missing, empty, or no GenX file, and a folder`, async (t) => {
    const folder = temporaryFolder(t);
    const [empty, text] = [join(folder, "empty.gx"), join(folder, "text.gx")];
    writeFileSync(empty, "");
    writeFileSync(text, "0.1 1e-3\n0.2 1e-4\n");
    const advice = "Give a file that GenX saved: fit.gx or fit.hgx.\n";
    await refuses(
      script,
      [join(folder, "no.gx")],
      `GX_FILE_UNREADABLE  ${folder}/no.gx cannot be opened: there is no such file\n${advice}`,
    );
    await refuses(script, [empty], `GX_FILE_UNREADABLE  empty.gx is empty\n${advice}`);
    await refuses(
      script,
      [text],
      `GX_FILE_UNREADABLE  text.gx is neither a .gx (zip) nor a .hgx (HDF5) file\n${advice}`,
    );
    await refuses(script, [folder], `GX_FILE_UNREADABLE  ${folder} is a folder\n${advice}`);
  });
}

test("simulate refuses a --set that is no NAME=VALUE", async () => {
  for (const text of ["film.setD", "film.setD=", "=3", "film.setD=thick", "film.setD=NaN"]) {
    await refuses(
      "simulate",
      [FILM, "--set", text],
      `GX_USAGE  --set takes NAME=VALUE with a number, not "${text}"\nFor example --set film.setD=138.5\n`,
    );
  }
});

test("results names a folder without a sweep, and a plan that it cannot read", async (t) => {
  const folder = temporaryFolder(t);
  await refuses("results", [folder], /^GX_OUTPUT {2}.*: no sweep here \(plan\.json is missing\)\n/);
  writeFileSync(join(folder, "plan.json"), "{}");
  await refuses("results", [folder], /^GX_OUTPUT {2}.*: its plan\.json is not one that this version wrote\n/);
});

test("a file where a sweep's folder belongs, or the other way round, is refused with the line that was meant", async (t) => {
  const root = temporaryFolder(t);
  const folder = join(root, "a sweep");
  mkdirSync(folder);
  writeFileSync(join(folder, "plan.json"), "{}");
  writeFileSync(join(folder, "results.h5"), "");
  const quoted = `'${folder}'`;
  const both = `To see that sweep again: \`npm run results -- ${quoted}\`. To go on with it: \`npm run sweep -- --resume ${quoted}\`.\n`;
  for (const script of ["sweep", "simulate", "inspect"]) {
    await refuses(script, [folder], `GX_USAGE  ${folder} is the folder of a sweep, and no GenX file\n${both}`);
  }
  const result = join(folder, "results.h5");
  await refuses("sweep", [result], `GX_USAGE  ${result} lies in the folder of a sweep, and is no GenX file\n${both}`);
  const wanted = "is a file, where the folder of a sweep is wanted";
  const begin = `To sweep it: \`npm run sweep -- ${FILM}\`. The folder of its results is named at the end.\n`;
  await refuses("sweep", ["--resume", FILM], `GX_USAGE  ${FILM} ${wanted}\n${begin}`);
  await refuses("results", [FILM], `GX_USAGE  ${FILM} ${wanted}\n${begin}`);
  const resume = `Give \`npm run sweep -- --resume ${quoted}\`.\n`;
  await refuses("sweep", ["--resume", result], `GX_USAGE  ${result} ${wanted}\n${resume}`);
  await refuses("results", [result], `GX_USAGE  ${result} ${wanted}\nGive \`npm run results -- ${quoted}\`.\n`);
  const latest = `For the latest: \`npm run results -- ${quoted}\`.\n`;
  await refuses("results", [root], `GX_USAGE  ${root} is no sweep, but holds sweeps\n${latest}`);
});

test("sweep does not write over another sweep", async (t) => {
  const folder = join(temporaryFolder(t), "taken");
  mkdirSync(folder);
  writeFileSync(join(folder, "plan.json"), "{}");
  await refuses("sweep", [FILM, "--out", folder], /^GX_OUTPUT {2}.*: holds another sweep already \(plan\.json\)\n/);
});
