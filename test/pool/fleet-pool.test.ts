/** What a driver does while its Redis goes, and comes back without what it held. */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openFleet } from "../../runtime/fleet/driver/connection.ts";
import { fleetPool } from "../../runtime/pool/fleet-pool.ts";
import { sha256 } from "../../runtime/sweep/hash.ts";
import type { TrialSpec } from "../../runtime/sweep/trial.ts";
import { type RedisServer, withoutRedis, withRedis } from "../helpers/redis.ts";
import { until } from "../scripts/on-fleet.ts";

const SPECS = ["one", "two"].map((name, index) => ({ id: sha256(name), index, fit: 0, settings: {} }) as TrialSpec);
const SUBMISSION = {
  sweep: "s",
  file: { name: "fit.gx", bytes: new Uint8Array(3) },
  project: sha256("file"),
  numerics: sha256("n"),
  trials: 2,
  jobs: [SPECS],
  folder: "here:there",
};

const poolOn = async ({ address }: RedisServer) =>
  fleetPool(await openFleet(address, false), SUBMISSION, [], "a fleet without workers");

/** Events that only listen to what is said of the connection. */
function listen() {
  const said: string[] = [];
  const nothing = () => {};
  const events = { progress: nothing, finished: nothing, activity: nothing, log: nothing, workers: nothing };
  return { said, events: { ...events, say: (line: string) => void (/No worker/.test(line) || said.push(line)) } };
}

test(
  "a Redis that comes back empty is given everything again at once, and the user hears of both once",
  {
    skip: withoutRedis,
    timeout: 120_000,
  },
  (t) =>
    withRedis({}, async (redis) => {
      // Time stands still: nothing is done because ten seconds have passed.
      t.mock.method(performance, "now", () => 0);
      const pool = await poolOn(redis);
      const { said, events } = listen();
      const stop = new AbortController();
      const run = pool.run(SPECS, events, stop.signal);
      const claimed = async () => Number(await redis.admin("SCARD", "mgx:wanted:s")) === SPECS.length;
      await until(claimed);
      await redis.kill();
      await until(() => said.length === 1);
      rmSync(join(redis.folder, "appendonlydir"), { recursive: true });
      await redis.restart();
      await until(claimed);
      await until(() => said.length === 2);
      stop.abort();
      await run;
      assert.match(said[0]!, /^The connection to .* is lost; waiting for it\. Nothing is lost\.$/);
      assert.match(said[1]!, /is there again\.$/);
      assert.equal(said.length, 2, said.join("\n"));
    }),
);

test("a closed pool collects nothing, and does not say that the fleet goes on", { skip: withoutRedis }, () =>
  withRedis({}, async (redis) => {
    const pool = await poolOn(redis);
    await pool.close();
    assert.deepEqual(await pool.collect(SPECS, listen().events), { missing: SPECS.length, goesOn: false });
  }),
);
