/** Broken and hostile GenX files, made from good ones: a `.gx` with some of its parts replaced, and seeded damage. */
import { readFileSync } from "node:fs";
import { unzipSync, Zip, ZipPassThrough, zipSync } from "fflate";

/** The bytes of a `.gx` with these parts replaced; `null` leaves one out. Zipped by another library than the one that reads. */
export function gxWith(path: string, parts: Record<string, Uint8Array | string | null>): Uint8Array {
  const members: Record<string, Uint8Array> = unzipSync(readFileSync(path));
  for (const [name, content] of Object.entries(parts)) {
    if (content === null) delete members[name];
    else members[name] = typeof content === "string" ? Buffer.from(content, "latin1") : content;
  }
  return zipSync(members, { level: 1 });
}

/** The bytes of a `.gx` with these parts once more behind those that it has, as Python's zipfile appends them. */
export function gxAppendedTo(path: string, parts: Record<string, Uint8Array>): Uint8Array {
  const chunks: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    chunks.push(chunk);
  });
  for (const [name, content] of [...Object.entries(unzipSync(readFileSync(path))), ...Object.entries(parts)]) {
    const member = new ZipPassThrough(name);
    zip.add(member);
    member.push(content, true);
  }
  zip.end();
  return Buffer.concat(chunks);
}

/** A string as Python's pickle writes it, protocol 2. */
export function pickled(text: string): Uint8Array {
  const bytes = Buffer.from(text, "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([Buffer.from([0x80, 2, 0x58]), length, bytes, Buffer.from(".")]);
}

/** 0 ≤ x < 1, the same for the same seed (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One to four wounds: a byte replaced, a bit flipped, a run repeated elsewhere, the end cut off, a run cut out. */
export function damage(bytes: Uint8Array, random: () => number): Uint8Array {
  const below = (n: number) => Math.floor(random() * n);
  let wounded = Buffer.from(bytes);
  for (let wounds = 1 + below(4); wounds > 0 && wounded.length > 0; wounds--) {
    const at = below(wounded.length);
    const kind = random();
    if (kind < 0.5) wounded[at] = below(256);
    else if (kind < 0.7) wounded[at] = wounded[at]! ^ (1 << below(8));
    else if (kind < 0.9) wounded.copy(wounded, at, below(wounded.length), below(wounded.length));
    else if (kind < 0.95) wounded = wounded.subarray(0, at);
    else wounded = Buffer.concat([wounded.subarray(0, at), wounded.subarray(below(wounded.length))]);
  }
  return wounded;
}
