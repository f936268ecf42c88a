/** When a driver gives a claim back: once the result is safe, trial by trial, and not only at its sweep's end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { openFleet } from "../../../runtime/fleet/driver/connection.ts";
import { SweepDriver } from "../../../runtime/fleet/driver/driver.ts";
import { keys } from "../../../runtime/fleet/redis/keys.ts";
import { sha256 } from "../../../runtime/sweep/hash.ts";
import type { TrialSpec } from "../../../runtime/sweep/trial.ts";
import { RIGHT, TRUSTING } from "../../helpers/recheck.ts";
import { withoutRedis, withRedis } from "../../helpers/redis.ts";

const SPECS = ["one", "two"].map((name, index) => ({ id: sha256(name), index, fit: 0, settings: {} }) as TrialSpec);
const [ONE, TWO] = SPECS.map(({ id }) => id) as [string, string];
const SWEEP = {
  sweep: "s",
  file: { name: "fit.gx", bytes: new Uint8Array(3) },
  project: sha256("file"),
  numerics: sha256("n"),
  trials: 2,
  jobs: SPECS.map((spec) => [spec]),
  folder: "here:there",
};

test(
  "a claim goes as soon as its result is in the journal, not before and no later; the result becomes cache",
  {
    skip: withoutRedis,
  },
  () =>
    withRedis({}, async (server) => {
      const fleet = await openFleet(server.address, false);
      const { redis } = fleet;
      const claimed = () => redis.smembers(keys.wanted("s"));
      try {
        const safe: string[] = [];
        // The journal is written in one go; what Redis has meanwhile is asked for behind it, in order.
        let meanwhile: Promise<string[]> | undefined;
        const finished = ({ id }: { id: string }) => {
          safe.push(id);
          meanwhile = claimed();
        };
        const quiet = { progress() {}, activity() {}, log() {}, say() {}, workers() {} };
        const driver = new SweepDriver(fleet, SWEEP, SPECS, { ...quiet, finished }, TRUSTING);
        await driver.submit();
        assert.deepEqual((await claimed()).toSorted(), [ONE, TWO].toSorted());

        await redis.set(keys.result(ONE), JSON.stringify({ ...RIGHT, id: ONE }));
        await driver.reconcile(false);
        await driver.settle();
        assert.deepEqual(safe, [ONE]);
        assert.deepEqual((await meanwhile)!.toSorted(), [ONE, TWO].toSorted(), "claimed still while it was made safe");
        assert.deepEqual(await claimed(), [TWO]);
        assert.deepEqual(await redis.zrange(keys.cache, "0", "-1"), [ONE]);
      } finally {
        redis.disconnect();
      }
    }),
);
