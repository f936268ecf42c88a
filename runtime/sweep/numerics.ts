/**
 * The numerics version: one hash over everything that can change a number of a
 * trial. That is the source text of the rooms below with their tables, the
 * files of this room that run a trial, the locked versions of the packages that
 * they use, the Node version and the CPU architecture: V8 computes exp, sin and
 * pow differently between Node versions, and x64 and arm64 differ too.
 *
 * Pages for people (.md) do not count. The hash is computed once per process:
 * some hundred small files, a few milliseconds.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { sha256 } from "./hash.ts";

const ROOMS = ["fit", "gx", "kernels", "math", "models", "optimisers", "python"];
const FILES = ["fom-level-bars", "hash", "start-point", "tally", "trial"].map((name) => `runtime/sweep/${name}.ts`);
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
 * The files whose text is hashed, sorted; a bundle holds them as they are.
 * @param root  the project's folder, with a slash at its end
 */
export function numericsFiles(root: string): string[] {
  return [...ROOMS.flatMap((room) => filesBelow(root, `runtime/${room}`)), ...FILES].sort();
}

function hashSources(root: string): string {
  const hash = createHash("sha256");
  for (const name of PACKAGES) {
    const { version } = JSON.parse(readFileSync(`${root}node_modules/${name}/package.json`, "utf8")) as {
      version: string;
    };
    hash.update(`${name} ${version}\n`);
  }
  for (const file of numericsFiles(root)) {
    const content = readFileSync(root + file);
    hash.update(`${file} ${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

function filesBelow(root: string, folder: string): string[] {
  return readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(root, path);
    return entry.name.endsWith(".md") ? [] : [path];
  });
}
