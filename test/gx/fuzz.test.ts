/**
 * Seeded damage to good files: whatever happens to the bytes, the outcome is a
 * Project or a GxError, in bounded time. META_GENX_FUZZ=20000 makes it that many
 * per file (a tenth of it for .hgx, where each failure costs a thread).
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { unzipSync } from "fflate";
import { GxError } from "../../runtime/errors.ts";
import { readHgxInThread } from "../../runtime/gx/hgx-thread.ts";
import { readProject } from "../../runtime/gx/read.ts";
import { GOLDEN } from "../helpers/golden.ts";
import { damage, dice, gxWith } from "../helpers/gx-files.ts";

const COUNT = Number(process.env["META_GENX_FUZZ"] ?? 300);
const GX3 = join(GOLDEN, "genx/fo15_limit_range.gx");
const GX2 = join(GOLDEN, "genx/py2_fo10_chi2bars.gx");
const HGX = join(GOLDEN, "genx/fo15_limit_range.hgx");

/** Reads `count` damaged files; `slowest` in ms is all that one may take. */
async function survive(
  count: number,
  slowest: number,
  read: (random: () => number) => Promise<unknown>,
): Promise<void> {
  console.log(`seeds 0 to ${count - 1}`);
  let refused = 0;
  for (let seed = 0; seed < count; seed++) {
    const started = performance.now();
    await read(dice(seed)).catch((error) => {
      assert.ok(error instanceof GxError, `seed ${seed}: ${error?.stack}`);
      // A mistake of ours that a catch-all dressed up would read like this.
      assert.doesNotMatch(error.message, /undefined|is not a function|\[object/, `seed ${seed}`);
      refused += 1;
    });
    assert.ok(performance.now() - started < slowest, `seed ${seed} took ${performance.now() - started} ms`);
  }
  assert.ok(refused > count / 10, "the damage does some harm");
  const mb = (process.resourceUsage().maxRSS * 1024) / 1e6;
  assert.ok(mb < 1300, `the process took ${mb} MB`);
}

test("a damaged .gx", async () => {
  for (const path of [GX3, GX2]) {
    const bytes = readFileSync(path);
    await survive(COUNT, 2000, (random) => readProject(damage(bytes, random), "fit.gx"));
  }
});

test("a .gx whose zip is whole and whose pickles are damaged", async () => {
  for (const path of [GX3, GX2]) {
    const parts = unzipSync(readFileSync(path));
    const names = Object.keys(parts);
    await survive(COUNT, 2000, (random) => {
      const name = names[Math.floor(random() * names.length)]!;
      return readProject(gxWith(path, { [name]: damage(parts[name]!, random) }), "fit.gx");
    });
  }
});

test("a damaged .hgx, which can send the HDF5 library into a loop", { timeout: COUNT * 1000 }, async () => {
  const bytes = readFileSync(HGX);
  const limit = 3000;
  await survive(Math.ceil(COUNT / 10), limit + 5000, (random) =>
    readHgxInThread(damage(bytes, random), "fit.hgx", limit),
  );
});
