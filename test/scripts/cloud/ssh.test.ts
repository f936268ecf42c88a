/** SSH against a real sshd: whom the driver trusts, who lets it in, and what becomes of a line that is lost. */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inspect } from "node:util";
import { openSocket, SshError } from "../../../infra/ssh.ts";
import { retrySsh, within } from "../../../scripts/cloud/retry-ssh.ts";
import { freePort } from "../../helpers/redis.ts";
import { commandLines, newKeys, withoutSshd, withSshd } from "../../helpers/sshd.ts";

const skip = withoutSshd;

test("a command's output and code come back, and its key is in no process's command line", { skip }, async () => {
  await withSshd(async (sshd) => {
    const line = sshd.line();
    assert.deepEqual(await line.run("echo out; echo err >&2; exit 3"), { code: 3, output: "out\nerr\n" });
    const [killed, many] = await Promise.all([line.run("kill -9 $$"), line.run("seq 100000 | tail -n 1")]);
    assert.equal(killed.code, null);
    assert.deepEqual(many, { code: 0, output: "100000\n" });
    const [, key] = sshd.target.privateKey.split("\n");
    assert.ok(!commandLines().includes(key!));
  });
});

test("a machine that shows another host key is refused, at once, and learns nothing of the driver's", {
  skip,
}, async () => {
  await withSshd(async (sshd) => {
    const line = sshd.line({ hostKey: newKeys().public });
    const attempts: SshError[] = [];
    const began = performance.now();
    const waiting = { until: within(60_000), failed: (error: SshError) => attempts.push(error) };
    await assert.rejects(retrySsh(line.connect, waiting), { name: "SshError", trouble: "stranger" });
    assert.ok(performance.now() - began < 30_000);
    assert.deepEqual(attempts, []);
    // sshd names whoever gets as far as to say who they are.
    assert.doesNotMatch(sshd.log(), /publickey|authenticating user|invalid user/i);
  });
});

test("a machine that does not know the driver's key is asked again, because it may still be booting", {
  skip,
}, async () => {
  await withSshd(async (sshd) => {
    const { private: privateKey, public: known } = newKeys();
    const line = sshd.line({ privateKey });
    const error = await line.connect().catch((error) => error);
    assert.deepEqual([error.trouble, error.message], ["denied", "it does not accept this driver's key"]);
    assert.ok(!inspect(error, { depth: 9 }).includes(privateKey.split("\n")[1]!));
    const failed = () => writeFileSync(join(sshd.folder, "authorized"), `${known}\n`);
    await retrySsh(line.connect, { until: within(60_000), failed });
    assert.equal((await line.run("echo in")).output, "in\n");
  });
});

