import assert from "node:assert/strict";
import { test } from "node:test";
import { directly, projectFile, timeless, trialsOf, withFleet } from "../helpers/fleet.ts";
import { withoutRedis } from "../helpers/redis.ts";

const FILE = projectFile("test/golden/optimiser/op1_xray_film_5par.gx");

test("a worker's results are those of the same trials run directly, bit for bit", { skip: withoutRedis }, async () => {
  const trials = await trialsOf(FILE, {
    methods: ["best_1_bin", "best_1_bin+lm", "jade_best"],
    repeats: 1,
    evaluations: 600,
  });
  const expected = await directly(FILE, trials);
  await withFleet({}, async ({ client, worker }) => {
    const one = worker();
    await client.submit("s1", FILE, [trials.slice(0, 4), trials.slice(4)]);
    const results = await client.results(trials, 15);
    assert.deepEqual(results.map(timeless), expected.map(timeless));
    one.signal("SIGTERM");
    assert.equal(await one.ended(), 0);
  });
});
