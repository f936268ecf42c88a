/**
 * The whole path: a fleet made by the engine, machines that really boot, a sweep by
 * the command that a user types, and nothing left. A fleet's trials are, bit for bit,
 * those of this machine's own threads.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { journalLines } from "../../helpers/journal-lines.ts";
import { journalledResults } from "../../helpers/raw-journal.ts";
import { leftOnDigitalOcean, leftOnEc2 } from "../left.ts";
import type { Ended } from "../project.ts";
import { traces } from "../traces.ts";
import { type Cloud, succeeded } from "../with-cloud.ts";
import { withBootingCloud, withoutFleet } from "../with-fleet.ts";

const skip = withoutFleet();
const FILE = "examples/oxide-film/fit.gx";
/** Settled beforehand: by itself a sweep is as large as the machine is fast. */
const PLAN = ["--methods", "best_1_bin,jade_best", "--repeats", "2", "--generations", "30", "--seed", "7"];
const TRIALS = 12;

for (const cloud of ["digitalocean", "aws"]) {
  test(`${cloud}: plain pulumi up, then a sweep with --down: the trials of this machine, and nothing left`, {
    skip,
  }, async () => {
    const before = traces();
    await withBootingCloud({ cloud, workers: "2" }, async (own) => {
      succeeded(await own.pulumi("up", "--yes", "--skip-preview"));
      const secrets = await secretsOf(own);
      const swept = fine(await own.run("sweep", FILE, ...PLAN, "--out", "there", "--down"));
      assert.match(
        swept.stderr,
        /It runs on the fleet meta-genx-test \((DigitalOcean, fra1|EC2, us-east-1)\): \d+ cores of 2 machines, about \$0\.\d\d in/,
      );
      assert.match(swept.stderr, /The fleet has cost about \$\d/);
      fine(await own.run("sweep", FILE, ...PLAN, "--out", "here"));
      await assertSame(own, "there", "here");
      assertComputedThere(own, "there");
      await assertNothingLeft(own);
      const written = ["journal.ndjson", "plan.json", "report.html"].map((name) =>
        readFileSync(join(own.project, "there", name), "utf8"),
      );
      for (const secret of secrets) {
        for (const text of [swept.stdout, swept.stderr, own.state(), ...written]) assert.ok(!text.includes(secret));
      }
    });
    assert.deepEqual(traces(), before);
  });
}

test("--up --down in one command: made, swept, destroyed", { skip }, async () => {
  const before = traces();
  await withBootingCloud({ workers: "1" }, async (own) => {
    const swept = fine(await own.run("sweep", FILE, ...PLAN, "--out", "there", "--up", "--down", "--yes", "--json"));
    assert.equal(JSON.parse(swept.stdout).fits.length, 1);
    fine(await own.run("sweep", FILE, ...PLAN, "--out", "here"));
    await assertSame(own, "there", "here");
    assertComputedThere(own, "there");
    await assertNothingLeft(own);
  });
  assert.deepEqual(traces(), before);
});

function fine(ended: Ended): Ended {
  assert.equal(ended.code, 0, `${ended.stdout}\n${ended.stderr}`);
  return ended;
}

async function assertSame(own: Cloud, one: string, other: string): Promise<void> {
  const [there, here] = [one, other].map((name) => journalledResults(join(own.project, name)));
  assert.equal(here!.size, TRIALS);
  assert.deepEqual(new Map([...there!].sort()), new Map([...here!].sort()));
  assert.ok(existsSync(join(own.project, one, "results.h5")));
}

/** Workers of the fleet computed, and nobody else did. */
function assertComputedThere(own: Cloud, folder: string): void {
  const workers = journalLines(join(own.project, folder)).flatMap((line) =>
    line.type === "activity" && line.activity.doing === "computing" ? [line.activity.worker] : [],
  );
  assert.ok(workers.length > 0);
  for (const worker of workers) assert.match(worker, /^worker-0[12]\.\d+$/);
}

async function assertNothingLeft(own: Cloud): Promise<void> {
  const { stdout } = succeeded(await own.pulumi("stack", "export"));
  const resources = (JSON.parse(stdout).deployment.resources ?? []) as { type: string }[];
  assert.deepEqual(
    resources.filter(({ type }) => !type.startsWith("pulumi:")),
    [],
  );
  assert.deepEqual(leftOnDigitalOcean(own.digitalocean), []);
  if (own.moto) assert.deepEqual(await leftOnEc2(own.moto, "meta-genx-test"), []);
}

/** What must be nowhere in plain text. */
async function secretsOf(own: Cloud): Promise<string[]> {
  const { privateKey, redisUrl } = (await own.outputs()) as Record<string, string>;
  return [...privateKey!.split("\n").filter((line) => line.length > 40), new URL(redisUrl!).password];
}
