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

const ROOMS = ["fit", "gx", "kernels", "models", "optimisers", "python"];
const FILES = ["fom-level-bars", "hash", "start", "tally", "trial"].map((name) => `runtime/sweep/${name}.ts`);
/** The packages whose arithmetic or parsing a trial goes through. */
const PACKAGES = ["h5wasm", "ml-matrix", "pure-rand", "py-ast"];

let known: string | undefined;

/** sha256, hexadecimal. */
export function numericsVersion(): string {
  known ??= hashNumerics(fileURLToPath(new URL("../../", import.meta.url)));
  return known;
}

/** @param root  the project's folder, with a slash at its end */
function hashNumerics(root: string): string {
  const hash = createHash("sha256");
  hash.update(`node ${process.version} ${process.arch}\n`);
  for (const name of PACKAGES) {
    const { version } = JSON.parse(readFileSync(`${root}node_modules/${name}/package.json`, "utf8")) as {
      version: string;
    };
    hash.update(`${name} ${version}\n`);
  }
  const files = [...ROOMS.flatMap((room) => filesBelow(root, `runtime/${room}`)), ...FILES].sort();
  for (const file of files) {
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
