/**
 * Zip archive → its members, for `.gx` files: stored or deflated members, read
 * from the central directory (PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12, 4.3.16).
 *
 * Read here rather than by a library for three promises: each member is checked
 * against its CRC-32, so that a flipped bit in stored data is an error and not
 * a wrong number; inflating stops at the declared size, so that a small file
 * cannot become a large one; and of members with one name the last wins, since
 * GenX appends on repeated saves.
 */
import { crc32, inflateRawSync } from "node:zlib";
import { GxError } from "../errors.ts";

/** What all members together may unpack to, and how many there may be; GenX writes six, of a few MB at most. */
const MAX_TOTAL_BYTES = 256 * 1024 * 1024;
const MAX_MEMBERS = 1000;

const END_OF_DIRECTORY = { signature: 0x06054b50, size: 22, entries: 10, start: 16 } as const;
const ENTRY = {
  signature: 0x02014b50,
  size: 46,
  flags: 8,
  method: 10,
  crc: 16,
  packed: 20,
  unpacked: 24,
  nameLength: 28,
  extraLength: 30,
  commentLength: 32,
  local: 42,
} as const;
const LOCAL = { signature: 0x04034b50, size: 30, nameLength: 26, extraLength: 28 } as const;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

interface Entry {
  name: string;
  flags: number;
  method: number;
  crc: number;
  packed: number;
  unpacked: number;
  local: number;
}

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

/**
 * The named members; a name that the archive lacks is missing from the map.
 *
 * @throws GxError GX_FILE_UNREADABLE
 */
export function unzip(bytes: Uint8Array, wanted: readonly string[], fileName: string): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const last = new Map<string, Entry>();
    for (const entry of directory(bytes, view)) if (wanted.includes(entry.name)) last.set(entry.name, entry);
    const total = last.values().reduce((sum, entry) => sum + entry.unpacked, 0);
    if (total > MAX_TOTAL_BYTES) throw new Damage(`its parts unpack to more than ${MAX_TOTAL_BYTES / 1024 ** 2} MB`);
    return new Map(last.values().map((entry) => [entry.name, unpack(bytes, view, entry)]));
  } catch (error) {
    // A RangeError is a DataView read past the end: an offset that points nowhere.
    const reason = error instanceof Damage ? error.message : "its zip archive is damaged";
    if (!(error instanceof Damage || error instanceof RangeError)) throw error;
    throw new GxError(
      "GX_FILE_UNREADABLE",
      `${fileName} cannot be read: ${reason}`,
      "Save it again in GenX, or copy it again from where it came.",
      { cause: error },
    );
  }
}

class Damage extends Error {}

function directory(bytes: Uint8Array, view: DataView): Entry[] {
  const end = findEnd(view);
  const count = view.getUint16(end + END_OF_DIRECTORY.entries, true);
  if (count > MAX_MEMBERS) throw new Damage(`it has ${count} parts, more than ${MAX_MEMBERS}`);
  let at = view.getUint32(end + END_OF_DIRECTORY.start, true);
  return Array.from({ length: count }, () => {
    if (view.getUint32(at, true) !== ENTRY.signature) throw new Damage("its zip directory is damaged");
    const nameLength = view.getUint16(at + ENTRY.nameLength, true);
    const entry: Entry = {
      name: new TextDecoder().decode(bytes.subarray(at + ENTRY.size, at + ENTRY.size + nameLength)),
      flags: view.getUint16(at + ENTRY.flags, true),
      method: view.getUint16(at + ENTRY.method, true),
      crc: view.getUint32(at + ENTRY.crc, true),
      packed: view.getUint32(at + ENTRY.packed, true),
      unpacked: view.getUint32(at + ENTRY.unpacked, true),
      local: view.getUint32(at + ENTRY.local, true),
    };
    const trailing = view.getUint16(at + ENTRY.extraLength, true) + view.getUint16(at + ENTRY.commentLength, true);
    at += ENTRY.size + nameLength + trailing;
    return entry;
  });
}

/** The end record is the last thing in the file but for a comment of at most 65,535 bytes. */
function findEnd(view: DataView): number {
  const first = Math.max(0, view.byteLength - END_OF_DIRECTORY.size - 0xffff);
  for (let at = view.byteLength - END_OF_DIRECTORY.size; at >= first; at--) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY.signature) return at;
  }
  throw new Damage("its zip archive is cut short (the directory at its end is missing)");
}

function unpack(bytes: Uint8Array, view: DataView, entry: Entry): Uint8Array {
  const { name, local, packed, unpacked } = entry;
  if (view.getUint32(local, true) !== LOCAL.signature)
    throw new Damage(`part "${name}" is not where the directory says`);
  if (entry.flags & ENCRYPTED) throw new Damage(`part "${name}" is encrypted`);
  const start =
    local +
    LOCAL.size +
    view.getUint16(local + LOCAL.nameLength, true) +
    view.getUint16(local + LOCAL.extraLength, true);
  const data = bytes.subarray(start, start + packed);
  if (data.length !== packed) throw new Damage(`part "${name}" is cut short`);
  const content = entry.method === DEFLATED ? inflate(data, unpacked, name) : data;
  if (entry.method !== DEFLATED && entry.method !== STORED) {
    throw new Damage(`part "${name}" is compressed by method ${entry.method}, which GenX does not write`);
  }
  if (content.length !== unpacked || crc32(content) !== entry.crc) {
    throw new Damage(`part "${name}" is damaged (its checksum does not match)`);
  }
  return content;
}

function inflate(data: Uint8Array, size: number, name: string): Uint8Array {
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(size, 1) });
  } catch (error) {
    throw new Damage(`part "${name}" is damaged (it does not inflate to the size that it declares)`, { cause: error });
  }
}
