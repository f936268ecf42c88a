/**
 * Files that are written whole, and folders that are made. Both outlast a power
 * cut once the call is back; at any moment before it a file is the old one or the
 * new one, never half of it.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { guarded } from "./disk-errors.ts";
import { syncFolder } from "./fsync.ts";
import { isAlive } from "./is-alive.ts";

/** Milliseconds after which nobody writes at a file any more that was begun. */
const WRITTEN_BY = 60_000;

/**
 * Writes a file beside the old one, forces it to the disk, renames it, and forces the new name to the disk too.
 * @param content  or what writes it into the open file
 */
export function writeAtomically(file: string, content: string | Uint8Array | ((fd: number) => void)): void {
  guarded(file, () => {
    forgetHalves(file);
    // `results` may write the same file while the sweep does.
    const beside = `${file}.${process.pid}.part`;
    const fd = fs.openSync(beside, "w+");
    try {
      if (typeof content === "function") content(fd);
      else fs.writeFileSync(fd, content);
      fs.fsyncSync(fd);
    } catch (error) {
      fs.rmSync(beside, { force: true });
      throw error;
    } finally {
      fs.closeSync(fd);
    }
    fs.renameSync(beside, file);
    syncFolder(path.dirname(file));
  });
}

/** Makes a folder and those above it. Node's own `recursive` never returns where there is no making any, as below /proc. */
export function makeFolder(folder: string): void {
  guarded(folder, () => make(path.resolve(folder)));
}

function make(folder: string): void {
  const above = path.dirname(folder);
  if (!fs.existsSync(above)) make(above);
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
  syncFolder(above);
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
