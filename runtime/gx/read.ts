/**
 * The door of this room: a GenX file → Project, from bytes or from a path. What
 * the file is, is decided by its content and not by its name's ending. Every
 * failure is a GxError that says what is wrong with which file.
 */
import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { GxError } from "../errors.ts";
import { isHdf5 } from "../hdf5.ts";
import { readHgxInThread } from "./hgx-thread.ts";
import type { Project } from "./project.ts";
import { readGx } from "./read-gx.ts";
import { isZip } from "./unzip.ts";

/** Far above any fit (the largest example is 0.3 MB), far below what would exhaust memory. */
const MAX_FILE_BYTES = 512 * 1024 * 1024;

/** @param fileName  for messages and titles; only its last part is kept */
export async function readProject(bytes: Uint8Array, fileName: string): Promise<Project> {
  const name = basename(fileName);
  if (bytes.length === 0) throw unreadable(`${name} is empty`);
  if (isZip(bytes)) return readGx(bytes, name);
  if (isHdf5(bytes)) return await readHgxInThread(bytes, name);
  throw unreadable(`${name} is neither a .gx (zip) nor a .hgx (HDF5) file`);
}

export async function readProjectFile(path: string): Promise<Project> {
  return readProject(await readBytes(path), path);
}

/** The file's bytes, for those who need its hash as well as its content. */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const info = await stat(path);
    if (info.isDirectory()) throw unreadable(`${path} is a folder`);
    if (!info.isFile()) throw unreadable(`${path} is not a regular file`);
    if (info.size > MAX_FILE_BYTES) {
      throw unreadable(
        `${path} is too large: ${Math.round(info.size / 1024 ** 2)} MB, at most ${MAX_FILE_BYTES / 1024 ** 2}`,
      );
    }
    return await readFile(path);
  } catch (error) {
    if (error instanceof GxError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    const reason =
      code === "ENOENT" || code === "ENOTDIR"
        ? "there is no such file"
        : code === "EACCES" || code === "EPERM"
          ? "it may not be read (permissions)"
          : (error as Error).message;
    throw unreadable(`${path} cannot be opened: ${reason}`, error);
  }
}

/** sha256 of the file's bytes, in hex: what a trial's name hashes. */
export function hashProject(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function unreadable(message: string, cause?: unknown): GxError {
  return new GxError("GX_FILE_UNREADABLE", message, "Give a file that GenX saved: fit.gx or fit.hgx.", { cause });
}
