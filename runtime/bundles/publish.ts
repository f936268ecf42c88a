/**
 * The folder of bundles that a fleet is served from: files named by their own
 * sha256, and `current`, one line with the name of the bundle that workers are
 * to run. A name never changes its content, so a file that is there is whole.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { GxError } from "../errors.ts";

/** The one file in the folder besides bundles that is served. */
export const CURRENT = "current";

const NAME = /^meta-genx-([0-9a-f]{64})\.tar\.gz$/;

/** @param hash  sha256 of the file, hexadecimal */
export function bundleName(hash: string): string {
  return `meta-genx-${hash}.tar.gz`;
}

/** The sha256 that a bundle's name promises; undefined for any other name. */
export function bundleHash(name: string): string | undefined {
  return NAME.exec(name)?.[1];
}

/**
 * Puts a bundle into the folder and makes it the current one. Whoever fetches at
 * that moment gets the old one or the new one, never half of either; the one that
 * was current stays for those who still fetch it, older ones go.
 *
 * @returns its name
 * @throws GxError GX_OUTPUT when the file's content is not what its name promises, or a disk fails
 */
export async function publish(bundle: string, folder: string): Promise<string> {
  try {
    return await put(bundle, folder);
  } catch (error) {
    throw diskError(error);
  }
}

/** What a disk refuses, as an error that a user can mend; anything else as it is. */
export function diskError(error: unknown): unknown {
  const { code, message, path, dest } = error as NodeJS.ErrnoException & { dest?: string };
  if (error instanceof GxError || !/^E[A-Z]+$/.test(code ?? "")) return error;
  const where = path === undefined ? "" : `${dest ?? path}: `;
  const advice = code === "ENOSPC" ? "Make room, and try again." : "Check the path, and who may read and write there.";
  return new GxError("GX_OUTPUT", `${where}${message}`, advice, { cause: error });
}

async function put(bundle: string, folder: string): Promise<string> {
  const name = basename(bundle);
  const found = await sha256OfFile(bundle);
  if (bundleHash(name) !== found) {
    throw new GxError(
      "GX_OUTPUT",
      `${name} has the sha256 ${found}, not the one in its name: it is damaged or no bundle`,
      "`npm run bundle` makes a new one. The bundle that was current still is.",
    );
  }
  await mkdir(folder, { recursive: true });
  const before = await currentBundle(folder);
  const target = join(folder, name);
  if ((await stat(target).catch(() => undefined)) === undefined) {
    await appear(target, (temporary) => copyFile(bundle, temporary));
  }
  // Once more the same: the bundle before it stays the one before.
  if (before === name) return name;
  await appear(join(folder, CURRENT), async (temporary) => {
    await using file = await open(temporary, "w");
    await file.writeFile(`${name}\n`);
  });
  for (const other of await readdir(folder)) {
    if (bundleHash(other) && other !== name && other !== before) await rm(join(folder, other), { force: true });
  }
  return name;
}

/** The name of the current bundle; undefined while there is none. */
export async function currentBundle(folder: string): Promise<string | undefined> {
  const line = await readFile(join(folder, CURRENT), "utf8").catch(() => "");
  return bundleHash(line.trim()) && line.trim();
}

export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/** Written beside, flushed to the disk, then renamed: under its name it is whole. */
async function appear(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${path}.${process.pid}.new`;
  try {
    await write(temporary);
    await using file = await open(temporary, "r+");
    await file.sync();
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
