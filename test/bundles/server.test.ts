/** The server of bundles: what it gives, what it refuses, and what slow clients cost. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { basename, join } from "node:path";
import { test } from "node:test";
import { bundleName, currentBundle, publish } from "../../runtime/bundles/publish.ts";
import { type BundleServer, parseRange, serveBundles } from "../../runtime/bundles/server.ts";
import { GxError } from "../../runtime/errors.ts";
import { noise, until, withFolder } from "../helpers/bundle.ts";
import { openSlowClients, rssMb, serverProcess } from "../helpers/slow-clients.ts";

test("the current bundle's name, the bundle, parts of it, its head, and whether it is still the same", async () => {
  await withServer(async ({ url }, folder) => {
    const content = Buffer.from("0123456789".repeat(1000));
    const name = await publish(bundleOf(folder, content), join(folder, "served"));
    assert.equal(await (await fetch(`${url}/current`)).text(), `${name}\n`);

    const whole = await fetch(`${url}/${name}`);
    assert.deepEqual(Buffer.from(await whole.arrayBuffer()), content);
    const etag = whole.headers.get("etag")!;
    assert.equal(etag, `"${sha256(content)}"`);

    const part = await fetch(`${url}/${name}`, { headers: { range: "bytes=9990-" } });
    assert.deepEqual([part.status, await part.text()], [206, "0123456789"]);
    assert.equal(part.headers.get("content-range"), "bytes 9990-9999/10000");
    assert.equal((await fetch(`${url}/${name}`, { headers: { range: "bytes=10000-" } })).status, 416);
    const stale = { range: "bytes=9990-", "if-range": '"another"' };
    assert.equal((await (await fetch(`${url}/${name}`, { headers: stale })).arrayBuffer()).byteLength, 10_000);

    const head = await fetch(`${url}/${name}`, { method: "HEAD" });
    assert.deepEqual([head.status, head.headers.get("content-length"), await head.text()], [200, "10000", ""]);
    assert.equal((await fetch(`${url}/${name}`, { headers: { "if-none-match": etag } })).status, 304);
  });
});

test("nothing else: no listing, no other file, no way out of the folder, no other method", async () => {
  await withServer(async ({ url }, folder) => {
    const served = join(folder, "served");
    const name = await publish(bundleOf(folder, Buffer.from("x")), served);
    writeFileSync(join(folder, "secret"), "secret");
    writeFileSync(join(served, "notes.txt"), "secret");
    mkdirSync(join(served, bundleName("d".repeat(64))));
    const paths = [
      "/",
      "",
      "/notes.txt",
      "/../secret",
      "/%2e%2e/secret",
      "//etc/passwd",
      `/${name}/../../secret`,
      `/${name}%00`,
      `/${name}?x`,
      `/./${name}`,
      `/${bundleName("e".repeat(64))}`,
      "/CURRENT",
      "/current/",
    ];
    for (const path of paths) {
      const answer = await raw(url, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      assert.match(answer, /^HTTP\/1\.1 40[04] /, `${path}: ${answer}`);
      assert.doesNotMatch(answer, /secret\n?$|notes/);
    }
    assert.equal(await (await fetch(`${url}/notes.txt`)).text(), "There is no such file.\n");
    const folderNamed = await fetch(`${url}/${bundleName("d".repeat(64))}`).then((answer) => answer.status);
    assert.ok(folderNamed >= 400);
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
      assert.equal((await fetch(`${url}/${name}`, { method })).status, 405);
    }
    assert.ok(existsSync(join(served, name)));
  });
});

test("ranges are read as RFC 9110 writes them", () => {
  assert.deepEqual(parseRange("bytes=0-499", 10_000), { start: 0, end: 499 });
  assert.deepEqual(parseRange("bytes=9500-", 10_000), { start: 9500, end: 9999 });
  assert.deepEqual(parseRange("bytes=-500", 10_000), { start: 9500, end: 9999 });
  assert.deepEqual(parseRange("bytes=-20000", 10_000), { start: 0, end: 9999 });
  assert.deepEqual(parseRange("bytes=9500-20000", 10_000), { start: 9500, end: 9999 });
  assert.equal(parseRange("bytes=10000-", 10_000), "outside");
  assert.equal(parseRange("bytes=-0", 10_000), "outside");
  for (const odd of [undefined, "bytes=-", "bytes=5-2", "bytes=0-1,4-5", "lines=1-2", "bytes=a-b"]) {
    assert.equal(parseRange(odd, 10_000), undefined, odd);
  }
});

test("publishing keeps the bundle before, drops older ones, and refuses what is not what its name says", async () => {
  await withFolder(async (folder) => {
    const served = join(folder, "served");
    const names = [];
    for (const text of ["a", "b", "c"]) names.push(await publish(bundleOf(folder, Buffer.from(text)), served));
    assert.deepEqual(readdirSync(served).sort(), ["current", names[1]!, names[2]!].sort());
    assert.equal(await currentBundle(served), names[2]);
    // The same once more changes nothing.
    await publish(join(folder, names[2]!), served);
    assert.equal(readdirSync(served).length, 3);

    const damaged = bundleOf(folder, Buffer.from("d"));
    writeFileSync(damaged, "D");
    await assert.rejects(
      publish(damaged, served),
      (error) => error instanceof GxError && /not the one in its name: it is damaged or no bundle/.test(error.message),
    );
    assert.equal(await currentBundle(served), names[2]);
    assert.ok(!existsSync(join(served, basename(damaged))));

    const gone = join(folder, bundleName("f".repeat(64)));
    await assert.rejects(publish(gone, served), /^GxError: .*f\.tar\.gz: ENOENT/);
    // A file where the folder should be.
    await assert.rejects(publish(join(folder, names[0]!), damaged), /^GxError: .*EEXIST/);
  });
});

test("a bundle that is dropped while it is fetched is fetched whole", async () => {
  await withServer(async ({ url }, folder) => {
    const served = join(folder, "served");
    const content = noise(20_000_000);
    const name = await publish(bundleOf(folder, content), served);
    const answer = await fetch(`${url}/${name}`);
    for (const text of ["b", "c"]) await publish(bundleOf(folder, Buffer.from(text)), served);
    assert.ok(!existsSync(join(served, name)));
    assert.equal(sha256(Buffer.from(await answer.arrayBuffer())), sha256(content));
  });
});

test("an address that is taken is an error that says so", async () => {
  await withServer(async ({ url }, folder) => {
    const port = Number(new URL(url).port);
    await assert.rejects(
      serveBundles(folder, "127.0.0.1", port),
      /^GxError: Bundles cannot be served on 127\.0\.0\.1:\d+/,
    );
  });
});

test("fifty slow clients cost no memory to speak of and hold up nobody; each gets all of it in the end", async () => {
  await withFolder(async (folder) => {
    const content = noise(24_000_000);
    const served = join(folder, "served");
    const name = await publish(bundleOf(folder, content), served);
    const server = await serverProcess(served);
    try {
      await fetchWhole(server.url, name);
      const before = rssMb(server.pid);
      const slow = openSlowClients(server.url, name, 50, 100_000);
      await until(
        () => slow.received().every((bytes) => bytes > 200_000),
        () => slow.received().join(),
      );
      const began = performance.now();
      assert.equal(sha256(await fetchWhole(server.url, name)), sha256(content));
      const seconds = (performance.now() - began) / 1000;
      assert.ok(
        slow.received().every((bytes) => bytes < content.length),
        "they are all in the midst of it",
      );
      const grown = rssMb(server.pid) - before;
      // 50 × 64 kB, and what the allocator keeps; 1,200 MB were they buffered.
      assert.ok(grown < 100, `${grown} MB more`);
      // A quiet machine takes 0.1 s; they would be at it for four minutes.
      assert.ok(seconds < 20, `${seconds} s`);
      slow.hurry();
      const bodies = await slow.ended();
      assert.deepEqual([...new Set(bodies)], [sha256(content)]);
    } finally {
      await server.end();
    }
  });
});

async function withServer(act: (server: BundleServer, folder: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    mkdirSync(join(folder, "served"));
    const server = await serveBundles(join(folder, "served"), "127.0.0.1", 0);
    try {
      await act(server, folder);
    } finally {
      await server.close();
    }
  });
}

function bundleOf(folder: string, content: Buffer): string {
  const path = join(folder, bundleName(sha256(content)));
  writeFileSync(path, content);
  return path;
}

function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

async function fetchWhole(url: string, name: string): Promise<Buffer> {
  return Buffer.from(await (await fetch(`${url}/${name}`)).arrayBuffer());
}

/** What a server answers to these very bytes. */
function raw(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname, () => socket.write(request));
  let answer = "";
  return new Promise((resolve, reject) => {
    socket.on("data", (chunk) => (answer += chunk));
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}
