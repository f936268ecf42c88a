/**
 * What a sweep does to the disk, and what the disk may refuse: folders that are
 * made, files that are written whole, and each refusal in the user's words.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { GxError } from "../errors.ts";

/** Milliseconds after which nobody writes at a file any more that was begun. */
const WRITTEN_BY = 60_000;

/**
 * Writes a file so that a reader finds the old one or the new one, whole: beside
 * it first, forced to the disk, then renamed.
 */
export function writeWhole(file: string, content: string | Uint8Array): void {
  guarded(file, () => {
    forgetHalves(file);
    // `results` may write the same file while the sweep does.
    const beside = `${file}.${process.pid}.part`;
    const fd = fs.openSync(beside, "w");
    try {
      fs.writeFileSync(fd, content);
      fs.fsyncSync(fd);
    } catch (error) {
      fs.rmSync(beside, { force: true });
      throw error;
    } finally {
      fs.closeSync(fd);
    }
    fs.renameSync(beside, file);
  });
}

/** Makes a folder and those above it. Node's own `recursive` never returns where there is no making any, as below /proc. */
export function makeFolder(folder: string): void {
  guarded(folder, () => make(path.resolve(folder)));
}

/** Turns what the disk refuses into a GxError GX_OUTPUT. @param place  what is written or read */
export function guarded<T>(place: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    if (cause instanceof GxError || !(cause instanceof Error && "code" in cause)) throw cause;
    const [what, advice] = REFUSALS[String(cause.code)] ?? [cause.message, "Choose another folder by --out."];
    throw new GxError("GX_OUTPUT", `${place}: ${what}`, advice, { cause });
  }
}

/** Whether a process of this machine has the number. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function make(folder: string): void {
  const above = path.dirname(folder);
  if (!fs.existsSync(above)) make(above);
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

/** What a process left that was killed while it wrote this file. A folder may be another machine's, too, whose processes are not seen here. */
function forgetHalves(file: string): void {
  const folder = path.dirname(file);
  for (const name of fs.readdirSync(folder)) {
    if (!name.startsWith(`${path.basename(file)}.`)) continue;
    const pid = Number(/\.(\d+)\.part$/.exec(name)?.[1] ?? process.pid);
    const half = path.join(folder, name);
    const began = fs.statSync(half, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (!isAlive(pid) && Date.now() - began > WRITTEN_BY) fs.rmSync(half, { force: true });
  }
}

const FULL = "Make room. A sweep that had begun goes on by --resume: every finished trial is in its journal.";

/** A disk's refusals, in the user's words. */
const REFUSALS: Record<string, [what: string, advice: string]> = {
  ENOSPC: ["the disk is full", FULL],
  EDQUOT: ["your quota on this disk is used up", FULL],
  EACCES: ["may not be written by this user", "Choose a folder of your own by --out."],
  EPERM: ["may not be written by this user", "Choose a folder of your own by --out."],
  EROFS: ["lies on a read-only disk", "Choose another folder by --out."],
  ENOENT: ["can be no file or folder there", "Choose another folder by --out."],
  ENOTDIR: ["is not a folder, or lies below a file", "Choose another folder by --out."],
  EEXIST: ["is a file, not a folder", "Choose another folder by --out."],
  EISDIR: ["is a folder, where a file has to be written", "Move that folder away or choose another by --out."],
};
