/**
 * The numerics version: one hash over everything that can change a number of a
 * trial. That is the code of the rooms below with their tables, the
 * files of this room that run a trial, the locked versions of the packages that
 * they use, the Node version and the CPU architecture: V8 computes exp, sin and
 * pow differently between Node versions, and x64 and arm64 differ too.
 *
 * Comments, formatting and names of files do not count (`code-hash.ts`), so prose can be improved and a file moved
 * without throwing away what was computed; pages for people (.md) and what made a table (.py) do not either.
 * Computed once per process, where a sweep or a worker begins, from some hundred small files.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { codeHash } from "./code-hash.ts";
import { sha256 } from "./hash.ts";

const ROOMS = ["fit", "gx", "kernels", "math", "models", "optimisers", "python"];
const FILES = [
  "runtime/hdf5.ts",
  ...["fom-level-bars", "hash", "start-point", "tally", "trial"].map((name) => `runtime/sweep/${name}.ts`),
];
/** The packages whose arithmetic or parsing a trial goes through. */
const PACKAGES = ["h5wasm", "ml-matrix", "pure-rand", "py-ast"];

/** What a number depends on besides the sources: process.version and process.arch. */
export interface Machine {
  node: string;
  arch: string;
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

let sources: string | undefined;

/**
 * sha256, hexadecimal. A driver on another kind of machine than its fleet names
 * trials as the fleet does: by the fleet's Node and architecture.
 */
export function numericsVersion({ node, arch }: Machine = { node: process.version, arch: process.arch }): string {
  sources ??= hashSources(ROOT);
  return sha256(`node ${node} ${arch}\nsources ${sources}\n`);
}

/**
 * The files whose code is hashed, sorted; a bundle holds them as they are.
 * @param root  the project's folder, with a slash at its end
 */
export function numericsFiles(root: string): string[] {
  return [...ROOMS.flatMap((room) => filesBelow(root, `runtime/${room}`)), ...FILES].sort();
}

/**
 * Reading code takes a sixth of a second, hashing its bytes a hundredth. So what was read is kept in .cache under a hash of the
 * bytes, this room's reader included; where nothing can be written there, each process reads the code anew.
 * @param root  the project's folder, with a slash at its end
 */
function hashSources(root: string): string {
  const packages = PACKAGES.map((name) => {
    const text = readFileSync(`${root}node_modules/${name}/package.json`, "utf8");
    return `${name} ${(JSON.parse(text) as { version: string }).version}\n`;
  });
  const files = numericsFiles(root).map((file) => [file, readFileSync(root + file)] as const);
  const code = keptHash(`${root}.cache/numerics/${hashBytes([...files, readerOf(root)])}`, () =>
    codeHash(new Map(files)),
  );
  return sha256(`${packages.join("")}code ${code}\n`);
}

type File = readonly [path: string, content: Buffer];

function readerOf(root: string): File {
  const path = "runtime/sweep/code-hash.ts";
  return [path, readFileSync(root + path)];
}

function hashBytes(files: readonly File[]): string {
  const hash = createHash("sha256");
  for (const [path, content] of files) hash.update(`${path} ${content.length}\n`).update(content);
  return hash.digest("hex");
}

/** What lies in a file, or is made and put there. A file that was cut short counts as none. */
function keptHash(file: string, make: () => string): string {
  try {
    const kept = readFileSync(file, "utf8");
    if (/^[0-9a-f]{64}$/.test(kept)) return kept;
  } catch {}
  const made = make();
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, made);
  } catch {}
  return made;
}

function filesBelow(root: string, folder: string): string[] {
  return readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(root, path);
    return /\.(md|py)$/.test(entry.name) ? [] : [path];
  });
}
