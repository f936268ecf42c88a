/** The real sides on a small fit: `META_GENX_PYTHON` names a Python with genx3. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { CASES, type Case } from "../../bench/cases.ts";
import { environment, ours, theirs } from "../../bench/environment.ts";
import { measure } from "../../bench/measure.ts";
import { rowsOf } from "../../bench/rows.ts";
import { launch, type Side } from "../../bench/side.ts";
import { command, temporaryFolder } from "../scripts/command.ts";

const PYTHON = process.env["META_GENX_PYTHON"];

let genx: Side | undefined;
after(() => genx?.close());
/** One process for all cases: to import GenX takes longer than to compare one of them. */
async function sharedGenx(): Promise<Side> {
  genx ??= launch(theirs("genx", await environment(false, () => {})));
  return { ask: genx.ask, close: () => {} };
}

for (const { name } of CASES.filter(({ kind, peers }) => kind === "whole-fit" && peers.includes("genx"))) {
  test(`${name}: GenX and we give the same curve and figure of merit, and do as many evaluations`, {
    skip: PYTHON ? false : "META_GENX_PYTHON names no Python with genx3",
  }, async () => {
    const running = await sharedGenx();
    const small: Case = { ...CASES.find((each) => each.name === name)!, kind: "whole-fit", generations: 1 };
    const sides = {
      ours: () => launch(ours()),
      theirs: new Map([["genx" as const, () => running]]),
    };
    // `measure` throws where the two differ in curve, figure of merit or count.
    const rows = rowsOf([await measure(small, sides, 1, false)]);
    assert.deepEqual(
      rows.map((row) => [row.case, row.peer]),
      [[name, "genx"]],
    );
    assert.ok(rows[0]!.ratio > 0);
  });
}

test("one-curve: our side and GenX's compute the curves that they are asked for", {
  skip: PYTHON ? false : "META_GENX_PYTHON names no Python with genx3",
}, async () => {
  const running = await sharedGenx();
  const few: Case = { ...CASES.find((each) => each.kind === "one-curve")!, curves: 20 };
  const sides = { ours: () => launch(ours()), theirs: new Map([["genx" as const, () => running]]) };
  const { ours: rates } = await measure(few, sides, 1, false);
  assert.equal(rates.length, 1);
  assert.ok(rates[0]! > 0);
});

test("a Python without GenX, or none at all, is one clear message", async (t) => {
  const missing = await command("bench", ["--quick"], () => {}, { META_GENX_PYTHON: "/no/such/python" });
  assert.equal(
    missing.stderr,
    "GX_USAGE  The Python of the comparison, /no/such/python, does not run: spawn /no/such/python ENOENT\n" +
      "Let META_GENX_PYTHON name a Python that has genx3, or leave it out: bench then makes its own environment.\n",
  );
  const bare = join(temporaryFolder(t), "python");
  writeFileSync(bare, "#!/bin/sh\necho '{}'\n", { mode: 0o755 });
  const without = await command("bench", ["--quick"], () => {}, { META_GENX_PYTHON: bare });
  assert.match(without.stderr, /^GX_USAGE {2}META_GENX_PYTHON is .*, which has no genx3\nName a Python with genx3/);
  const none = await command("bench", ["--quick", "--json"], () => {}, {
    META_GENX_PYTHON: undefined,
    XDG_CACHE_HOME: temporaryFolder(t),
    PATH: "/no/such/folder",
  });
  assert.match(none.stderr, /\nGX_USAGE {2}The comparison needs Python 3 with GenX, and `python3 -m venv .*` failed: /);
  assert.deepEqual([without.code, without.stdout], [1, ""]);
  assert.deepEqual([missing.code, missing.stdout, none.code, none.stdout], [1, "", 1, ""]);
});

test("a side that dies says what it said last", async () => {
  const side = launch({
    name: "refnx",
    command: process.execPath,
    args: ["-e", "throw Error('no model')"],
    env: process.env,
  });
  await assert.rejects(
    side.ask("fit", { seed: 1, generations: 1 }),
    /refnx ended while it was asked to fit .*no model/s,
  );
});

test("bench --help shows what it takes", async () => {
  const { code, stdout, stderr } = await command("bench", ["--help"]);
  assert.deepEqual([code, stderr], [0, ""]);
  for (const part of ["npm run bench --", "--quick", "--json", "Examples:"]) assert.ok(stdout.includes(part), part);
});
