/** The head's Redis: its own settings and users, in a real redis-server. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Redis } from "ioredis";
import { RIGHTS, usersAcl } from "../../provisioning/parts/redis-server.ts";
import { unmetRequirements } from "../../runtime/fleet/redis/requirements.ts";
import { freePort, withoutRedis } from "../helpers/redis.ts";

const PASSWORD = "0123456789abcdefghijklmnopqrstuvwxyzABCD";

test("the fleet's user may do what a fleet needs, a stranger nothing, nobody CONFIG", {
  skip: withoutRedis,
}, async () => {
  await withHead(async (port) => {
    const fleet = new Redis({ port, username: "fleet", password: PASSWORD, lazyConnect: true });
    await fleet.connect();
    assert.deepEqual(unmetRequirements(await fleet.info()), []);
    assert.equal(await fleet.set("mgx:x", "1"), "OK");
    assert.equal(await fleet.lpush("bull:q:wait", "1"), 1);
    await assert.rejects(fleet.set("other", "1"), /NOPERM/);
    await assert.rejects(fleet.config("GET", "dir"), /NOPERM/);
    await assert.rejects(fleet.flushall(), /NOPERM/);
    fleet.disconnect();

    assert.match(await said(port, "PING"), /^-NOAUTH/);
    assert.match(await said(port, "GET mgx:x"), /^-NOAUTH/);
    assert.match(await said(port, "AUTH fleet wrong"), /^-WRONGPASS/);
  });
});

test("docs/fleet.md gives a user the rights that a head's has, and client|setinfo, which newer servers know", () => {
  const page = readFileSync(new URL("../../docs/fleet.md", import.meta.url), "utf8");
  const rights = /^user fleet on >PASSWORD (.*)$/m.exec(page)![1]!.split(" ");
  assert.deepEqual(
    rights.filter((right) => right !== "+client|setinfo"),
    RIGHTS.split(" "),
  );
  assert.ok(rights.includes("+client|setinfo"));
});

/** The first line that Redis answers to a line of a client that has not logged in. */
function said(port: number, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(`${line}\r\n`));
    socket.once("error", reject).once("data", (data) => {
      socket.destroy();
      resolve(String(data).split("\r\n")[0]!);
    });
  });
}

/** provisioning/units/redis.conf as it is, but for its folders, its port, and what the unit adds. */
async function withHead(act: (port: number) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "meta-genx-head-"));
  const port = await freePort();
  const settings = readFileSync(new URL("../../provisioning/units/redis.conf", import.meta.url), "utf8")
    .replace("/etc/meta-genx", folder)
    .replace("/var/lib/redis", folder)
    .replace("port 6379", `port ${port}`);
  writeFileSync(join(folder, "redis.conf"), settings);
  writeFileSync(join(folder, "users.acl"), usersAcl(createHash("sha256").update(PASSWORD).digest("hex")));
  const words = [join(folder, "redis.conf"), "--bind", "127.0.0.1", "--maxmemory", "100000000"];
  const server = spawn("redis-server", words, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  try {
    await new Promise<void>((resolve, reject) => {
      server.stdout.on("data", (lines) => /Ready to accept/.test(String(lines)) && resolve());
      server.once("exit", () => reject(new Error("redis-server did not start")));
    });
    await act(port);
  } finally {
    server.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true });
  }
}
