/**
 * A tar archive (POSIX.1-1988 "ustar") of which every byte follows from names and
 * contents: sorted, one fixed time, owner 0, mode 644 or 755. Libraries take such
 * things from the disk or from the clock, and fifty lines need no keeping up.
 *
 * Directories have no entries of their own; whoever unpacks makes them.
 */

export interface TarEntry {
  /** Below the archive's root, with "/", ASCII, at most 255 characters. */
  path: string;
  content: Uint8Array;
  executable?: boolean;
}

const BLOCK = 512;
/** 1 January 2000: tar warns of times that are implausibly old, make of such in the future. */
const TIME = 946684800;

export function tar(entries: readonly TarEntry[]): Buffer {
  const sorted = entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  for (const [i, { path }] of sorted.entries()) {
    if (path === sorted[i + 1]?.path) throw new Error(`${path} is there twice`);
  }
  const parts = sorted.flatMap((entry) => [header(entry), entry.content, padding(entry.content.length)]);
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

function padding(length: number): Buffer {
  return Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK);
}

/** Numbers are octal text with a closing NUL; the offsets are those of the standard. */
function header({ path, content, executable }: TarEntry): Buffer {
  const block = Buffer.alloc(BLOCK);
  const [prefix, name] = split(path);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, "0")}\0`;
  block.write(name, 0, "ascii");
  block.write(octal(executable ? 0o755 : 0o644, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(content.length, 12), 124);
  block.write(octal(TIME, 12), 136);
  // The sum of all bytes, with blanks where it will stand itself.
  block.write(" ".repeat(8), 148);
  block.write("0", 156);
  block.write("ustar\x0000", 257);
  block.write("root", 265);
  block.write("root", 297);
  block.write(prefix, 345, "ascii");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

/** A path above 100 characters is parted at a slash: 155 before it, 100 after it. */
function split(path: string): [prefix: string, name: string] {
  if (!/^[\x20-\x7e]+$/.test(path)) throw new Error(`${path} is not plain ASCII`);
  if (path.length <= 100) return ["", path];
  const slash = path.indexOf("/", path.length - 101);
  if (slash < 1 || slash > 155) throw new Error(`${path} is too long for a tar archive`);
  return [path.slice(0, slash), path.slice(slash + 1)];
}
