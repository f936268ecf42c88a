/** The engine itself, and how it runs a program. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createEngine, findEngine, ROOT } from "./engine.ts";

const { engine, missing } = findEngine();
const skip = missing ?? false;

test("the engine has the version of the SDK, so that neither finds the other too old", { skip }, () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, "node_modules/@pulumi/pulumi/package.json"), "utf8"));
  assert.equal(execFileSync(engine!, ["version"], { encoding: "utf8" }).trim(), `v${version}`);
});

test("without an engine and without Go, the script says what to install and what to run", () => {
  const { status, stderr } = toolchain({ programs: [] });
  assert.equal(status, 1);
  assert.equal(
    stderr,
    "There is no pulumi 3.259.0 in PATH, and no Go to build it with. Install either, then: bash test/cloud/toolchain.sh\n",
  );
});

test("an engine in PATH is taken if it is of that version, and not if it is of another", () => {
  const right = toolchain({ programs: ["v3.259.0"] });
  assert.match(right.stdout, /\/pulumi\n$/);
  const other = toolchain({ programs: ["v3.100.0"] }, "--if-built");
  assert.match(other.stderr, /^There is no pulumi 3\.259\.0 in PATH, and none is built yet/);
});

test("a program runs in the node that comes first in PATH", { skip }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "meta-genx-engine-"));
  try {
    const project = join(folder, "project");
    mkdirSync(project);
    symlinkSync(join(ROOT, "node_modules"), join(project, "node_modules"));
    writeFileSync(join(project, "Pulumi.yaml"), "name: tiny\nruntime: {name: nodejs, options: {typescript: false}}\n");
    writeFileSync(join(project, "package.json"), '{"type": "module", "main": "main.ts"}');
    // Typed, in ES modules: what the project's own program needs of the language host.
    writeFileSync(
      join(project, "main.ts"),
      `import { Config } from "@pulumi/pulumi";
const name: string = new Config().require("name");
export const greeting = [name, process.env.WHICH_NODE].join(", by ");
`,
    );
    const path = join(folder, "bin");
    mkdirSync(path);
    writeFileSync(join(path, "node"), `#!/bin/sh\nWHICH_NODE="the first" exec ${process.execPath} "$@"\n`);
    chmodSync(join(path, "node"), 0o755);

    const { pulumi } = createEngine(engine!, { project, stack: "test", folder, path });
    assert.equal((await pulumi("stack", "init", "test")).code, 0);
    const failed = await pulumi("up", "--yes", "--skip-preview");
    assert.match(failed.output, /Missing required configuration variable 'tiny:name'/);
    assert.notEqual(failed.code, 0);

    await pulumi("config", "set", "name", "hello");
    const up = await pulumi("up", "--yes", "--skip-preview");
    assert.equal(up.code, 0, up.output);
    const { stdout } = await pulumi("stack", "output", "--json");
    assert.deepEqual(JSON.parse(stdout), { greeting: "hello, by the first" });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** toolchain.sh on a machine that has nothing but a shell, and perhaps a `pulumi` that says this version. */
function toolchain({ programs }: { programs: string[] }, ...args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), "meta-genx-engine-"));
  try {
    for (const name of ["bash", "dirname", "mkdir", "rm"]) symlinkSync(`/bin/${name}`, join(folder, name));
    for (const version of programs) writeFileSync(join(folder, "pulumi"), `#!/bin/sh\necho ${version}\n`);
    if (programs.length > 0) chmodSync(join(folder, "pulumi"), 0o755);
    return spawnSync("/bin/bash", [join(import.meta.dirname, "toolchain.sh"), ...args], {
      env: { PATH: folder, XDG_CACHE_HOME: join(folder, "cache") },
      encoding: "utf8",
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
