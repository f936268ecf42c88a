/** The tunnel, through a real sshd to a real Redis, with the connection lost on the way. */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { connect, createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { test } from "node:test";
import type { SshError } from "../../../infra/ssh.ts";
import { connectRedis } from "../../../runtime/fleet/redis/connect.ts";
import { openTunnel } from "../../../scripts/cloud/tunnel.ts";
import { withoutRedis, withRedis } from "../../helpers/redis.ts";
import { withoutSshd, withSshd } from "../../helpers/sshd.ts";

const skip = withoutSshd || withoutRedis;

test("a client of Redis outlives the loss of the connection: same port, nothing to do", { skip }, async () => {
  await withRedis({}, async ({ address }) => {
    await withSshd(async (sshd) => {
      const failures: SshError[] = [];
      const tunnel = await openTunnel(sshd.line(), "127.0.0.1", address.options.port!, (error) => failures.push(error));
      const redis = await connectRedis({ shown: "fleet", options: { ...address.options, port: tunnel.port } });
      try {
        await redis.set("mgx:kept", "yes");
        await sshd.kill();
        const waiting = redis.get("mgx:kept");
        while (failures.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
        await sshd.start();
        assert.equal(await waiting, "yes");

        // Once more by a wire that swallows all: only keepalive tells.
        sshd.freeze();
        const later = redis.get("mgx:kept");
        setTimeout(sshd.thaw, 2000);
        assert.equal(await later, "yes");
      } finally {
        redis.disconnect();
        tunnel.close();
      }
    });
  });
});

test("what goes through arrives as it was, in both directions, and the end of one side ends the other", {
  skip: withoutSshd,
}, async () => {
  const echo = createServer((socket) => socket.pipe(socket)).listen(0, "127.0.0.1");
  await new Promise((resolve) => echo.once("listening", resolve));
  try {
    await withSshd(async (sshd) => {
      const tunnel = await openTunnel(sshd.line(), "127.0.0.1", (echo.address() as { port: number }).port);
      const content = randomBytes(8_000_000);
      const hash = createHash("sha256");
      const socket = connect(tunnel.port, "127.0.0.1");
      socket.on("data", (data) => hash.update(data)).end(content);
      await new Promise((resolve) => socket.once("close", resolve));
      tunnel.close();
      assert.equal(hash.digest("hex"), createHash("sha256").update(content).digest("hex"));
    });
  } finally {
    echo.close();
  }
});

test("it listens on 127.0.0.1 alone, and a closed one on nothing", { skip: withoutSshd }, async () => {
  await withSshd(async (sshd) => {
    const tunnel = await openTunnel(sshd.line(), "127.0.0.1", 1);
    const others = Object.values(networkInterfaces())
      .flatMap((each) => each ?? [])
      .filter(({ family, address }) => family === "IPv4" && address !== "127.0.0.1");
    for (const { address } of others) assert.equal(await isOpen(address, tunnel.port), false, address);
    assert.equal(await isOpen("127.0.0.1", tunnel.port), true);
    tunnel.close();
    assert.equal(await isOpen("127.0.0.1", tunnel.port), false);
  });
});

function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
