/** The launcher with real shells, a real curl and a real server; only the worker is a stand-in. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createReadStream, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { test } from "node:test";
import { bundleHash, publish } from "../../runtime/bundles/publish.ts";
import { serveBundles } from "../../runtime/bundles/server.ts";
import {
  isAlive,
  type Launcher,
  makeBundle,
  noise,
  startLauncher,
  until,
  WORKER,
  withFolder,
} from "../helpers/bundle.ts";

const SCRIPT = "provisioning/units/launcher.sh";
const missing = (program: string) => spawnSync(program, ["--help"]).error && `no ${program} in PATH`;

const SHELLS = [["dash"], ["busybox", "sh"]] as const;

for (const shell of SHELLS) {
  const skip = missing(shell[0]) ?? false;

  test(`${shell[0]}: a worker runs from the current bundle, and hands back when another becomes current`, {
    skip,
  }, async () => {
    await withFolder(async (folder) => {
      const [a, b, c] = ["a", "b", "c"].map((label) => makeBundle(folder, WORKER(label)));
      const served = join(folder, "served");
      const cache = join(folder, "cache");
      await publish(a!, served);
      const server = await serveBundles(served, "127.0.0.1", 0);
      const launcher = startLauncher(shell, `${server.url}/`, cache);
      try {
        await until(() => launcher.report().includes("a starts"), launcher.said);
        const first = launcher.report();
        assert.ok(first.startsWith(`a starts: worker --seat 3, secret s3cret, bundle ${hashOf(a!)}, pid `), first);
        assert.ok(!commandLines(folder).includes("s3cret"));

        await publish(b!, served);
        await until(() => launcher.report().includes("b starts"), launcher.said);
        assert.match(launcher.report(), /^a starts.*\na hands back\nb starts/);
        assert.deepEqual(unpacked(cache), [hashOf(a!), hashOf(b!)].sort());

        await publish(c!, served);
        await until(() => launcher.report().includes("c starts"), launcher.said);
        await until(
          () => unpacked(cache).length === 2,
          () => unpacked(cache).join(),
        );
        assert.deepEqual(unpacked(cache), [hashOf(b!), hashOf(c!)].sort());

        // Back to one that is there already.
        await server.close();
        const pid = lastPid(launcher);
        assert.ok(isAlive(pid), "without a server, what runs goes on");
        assert.equal(await launcher.end(), 0);
        assert.equal(launcher.report().match(/c hands back/g)?.length, 1, "it was told once");
        assert.ok(!isAlive(pid));
        assert.deepEqual(readdirSync(cache).sort(), [hashOf(b!), hashOf(c!)].sort(), "nothing else is left");
      } finally {
        await launcher.end();
        await server.close();
      }
    });
  });

  test(`${shell[0]}: two launchers at once fetch a bundle once`, { skip }, async () => {
    await withFolder(async (folder) => {
      const bundle = makeBundle(folder, WORKER("a"), noise(3_000_000));
      const cache = join(folder, "cache");
      let fetched = 0;
      const server = await listen((request, response) => {
        if (request.url === "/current") return void response.end(`${basename(bundle)}\n`);
        fetched++;
        // Slow enough for the other to come and ask.
        setTimeout(() => createReadStream(bundle).pipe(response), 1500);
      });
      const launchers = ["one", "two"].map((name) => startLauncher(shell, urlOf(server), cache, { name }));
      try {
        for (const each of launchers) await until(() => each.report().includes("a starts"), each.said);
        assert.equal(fetched, 1);
        assert.deepEqual(await Promise.all(launchers.map((each) => each.end())), [0, 0]);
        assert.deepEqual(readdirSync(cache), [hashOf(bundle)]);
      } finally {
        await Promise.all(launchers.map((each) => each.end()));
        await close(server);
      }
    });
  });
}

const skip = missing("dash") ?? false;

test("a file that is not what its name says is deleted and said; the old bundle goes on, and the right file is taken when it is there", {
  skip,
}, async () => {
  await withFolder(async (folder) => {
    const [good, next] = [makeBundle(folder, WORKER("good")), makeBundle(folder, WORKER("next"))];
    const served = join(folder, "served");
    const cache = join(folder, "cache");
    await publish(good, served);
    const server = await serveBundles(served, "127.0.0.1", 0);
    const launcher = startLauncher(["dash"], server.url, cache);
    try {
      await until(() => launcher.report().includes("good starts"), launcher.said);
      const evil = readFileSync(makeBundle(folder, WORKER("evil")));
      writeFileSync(join(served, basename(next)), evil);
      writeFileSync(join(served, "current"), `${basename(next)}\n`);
      await until(() => launcher.said().includes("not the one in its name"), launcher.said);
      assert.match(
        launcher.said(),
        new RegExp(`${basename(next)} from http\\S+ has the sha256 [0-9a-f]{64}, not the one`),
      );
      assert.ok(isAlive(lastPid(launcher)));
      assert.deepEqual(unpacked(cache), [hashOf(good)]);

      writeFileSync(join(served, basename(next)), readFileSync(next));
      await until(() => launcher.report().includes("next starts"), launcher.said);
      assert.match(launcher.report(), /^good starts.*\ngood hands back\nnext starts.*\n$/);
      assert.equal(launcher.said().match(/not the one in its name/g)?.length, 1, "said once, not at each attempt");
    } finally {
      await launcher.end();
      await server.close();
    }
  });
});

test("`current` that names no bundle is said and nothing of it is run", { skip }, async () => {
  await withFolder(async (folder) => {
    const asked: string[] = [];
    const answers = ["../../etc/passwd", "meta-genx-$(touch /tmp/x).tar.gz", "<html>", ""];
    const server = await listen((request, response) => {
      asked.push(request.url!);
      response.end(`${answers[asked.length % answers.length]}\n`);
    });
    const launcher = startLauncher(["dash"], urlOf(server), join(folder, "cache"));
    try {
      await until(() => asked.length > answers.length, launcher.said);
      assert.match(launcher.said(), /current does not name a bundle/);
      assert.deepEqual([...new Set(asked)], ["/current"]);
    } finally {
      assert.equal(await launcher.end(), 0);
      await close(server);
    }
  });
});

test("a server that dies half-way, and a download that ends too early, are gone on with from there", {
  skip,
}, async () => {
  await withFolder(async (folder) => {
    const bundle = makeBundle(folder, WORKER("a"), noise(2_000_000));
    const { size } = statSync(bundle);
    const served = join(folder, "served");
    await publish(bundle, served);
    const ranges: (string | undefined)[] = [];
    const server = await listen((request, response) => {
      if (request.url === "/current") return void response.end(`${basename(bundle)}\n`);
      ranges.push(request.headers.range);
      const start = Number(/\d+/.exec(request.headers.range ?? "0")![0]);
      const end = ranges.length === 1 ? 700_000 : 1_400_000;
      response.writeHead(start > 0 ? 206 : 200, {
        "content-length": size - start,
        ...(start > 0 && { "content-range": `bytes ${start}-${size - 1}/${size}` }),
      });
      createReadStream(bundle, { start, end })
        .on("end", () => response.destroy())
        .pipe(response, { end: false });
    });
    const { port } = server.address() as AddressInfo;
    const launcher = startLauncher(["dash"], urlOf(server), join(folder, "cache"));
    try {
      await until(() => ranges.length >= 2, launcher.said);
      await close(server);
      assert.match(launcher.said(), /cannot be fetched/);
      assert.deepEqual(unpacked(join(folder, "cache")), [], "no half bundle under its name");
      const again = await serveBundles(served, "127.0.0.1", port);
      await until(() => launcher.report().includes("a starts"), launcher.said);
      assert.equal(ranges[0], undefined);
      assert.match(ranges[1] ?? "", /^bytes=[1-9]\d*-$/);
      await launcher.end();
      await again.close();
    } finally {
      await launcher.end();
      await close(server);
    }
  });
});

test("without a server, a launcher runs what ran last; a dead launcher's lock does not hold it up", {
  skip,
}, async () => {
  await withFolder(async (folder) => {
    const [a, b] = [makeBundle(folder, WORKER("a")), makeBundle(folder, WORKER("b"))];
    const served = join(folder, "served");
    const cache = join(folder, "cache");
    await publish(a, served);
    const server = await serveBundles(served, "127.0.0.1", 0);
    const { port } = new URL(server.url);
    const first = startLauncher(["dash"], server.url, cache, { name: "first" });
    await until(() => first.report().includes("a starts"), first.said);
    assert.equal(await first.end(), 0);
    await server.close();

    const gone = spawnSync("true").pid;
    writeFileSync(join(cache, ".lock"), `${gone}\n`);
    const second = startLauncher(["dash"], server.url, cache, { name: "second" });
    await until(() => second.report().includes("a starts"), second.said);
    assert.match(second.said(), /current cannot be fetched/);
    await publish(b, served);
    const again = await serveBundles(served, "127.0.0.1", Number(port));
    try {
      await until(() => second.report().includes("b starts"), second.said);
    } finally {
      assert.equal(await second.end(), 0);
      await again.close();
    }
  });
});

test("a worker that ends is started again, one that ignores SIGTERM is killed, and one that cannot run is explained", {
  skip,
}, async () => {
  await withFolder(async (folder) => {
    const short = makeBundle(folder, '#!/bin/sh\necho "short starts" >>"$REPORT"\nexit 1\n');
    const deaf = makeBundle(folder, WORKER("deaf", ":"));
    const foreign = makeBundle(folder, "\u007fELF of another architecture");
    const served = join(folder, "served");
    await publish(short, served);
    const server = await serveBundles(served, "127.0.0.1", 0);
    const launcher = startLauncher(["dash"], server.url, join(folder, "cache"));
    try {
      await until(() => (launcher.report().match(/short starts/g)?.length ?? 0) >= 3, launcher.said);
      assert.match(launcher.said(), /the worker ended with code 1; it is started again in 2 s/);

      await publish(deaf, served);
      await until(() => launcher.report().includes("deaf starts"), launcher.said);
      const pid = lastPid(launcher);
      await publish(foreign, served);
      await until(() => launcher.said().includes("is it for another architecture?"), launcher.said);
      assert.match(launcher.said(), /the worker did not leave within 5 s: killed/);
      assert.ok(!isAlive(pid));
    } finally {
      assert.equal(await launcher.end(), 0);
      await server.close();
    }
  });
});

test("SIGTERM while a bundle is being fetched ends a launcher at once", { skip }, async () => {
  await withFolder(async (folder) => {
    const server = await listen((request, response) => {
      if (request.url === "/current") response.end(`meta-genx-${"0".repeat(64)}.tar.gz\n`);
      else response.writeHead(200, { "content-length": 10_000_000 }).write("x".repeat(100_000));
    });
    const cache = join(folder, "cache");
    const launcher = startLauncher(["dash"], urlOf(server), cache);
    try {
      await until(() => partBytes(cache) >= 50_000, launcher.said);
      assert.equal(await launcher.end(), 0);
      assert.deepEqual(
        readdirSync(cache).filter((name) => !name.endsWith(".part")),
        [],
      );
    } finally {
      await launcher.end();
      await close(server);
    }
  });
});

test("a second SIGTERM reaches the worker, the first alone reaches it once", { skip }, async () => {
  await withFolder(async (folder) => {
    const patient = WORKER("patient", 'echo "told" >>"$REPORT"; [ -z "$told" ] || exit 0; told=1');
    const served = join(folder, "served");
    await publish(makeBundle(folder, patient), served);
    const server = await serveBundles(served, "127.0.0.1", 0);
    const launcher = startLauncher(["dash"], server.url, join(folder, "cache"));
    const told = () => launcher.report().match(/told/g)?.length ?? 0;
    try {
      await until(() => launcher.report().includes("patient starts"), launcher.said);
      launcher.process.kill("SIGTERM");
      await until(() => told() === 1, launcher.said);
      assert.equal(await launcher.end(), 0);
      assert.equal(told(), 2);
      assert.doesNotMatch(launcher.said(), /killed/);
    } finally {
      await launcher.end();
      await server.close();
    }
  });
});

test("shellcheck finds nothing", { skip: missing("shellcheck") ?? false }, () => {
  assert.equal(execFileSync("shellcheck", [SCRIPT], { encoding: "utf8" }), "");
});

function hashOf(bundle: string): string {
  return bundleHash(basename(bundle))!;
}

/** Bundles in a launcher's folder, by hash, sorted. */
function unpacked(cache: string): string[] {
  return readdirSync(cache)
    .filter((name) => /^[0-9a-f]{64}$/.test(name))
    .sort();
}

function partBytes(cache: string): number {
  mkdirSync(cache, { recursive: true });
  const part = readdirSync(cache).find((name) => name.endsWith(".part"));
  return part === undefined ? 0 : statSync(join(cache, part)).size;
}

function lastPid(launcher: Launcher): number {
  return Number([...launcher.report().matchAll(/pid (\d+)/g)].at(-1)![1]);
}

/** Of all processes that name the folder. */
function commandLines(folder: string): string {
  return execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(folder))
    .join("\n");
}

function listen(answer: RequestListener): Promise<Server> {
  const server = createServer(answer);
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((done) => server.close(() => done()));
}
