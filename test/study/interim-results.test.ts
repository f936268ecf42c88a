/** While a sweep runs, and whatever ends it: a results.h5 that can be read and has the trials that had ended. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { readHdf5 } from "../../runtime/hdf5.ts";
import { writeInterimResults } from "../../runtime/study/interim-results.ts";
import { command, FILM, temporaryFolder } from "../scripts/command.ts";

const OUTPUTS = ["results.h5", "report.html", "best.hgx"];
const AT_ONCE = { first: 0, every: 0, share: 1 };

/** The trials that results.h5 has a figure of merit of, and how many are planned. */
function trialsIn(folder: string): Promise<{ ended: number; planned: number }> {
  return readHdf5(readFileSync(join(folder, "results.h5")), "results.h5", (h5) => {
    const foms = h5.numbers("/fits/0000/trials/fom")!.values;
    const ended = foms.filter(Number.isFinite).length;
    return { ended, planned: foms.length };
  });
}

/** A sweep of six trials as it is after two of them. */
async function begun(t: TestContext): Promise<string> {
  const folder = join(temporaryFolder(t), "sweep");
  const plan = ["--methods", "best_1_bin,rand_1_bin+lm", "--repeats", "1", "--generations", "15"];
  assert.equal((await command("sweep", [FILM, ...plan, "--out", folder, "--json"])).code, 0);
  for (const file of OUTPUTS) rmSync(join(folder, file));
  const journal = join(folder, "journal.ndjson");
  const lines = readFileSync(journal, "utf8").split("\n");
  const second = lines.flatMap((line, i) => (line.includes('"type":"trial"') ? i : []))[1]!;
  writeFileSync(journal, `${lines.slice(0, second + 1).join("\n")}\n{"at":17,"type":"tri`);
  return folder;
}

async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 240_000; !condition(); await sleep(20)) assert.ok(Date.now() < end, "it took minutes");
}

test("files are written once a trial has ended, whole and with the trials so far; and not again without news", async (t) => {
  const folder = await begun(t);
  const said: string[] = [];
  const interim = writeInterimResults(folder, (line) => said.push(line), AT_ONCE);
  await sleep(300);
  assert.ok(OUTPUTS.every((file) => !existsSync(join(folder, file))));
  interim.trialEnded();
  await until(() => OUTPUTS.every((file) => existsSync(join(folder, file))));
  assert.deepEqual(await trialsIn(folder), { ended: 2, planned: 6 });
  assert.match(readFileSync(join(folder, "report.html"), "utf8"), /so far: the sweep is not finished/);

  const { mtimeMs } = statSync(join(folder, "results.h5"));
  await sleep(300);
  assert.equal(statSync(join(folder, "results.h5")).mtimeMs, mtimeMs);
  interim.trialEnded();
  await until(() => statSync(join(folder, "results.h5")).mtimeMs !== mtimeMs);
  await interim.end();
  assert.deepEqual(said, []);
});

test("what cannot be written is said once, and tried again", async (t) => {
  const folder = await begun(t);
  mkdirSync(join(folder, "report.html"));
  const said: string[] = [];
  const interim = writeInterimResults(folder, (line) => said.push(line), AT_ONCE);
  interim.trialEnded();
  await until(() => said.length > 0);
  interim.trialEnded();
  await sleep(300);
  rmSync(join(folder, "report.html"), { recursive: true });
  interim.trialEnded();
  await until(() => existsSync(join(folder, "results.h5")));
  await interim.end();
  assert.equal(said.length, 1);
  assert.match(said[0]!, /could not be written: .*report\.html: is a folder.*\. The sweep goes on;/);
});

test("a sweep that is killed after half a minute leaves the results so far", { timeout: 400_000 }, async (t) => {
  const folder = join(temporaryFolder(t), "sweep");
  const plan = ["--repeats", "100", "--budget-evaluations", "20000", "--workers", "1"];
  const { code } = await command("sweep", [FILM, ...plan, "--out", folder], async (child) => {
    try {
      await until(() => OUTPUTS.every((file) => existsSync(join(folder, file))));
    } finally {
      child.kill("SIGKILL");
    }
  });
  assert.equal(code, null);
  const { ended, planned } = await trialsIn(folder);
  assert.equal(planned, 1800);
  const journal = readFileSync(join(folder, "journal.ndjson"), "utf8");
  assert.ok(ended >= 1 && ended <= journal.split('"type":"trial"').length - 1, `${ended}`);
  assert.ok(readdirSync(folder).includes("best.hgx"));
});
