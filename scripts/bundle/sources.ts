/**
 * Which files of ours a program needs: those that it imports, statically or
 * not, those that it starts as threads or opens beside itself by
 * `new URL("./…", import.meta.url)`, and so on from there. Found, not listed, so
 * that a new file needs no line here.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { build } from "esbuild";

export interface Sources {
  /** Paths below the root, sorted. */
  files: string[];
  /** What they import by name: "zod", "pure-rand/generator/xoroshiro128plus". */
  packages: string[];
}

const BESIDE = /\bnew URL\(\s*"(\.[^"]*)",\s*import\.meta\.url\s*\)/g;

/** @param root  the project's folder  @param entries  paths below it */
export async function sourcesOf(root: string, entries: readonly string[]): Promise<Sources> {
  const files = new Set<string>();
  const packages = new Set<string>();
  for (let open = [...entries]; open.length > 0; ) {
    const found = await imported(root, open);
    for (const name of found.packages) packages.add(name);
    open = [];
    for (const file of found.files.filter((file) => !files.has(file))) {
      files.add(file);
      for (const beside of openedBy(root, file).filter((path) => !files.has(path))) {
        if (beside.endsWith(".ts")) open.push(beside);
        else files.add(beside);
      }
    }
  }
  return { files: [...files].sort(), packages: [...packages].sort() };
}

/** esbuild knows the grammar; what it builds on the way is thrown away. */
async function imported(root: string, entries: readonly string[]): Promise<Sources> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...entries],
    outdir: "unused",
    bundle: true,
    write: false,
    metafile: true,
    packages: "external",
    // A folder means what it is called, not where it lies.
    preserveSymlinks: true,
    platform: "node",
    format: "esm",
    logLevel: "silent",
  });
  const externals = Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
  return {
    files: Object.keys(metafile.inputs),
    packages: externals.map(({ path }) => path).filter((path) => !path.startsWith("node:")),
  };
}

function openedBy(root: string, file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  if (/\bimport\.meta\.resolve\(/.test(text))
    throw new Error(`${file} looks for a file of a package: it is not in a bundle`);
  return [...text.matchAll(BESIDE)].flatMap(([, target]) => {
    const path = posix.join(dirname(file), target!);
    if (!existsSync(join(root, path))) throw new Error(`${file} opens ${target}, which is not there`);
    return statSync(join(root, path)).isDirectory() ? [] : [path];
  });
}
