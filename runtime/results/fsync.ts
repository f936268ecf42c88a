/**
 * What a write needs beyond writing to outlast a power cut. `fsync` of a file puts
 * its bytes on the disk, but its name lies in the folder: a file that was just
 * made or renamed can be gone, bytes and all, until the folder is synced too.
 */
import * as fs from "node:fs";

/** What systems say that sync no folders: Windows opens none, and some network and FUSE file systems know no such call. */
const NOT_FOR_FOLDERS = ["EISDIR", "EPERM", "EACCES", "EINVAL", "EBADF", "ENOTSUP", "ENOSYS"];

/** Puts the names in a folder on the disk: of files and folders made, renamed or deleted there. Where the system cannot, nothing happens. */
export function syncFolder(folder: string): void {
  let fd: number | undefined;
  try {
    fd = fs.openSync(folder, "r");
    fs.fsyncSync(fd);
  } catch (error) {
    if (!NOT_FOR_FOLDERS.includes(String((error as NodeJS.ErrnoException).code))) throw error;
  } finally {
    if (fd !== undefined) fs.closeSync(fd);
  }
}
