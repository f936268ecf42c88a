/** What a driver says and does when a worker or Redis goes away. */
import assert from "node:assert/strict";
import { FILM } from "./command.ts";
import { assertClean, ENDLESS, journalHas, locally, onFleet, resultsIn, until } from "./on-fleet.ts";

onFleet("a worker that dies is told of, and another does what it was at", async (fleet) => {
  const [worker] = await fleet.workers(1);
  const args = ["--methods", "best_1_bin", "--starts", "guess", "--repeats", "1", "--generations", "2500"];
  const out = fleet.folder("lost");
  const driver = fleet.run("sweep", [FILM, ...args, "--out", out]);
  await until(journalHas(out, '"type":"progress"'));
  await worker!.kill();
  const lost = `Worker ${worker!.name} is not heard of any more; what it was at goes to another.`;
  await until(journalHas(out, lost));
  await fleet.workers(1);
  const { code, stderr } = await driver;
  assert.equal(code, 0, stderr);
  assert.ok(stderr.includes(lost), stderr);
  assert.deepEqual(resultsIn(out), await locally(fleet, args));
});

onFleet("Redis killed and back again: the sweep waits, says so, and ends as if nothing had happened", async (fleet) => {
  const args = ["--methods", "best_1_bin", "--repeats", "2", "--generations", "1000"];
  const out = fleet.folder("crash");
  await fleet.workers(2);
  const driver = fleet.run("sweep", [FILM, ...args, "--out", out]);
  await until(journalHas(out, '"type":"trial"'));
  await fleet.redis.kill();
  await until(journalHas(out, "is lost; waiting for it. Nothing is lost."));
  await fleet.redis.restart();
  const { code, stderr } = await driver;
  assert.equal(code, 0, stderr);
  assert.match(stderr, /is there again\./);
  assert.deepEqual(resultsIn(out), await locally(fleet, args));
  await assertClean(fleet);
});

onFleet("Ctrl-C while Redis is away does not keep the user", async (fleet) => {
  await fleet.workers(1);
  const out = fleet.folder("away");
  const { code, stderr } = await fleet.run("sweep", [FILM, ...ENDLESS, "--repeats", "1", "--out", out], (child) => {
    until(journalHas(out, '"type":"progress"'))
      .then(() => fleet.redis.kill())
      .then(() => child.kill("SIGINT"));
  });
  assert.equal(code, 1);
  assert.match(stderr, /does not answer\. What is there of this sweep stays: --resume goes on/);
});
