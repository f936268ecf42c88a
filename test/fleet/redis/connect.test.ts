/** A connection that is lost without a word, as behind a firewall that forgets: no packet comes through, and none says so. */
import assert from "node:assert/strict";
import { connect, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { keys } from "../../../runtime/fleet/redis/keys.ts";
import { projectFile, withFleet } from "../../helpers/fleet.ts";
import { withoutRedis } from "../../helpers/redis.ts";
import { specs } from "../../helpers/trials.ts";
import { startWorker } from "../../helpers/worker.ts";

const FILE = projectFile("test/golden/optimiser/op1_xray_film_5par.gx");
const runner = new URL("../fake-runner.ts", import.meta.url);

/** A way to Redis whose present connections can fall silent; new ones go through. */
async function fickleWay(port: number) {
  const pairs = new Set<[Socket, Socket]>();
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    near.pipe(far).pipe(near);
    for (const socket of pair) {
      socket.on("error", () => {});
      socket.on("close", () => {
        for (const each of pair) each.destroy();
        pairs.delete(pair);
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { port: number }).port,
    connections: () => pairs.size,
    silence() {
      for (const [near, far] of pairs) {
        near.unpipe(far).resume();
        far.unpipe(near).resume();
      }
    },
    close() {
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      server.close();
    },
  };
}

test("a worker whose connections fall silent, idle or at work, opens new ones and loses nothing", {
  skip: withoutRedis,
}, async () => {
  await withFleet({}, async ({ server, client }) => {
    const way = await fickleWay(Number(new URL(server.url).port));
    const env = { ...server.env, META_GENX_REDIS: `redis://fleet@127.0.0.1:${way.port}` };
    const one = startWorker({ env }, { runner, lock: 30 });
    try {
      await one.says(/Ready/);
      // Its own and BullMQ's two.
      await client.until(async () => way.connections() >= 3);
      way.silence();
      const [idle, busy] = specs("count", "count").map((each) => ({
        ...each,
        settings: { ms: 50 },
        maxEvaluations: 100,
      }));
      await client.submit("s1", FILE, [[idle!]]);
      await client.results([idle!]);

      await client.submit("s2", FILE, [[busy!]]);
      await client.until(async () => (await client.redis.exists(keys.checkpoint(busy!.id))) === 1);
      way.silence();
      const [result] = await client.results([busy!]);
      assert.equal(result!.evaluations, 100);
      assert.equal(one.log().match(/begins/g)!.length, 2, "each was computed once");
      await client.until(async () => (await client.counts())["active"] === 0);
    } finally {
      await one.kill();
      way.close();
    }
  });
});
