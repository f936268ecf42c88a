/**
 * One file with everything that a worker needs on a bare Linux: our files that
 * it reaches, byte for byte; the packages that these import; Node; the licences of
 * all of it. A gzipped tar archive, named by its sha256.
 *
 *     bin/meta-genx                 runs the program below with the Node beside it
 *     bin/node
 *     scripts/cli/bundle-program.ts, …   our files, where they are in a checkout
 *     runtime/…
 *     node_modules/…                packages, melted
 *     package.json, LICENCES.txt
 *
 * Our files are not compiled. Node runs them as they are, the numerics version
 * hashes the very code that computes, and a stack in a log names true lines.
 *
 * The same commit gives the same bytes wherever it lies. Compressing takes longest,
 * so what has been compressed is kept in .cache under the hash of the archive.
 */
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { bundleName, sha256OfFile } from "../../runtime/bundles/publish.ts";
import { makeFolder } from "../../runtime/results/atomic-write.ts";
import { sha256 } from "../../runtime/sweep/hash.ts";
import { numericsFiles, numericsVersion } from "../../runtime/sweep/numerics.ts";
import { licencesText } from "./licences.ts";
import { type Architecture, pinnedNode } from "./node.ts";
import { meltPackages, type Package, readPackage } from "./packages.ts";
import { sourcesOf } from "./sources.ts";
import { type TarEntry, tar } from "./tar.ts";

export interface Bundle {
  file: string;
  name: string;
  sha256: string;
  arch: Architecture;
  /** process.version of its Node. */
  node: string;
  /** The numerics version of a worker that runs it. */
  numerics: string;
  bytes: { bundle: number; unpacked: number; node: number; own: number; packages: number };
  packages: { name: string; version: string; licence: string }[];
  /** Nothing has changed since it was built. */
  cached: boolean;
}

/** What `bin/meta-genx` runs. */
const PROGRAM = "scripts/cli/bundle-program.ts";
/** 9 saves 1 % and takes twice as long. */
const COMPRESSION = 6;
const KEEP_MS = 14 * 24 * 3600 * 1000;

/**
 * @param root  the project's folder
 * @param out  where the bundle goes
 * @param note  is told what happens
 */
export async function buildBundle(
  root: string,
  arch: Architecture,
  out: string,
  note: (text: string) => void,
): Promise<Bundle> {
  // First: what is wrong with the folder is said before minutes of work.
  makeFolder(out);
  const content = await collect(root, arch, note);
  const archive = tar(content.entries);
  const { file: kept, cached } = await compressed(root, archive, note);
  const hash = await sha256OfFile(kept);
  const name = bundleName(hash);
  const file = join(out, name);
  // A copy that is there already is checked: it may have been cut short.
  if ((await sha256OfFile(file).catch(() => "")) !== hash) {
    const temporary = `${file}.${process.pid}.new`;
    await copyFile(kept, temporary);
    await rename(temporary, file);
  }
  return {
    file,
    name,
    sha256: hash,
    arch,
    node: content.node,
    numerics: numericsVersion({ node: content.node, arch }),
    bytes: { bundle: (await stat(file)).size, unpacked: archive.length, ...content.bytes },
    packages: content.packages.map(({ name, version, licence }) => ({ name, version, licence })),
    cached,
  };
}

async function collect(root: string, arch: Architecture, note: (text: string) => void) {
  const node = await pinnedNode(root, arch, note);
  note("gathering our files");
  const sources = await sourcesOf(root, [PROGRAM]);
  // The numerics version hashes rooms whole: files that nobody imports, too.
  const files = [...new Set([...sources.files, ...numericsFiles(`${root}/`), "package.json"])];
  note("melting packages");
  const melted = await meltPackages(root, sources.packages);
  const own = await Promise.all(files.map(async (path) => ({ path, content: await readFile(join(root, path)) })));
  // esbuild puts helpers of its own between what it melts.
  const packages: Package[] = [node, ...melted.packages, readPackage(root, "node_modules/esbuild")];
  const text = (path: string, content: string, executable = false) => ({
    path,
    content: Buffer.from(content),
    executable,
  });
  const entries: TarEntry[] = [
    { path: "bin/node", content: node.program, executable: true },
    text("bin/meta-genx", START, true),
    text("LICENCES.txt", licencesText(root, packages)),
    ...own,
    ...melted.entries,
  ];
  const total = (some: readonly TarEntry[]) => some.reduce((sum, { content }) => sum + content.length, 0);
  const bytes = { node: node.program.length, own: total(own), packages: total(melted.entries) };
  return { entries, packages, node: node.node, bytes };
}

/** Needs nothing of its surroundings: no PATH, no folder, no variable. */
const START = `#!/bin/sh
here=\${0%/*}
exec "$here/node" "$here/../${PROGRAM}" "$@"
`;

/** @returns the compressed archive in the cache, made now or earlier */
async function compressed(root: string, archive: Buffer, note: (text: string) => void) {
  const cache = join(root, ".cache/bundles");
  const { zlib } = process.versions;
  const key = sha256(`${sha256(archive)} zlib ${zlib} ${process.arch} ${COMPRESSION}`);
  const file = join(cache, `${key}.tar.gz`);
  const cached = (await stat(file).catch(() => undefined)) !== undefined;
  if (!cached) {
    note(`compressing ${Math.round(archive.length / 1e6)} MB`);
    await mkdir(cache, { recursive: true });
    const temporary = `${file}.${process.pid}.new`;
    await writeFile(temporary, await promisify(gzip)(archive, { level: COMPRESSION }));
    await rename(temporary, file);
  }
  await forgetOld(cache, file);
  return { file, cached };
}

/** Deletes from a folder of bundles what nobody wanted for long. @param wanted  now */
export async function forgetOld(cache: string, wanted: string): Promise<void> {
  const now = new Date();
  await utimes(wanted, now, now);
  for (const name of await readdir(cache)) {
    const file = join(cache, name);
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > KEEP_MS) await rm(file, { force: true });
  }
}
