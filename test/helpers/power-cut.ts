/**
 * A disk that forgets. Between a write and a power cut the kernel may have put
 * anything on the disk or nothing; only fsync is a promise: of a file for its
 * bytes, of a folder for the names in it. This keeps account of those promises
 * while a program works on a real folder, and tells the two worst cases:
 *
 * - `least`: nothing got there but what was promised;
 * - `namesFirst`: every new name and rename got there, bytes only where promised.
 *   A file that is renamed before its fsync is empty here.
 *
 * The functions of node:fs are watched where they stand, for whoever imports them.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import path from "node:path";

/** By path below the root: a file's bytes, or that it is a folder. */
export type DiskContents = Map<string, Buffer | "folder">;

export interface ForgetfulDisk {
  least(): DiskContents;
  namesFirst(): DiskContents;
  /** Calls of fsync so far. */
  syncs(): number;
  /** Ends the watch. */
  release(): void;
}

/**
 * @param root  is on the disk at the beginning, with all that is in it
 * @param atEachStep  called after every fsync and every rename: power may fail at any of them
 */
export function forgetfulDisk(root: string, atEachStep: (disk: ForgetfulDisk) => void = () => {}): ForgetfulDisk {
  /** What was promised, by the number (inode) of the file or folder. */
  const bytes = new Map<bigint, Buffer>();
  const names = new Map<bigint, Names>();
  const files = new Map<number, string>();
  let syncs = 0;

  const promise = (file: string) => {
    const { ino } = stat(file);
    if (fs.statSync(file).isDirectory()) names.set(ino, namesIn(file));
    else bytes.set(ino, fs.readFileSync(file));
  };
  const disk: ForgetfulDisk = {
    least: () => contents((ino) => names.get(ino)),
    namesFirst: () => contents((_, folder) => (folder === undefined ? undefined : namesIn(folder))),
    syncs: () => syncs,
    release,
  };

  /** @param namesOf  of a folder by its number, and by its path unless it has gone */
  function contents(namesOf: (ino: bigint, folder: string | undefined) => Names | undefined): DiskContents {
    const found: DiskContents = new Map();
    const paths = new Map(withAllBelow(root).map((file) => [stat(file).ino, file]));
    const visit = (ino: bigint, place: string) => {
      for (const [name, child] of namesOf(ino, paths.get(ino)) ?? []) {
        const below = path.join(place, name);
        const now = paths.get(child);
        const isFolder = names.has(child) || (now !== undefined && fs.statSync(now).isDirectory());
        found.set(below, isFolder ? "folder" : (bytes.get(child) ?? Buffer.alloc(0)));
        if (isFolder) visit(child, below);
      }
    };
    visit(stat(root).ino, "");
    return found;
  }

  for (const file of withAllBelow(root)) promise(file);
  const { openSync, fsyncSync, renameSync } = fs;
  fs.openSync = (file, ...rest) => {
    const isNew = !fs.existsSync(file);
    const fd = openSync(file, ...rest);
    files.set(fd, String(file));
    // The number of a file that was deleted may be given again.
    if (isNew) bytes.delete(stat(String(file)).ino);
    return fd;
  };
  fs.fsyncSync = (fd) => {
    fsyncSync(fd);
    syncs++;
    promise(files.get(fd)!);
    atEachStep(disk);
  };
  fs.renameSync = (from, to) => {
    renameSync(from, to);
    atEachStep(disk);
  };
  syncBuiltinESMExports();
  function release(): void {
    Object.assign(fs, { openSync, fsyncSync, renameSync });
    syncBuiltinESMExports();
  }
  return disk;
}

/** By name, the number of what bears it. */
type Names = Map<string, bigint>;

const stat = (file: string) => fs.statSync(file, { bigint: true });

function namesIn(folder: string): Names {
  return new Map(fs.readdirSync(folder).map((name) => [name, stat(path.join(folder, name)).ino]));
}

function withAllBelow(folder: string): string[] {
  const below = fs.readdirSync(folder, { recursive: true, encoding: "utf8" });
  return [folder, ...below.map((name) => path.join(folder, name))];
}
