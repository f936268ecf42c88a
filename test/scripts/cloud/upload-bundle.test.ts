/** A bundle's way to the head, over a real sshd; what serves it there is a script. */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { copyText, servedBundle, uploadBundle } from "../../../scripts/cloud/upload-bundle.ts";
import { type Sshd, withoutSshd, withSshd } from "../../helpers/sshd.ts";

const skip = withoutSshd;

test("a bundle is copied whole and published; one that is served already is not copied again", { skip }, async () => {
  await withHead(async (sshd) => {
    const { file, hash } = bundleIn(sshd.folder, 3_000_000);
    const line = sshd.line();
    const said: string[] = [];
    const say = (text: string) => {
      said.push(text);
    };
    assert.equal(await servedBundle(line), undefined);
    await uploadBundle(line, file, say);
    assert.equal(await servedBundle(line), hash);
    assert.equal(sha256(readFileSync(join(sshd.folder, "home/served"))), hash);
    assert.deepEqual(uploads(sshd), []);
    assert.equal(said.length, 1);
    assert.match(said[0]!, /^Bundle: 3 MB on the head \(\d+\.\d s\)$/);
    await uploadBundle(line, file, say);
    assert.equal(said.length, 1);
  });
});

test("a copy that is cut off by a reboot of the head begins again", { skip }, async () => {
  await withHead(async (sshd) => {
    const { file, hash } = bundleIn(sshd.folder, 30_000_000);
    const line = sshd.line();
    const said: string[] = [];
    const shipping = uploadBundle(line, file, (text) => said.push(text));
    while (!uploads(sshd).some((folder) => readdirSync(join(sshd.folder, "home", folder)).length > 0)) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await sshd.kill();
    await sshd.start();
    await shipping;
    assert.equal(await servedBundle(line), hash);
    assert.ok(said.includes("The head: the connection was lost; trying again"), said.join("\n"));
  });
});

test("a head that refuses the bundle is quoted, and nothing is left there", { skip }, async () => {
  await withHead(async (sshd) => {
    sshd.program("meta-genx-publish", "echo 'tar: No space left on device' >&2; exit 2");
    const { file } = bundleIn(sshd.folder, 1000);
    await assert.rejects(
      uploadBundle(sshd.line(), file, () => {}),
      { code: "GX_CLOUD", message: "The head does not take the bundle: tar: No space left on device" },
    );
    assert.deepEqual(uploads(sshd), []);
  });
});

test("what is said of a copy: how much is there, and how long it will take", () => {
  assert.equal(copyText(0, 44_000_000, 0), "Bundle: 0 of 44 MB on the head");
  assert.equal(copyText(11_000_000, 44_000_000, 10), "Bundle: 11 of 44 MB on the head, 30 s left");
  assert.equal(copyText(44_000_000, 44_000_000, 41.26), "Bundle: 44 MB on the head (41.3 s)");
});

/** The programs of a head, as scripts: what it serves is in `home`. */
async function withHead(act: (sshd: Sshd) => Promise<void>): Promise<void> {
  await withSshd(async (sshd) => {
    sshd.program("sudo", '[ "$1" = -n ] || exit 9; shift; exec "$@"');
    sshd.program("cat", '[ "$1" = /srv/meta-genx/current ] && exec /bin/cat current\nexec /bin/cat "$@"');
    sshd.program("meta-genx-publish", 'mv "$1" served && basename "$1" >current');
    await act(sshd);
  });
}

function bundleIn(folder: string, size: number): { file: string; hash: string } {
  const content = randomBytes(size);
  const hash = sha256(content);
  const file = join(folder, `meta-genx-${hash}.tar.gz`);
  writeFileSync(file, content);
  return { file, hash };
}

function uploads(sshd: Sshd): string[] {
  return readdirSync(join(sshd.folder, "home")).filter((name) => name.startsWith(".meta-genx-upload"));
}

function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
