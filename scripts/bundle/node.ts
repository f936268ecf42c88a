/**
 * The pinned Node that goes into a bundle: the npm package of the architecture,
 * in the version of the lock file. npm installs only the one of this machine; the
 * other is packed by npm from its registry, checked against the lock file's
 * sha512, and kept in the project's .cache.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { GxError } from "../../runtime/errors.ts";
import type { Package } from "./packages.ts";

export const ARCHITECTURES = ["x64", "arm64"] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

export interface PinnedNode extends Package {
  /** As process.version says it: "v24.21.0". */
  node: string;
  program: Buffer;
}

interface Locked {
  version: string;
  integrity: string;
}

/** @param note  is told what takes long */
export async function pinnedNode(root: string, arch: Architecture, note: (text: string) => void): Promise<PinnedNode> {
  const name = `node-linux-${arch}`;
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const locked = lock.packages[`node_modules/${name}`] as Locked;
  const folder = installed(root, name, locked) ?? (await packed(root, name, locked, note));
  return {
    name,
    version: locked.version,
    node: `v${locked.version}`,
    licence: "MIT, and those of its parts below",
    licenceText: readFileSync(join(folder, "LICENSE"), "utf8").trim(),
    program: readFileSync(join(folder, "bin/node")),
  };
}

function installed(root: string, name: string, { version }: Locked): string | undefined {
  const folder = join(root, "node_modules", name);
  if (!existsSync(join(folder, "package.json"))) return undefined;
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version === version ? folder : undefined;
}

async function packed(root: string, name: string, locked: Locked, note: (text: string) => void): Promise<string> {
  const cache = join(root, ".cache/node");
  const folder = join(cache, `${name}-${locked.version}`);
  if (existsSync(folder)) return folder;
  note(`fetching ${name} ${locked.version} (50 MB, once)`);
  mkdirSync(cache, { recursive: true });
  const temporary = mkdtempSync(join(cache, "new-"));
  try {
    await npmPack(`${name}@${locked.version}`, temporary);
    const archive = join(temporary, readdirSync(temporary)[0]!);
    checkIntegrity(readFileSync(archive), name, locked);
    const members = ["package/bin/node", "package/LICENSE"];
    await promisify(execFile)("tar", ["-xzf", archive, "-C", temporary, ...members]);
    // Another build may have been quicker.
    if (!existsSync(folder)) renameSync(join(temporary, "package"), folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return folder;
}

async function npmPack(spec: string, folder: string): Promise<void> {
  try {
    await promisify(execFile)("npm", ["pack", spec, "--pack-destination", folder, "--silent"], { cwd: folder });
  } catch (error) {
    throw new GxError(
      "GX_OUTPUT",
      `${spec} cannot be fetched: ${(error as Error).message.split("\n")[0]}`,
      "Building for another architecture needs npm and its registry, once.",
      { cause: error },
    );
  }
}

/** @throws GxError when the bytes are not those that the lock file names ("sha512-…", base64) */
export function checkIntegrity(archive: Uint8Array, name: string, { version, integrity }: Locked): void {
  const found = `sha512-${createHash("sha512").update(archive).digest("base64")}`;
  if (found === integrity) return;
  throw new GxError(
    "GX_OUTPUT",
    `${name} ${version} came with ${found}, but package-lock.json says ${integrity}: it is not used`,
    "Ask whoever runs the registry or the proxy in between.",
  );
}