test("a port at which nobody listens, a name that nobody has, and a key that is none are said in a few words", {
  skip,
}, async () => {
  await withSshd(async (sshd) => {
    const to = (host: string, port: number) => sshd.line({ open: (signal) => openSocket(host, port, signal) });
    await assert.rejects(to("127.0.0.1", await freePort()).connect(), {
      trouble: "closed",
      message: "nothing listens there",
    });
    await assert.rejects(to("nobody.invalid", 22).connect(), {
      trouble: "away",
      message: "there is no machine of this name",
    });
    const broken = sshd.line({ privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\nnot a key of anybody\n" });
    const error = await broken.connect().catch((error) => error);
    assert.ok(error instanceof SshError && !inspect(error).includes("not a key of anybody"));
  });
});

test("a command that is cut off by a reboot fails, and the next one connects anew", { skip }, async () => {
  await withSshd(async (sshd) => {
    const line = sshd.line();
    await line.connect();
    const long = assert.rejects(line.run("sleep 60"), { trouble: "away", message: "the connection was lost" });
    await line.run("true");
    await sshd.kill();
    await long;
    await assert.rejects(line.run("true"), { name: "SshError" });
    await sshd.start();
    assert.equal((await line.run("echo back")).output, "back\n");
  });
});

test("a machine that falls silent counts as gone within half a minute", { skip }, async () => {
  await withSshd(async (sshd) => {
    const line = sshd.line();
    await line.connect();
    const began = performance.now();
    sshd.freeze();
    await assert.rejects(line.run("sleep 300"), { trouble: "away" });
    assert.ok(performance.now() - began < 60_000);
    sshd.thaw();
    assert.equal((await line.run("echo back")).output, "back\n");
  });
});

test("a slow line that is busy with a file is not taken for a dead one", { skip }, async () => {
  await withSshd(async (sshd) => {
    const line = sshd.line();
    const file = join(sshd.folder, "file");
    // Two megabytes are under way at a time: half a minute until the answer to what is sent behind them.
    writeFileSync(file, randomBytes(2_400_000));
    await line.connect();
    sshd.slow(80_000);
    await line.put(file, "copy", () => {});
    assert.deepEqual(readFileSync(join(sshd.folder, "home/copy")), readFileSync(file));
  });
});

test("those who want a line at the same moment share one connection", { skip }, async () => {
  await withSshd(async (sshd) => {
    let opened = 0;
    const open = (signal: AbortSignal) => {
      opened++;
      return sshd.target.open(signal);
    };
    const line = sshd.line({ open });
    await Promise.all(Array.from({ length: 8 }, () => line.run("true")));
    assert.equal(opened, 1);
    line.close();
    await assert.rejects(line.run("true"), { message: "the connection was closed" });
  });
});

test("a hundred workers are reached through one head at the same moment, without a warning", { skip }, async () => {
  const warnings: Error[] = [];
  const warn = (warning: Error) => warnings.push(warning);
  process.on("warning", warn);
  await withSshd(async (sshd) => {
    const line = sshd.line();
    const streams = await Promise.all(Array.from({ length: 100 }, () => line.forward("127.0.0.1", sshd.port)));
    for (const stream of streams) stream.destroy();
    await line.run("true");
  });
  process.off("warning", warn);
  assert.deepEqual(warnings, []);
});

test("a worker is reached by way of the head, and its host key is checked as well", { skip }, async () => {
  await withSshd(async (head) => {
    await withSshd(async (worker) => {
      const through = head.line();
      const open = () => through.forward("127.0.0.1", worker.port);
      const line = worker.line({ open }, "worker-01");
      worker.program("which-machine", "echo worker");
      assert.equal((await line.run("which-machine")).output, "worker\n");

      const other = worker.line({ open, hostKey: newKeys().public });
      await assert.rejects(other.connect(), { trouble: "stranger" });
      const nobody = await freePort();
      const absent = worker.line({ open: () => through.forward("127.0.0.1", nobody) });
      await assert.rejects(absent.connect(), { trouble: "closed", message: "nothing listens there" });

      // The head reboots: the way to the worker goes with it, and comes back with it.
      await head.kill();
      await assert.rejects(line.run("true"), { trouble: "away" });
      await head.start();
      assert.equal((await retrySsh(() => line.run("which-machine"), { until: within(60_000) })).output, "worker\n");
    });
  });
});

test("a file arrives whole; what the machine cannot write is the machine's fault, and said", { skip }, async () => {
  await withSshd(async (sshd) => {
    const line = sshd.line();
    const content = randomBytes(5_000_000);
    const file = join(sshd.folder, "file");
    writeFileSync(file, content);
    const steps: number[] = [];
    await line.put(file, "copy", (bytes) => steps.push(bytes));
    const digest = (data: Buffer) => createHash("sha256").update(data).digest("hex");
    assert.equal(digest(readFileSync(join(sshd.folder, "home/copy"))), digest(content));
    assert.equal(steps.at(-1), content.length);
    assert.ok(steps.length > 10);
    await assert.rejects(
      line.put(file, ".", () => {}),
      {
        code: "GX_CLOUD",
        message: "head cannot write the file: Failure",
      },
    );
  });
});

test("what is given up ends at once, with the reason that was given", { skip }, async () => {
  const stop = new AbortController();
  const never = () => Promise.reject(new SshError("away", "no answer"));
  const waiting = retrySsh(never, { until: within(600_000), signal: stop.signal, failed: () => stop.abort("Ctrl-C") });
  await assert.rejects(waiting, (reason) => reason === "Ctrl-C");
  await assert.rejects(retrySsh(never, { until: within(0) }), { message: "no answer" });
});
