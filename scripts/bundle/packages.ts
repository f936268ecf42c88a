/**
 * The npm packages that our files import, melted by esbuild: a file for each
 * name that is imported, what they share beside them, no other package needed.
 * They lie in `node_modules` under their own names and versions, so that our files
 * run in a bundle exactly as they stand, and the numerics version finds the
 * versions where it looks for them.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import type { TarEntry } from "./tar.ts";

export interface Package {
  name: string;
  version: string;
  /** As its package.json says: "MIT". */
  licence: string;
  licenceText: string;
}

export interface Melted {
  entries: TarEntry[];
  /** Every package of which something is inside, sorted by name. */
  packages: Package[];
}

/** Optional parts that their packages do without: a native twin, colours on a terminal, another database. */
const LEFT_OUT = ["msgpackr-extract", "supports-color", "pg"];

/** CommonJS inside a module asks for Node's own modules by `require`. */
const REQUIRE =
  'import { createRequire as __createRequire } from "node:module";const require = __createRequire(import.meta.url);';

/** @param names  as they are imported: "zod", "pure-rand/generator/xoroshiro128plus" */
export async function meltPackages(root: string, names: readonly string[]): Promise<Melted> {
  const exported = new Map(await Promise.all(names.map(async (name) => [name, await exportsOf(name)] as const)));
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: names.map((name) => ({ in: `door:${name}`, out: outputOf(name) })),
    outdir: join(root, "node_modules"),
    chunkNames: ".shared/[name]-[hash]",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    // A folder means what it is called, not where it lies.
    preserveSymlinks: true,
    platform: "node",
    format: "esm",
    target: "node24",
    external: LEFT_OUT,
    banner: { js: REQUIRE },
    legalComments: "inline",
    plugins: [doors(root, exported)],
    logLevel: "silent",
  });
  const code = outputFiles.map(({ path, contents }) => ({
    path: path.slice(root.length).replaceAll("\\", "/").replace(/^\//, ""),
    content: contents,
  }));
  const owners = new Set(Object.keys(metafile.inputs).flatMap((file) => folderOf(file) ?? []));
  // Two folders may hold the same version of one package.
  const packages = new Map(
    [...owners].map((folder) => readPackage(root, folder)).map((each) => [`${each.name} ${each.version}`, each]),
  );
  return {
    entries: [...code, ...manifests(root, names)],
    packages: [...packages].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each),
  };
}

/** What Node sees of a package, CommonJS or not. */
async function exportsOf(name: string): Promise<string[]> {
  return Object.keys(await import(name)).filter((word) => /^[\w$]+$/.test(word));
}

/** A door for each package that says every name that it exports: from CommonJS, esbuild itself would export a default only. */
function doors(root: string, exported: ReadonlyMap<string, readonly string[]>): Plugin {
  return {
    name: "doors",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^door:/ }, ({ path }) => ({ path: path.slice("door:".length), namespace: "door" }));
      onLoad({ filter: /.*/, namespace: "door" }, ({ path }) => ({
        contents: `export { ${exported.get(path)!.join(", ")} } from "${path}";`,
        resolveDir: root,
      }));
    },
  };
}

/** "pure-rand/generator/x" → "pure-rand/generator/x", "zod" → "zod/index" */
function outputOf(name: string): string {
  return name === packageOf(name) ? `${name}/index` : name;
}

function packageOf(name: string): string {
  return name.split("/", name.startsWith("@") ? 2 : 1).join("/");
}

function manifests(root: string, names: readonly string[]): TarEntry[] {
  const byPackage = Object.groupBy(names, packageOf);
  return Object.entries(byPackage).map(([name, imported]) => {
    const { version } = manifestOf(root, `node_modules/${name}`);
    const exports = Object.fromEntries(
      imported!.map((full) => [`.${full.slice(name.length)}`, `.${outputOf(full).slice(name.length)}.mjs`]),
    );
    return {
      path: `node_modules/${name}/package.json`,
      content: Buffer.from(`${JSON.stringify({ name, version, type: "module", exports }, null, 2)}\n`),
    };
  });
}

/** "node_modules/a/node_modules/@b/c/x.js" → "node_modules/a/node_modules/@b/c" */
function folderOf(file: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

function manifestOf(root: string, folder: string): { name: string; version: string; license?: string } {
  return JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
}

/** @throws when a package comes without the text of its licence: it may not be passed on */
export function readPackage(root: string, folder: string): Package {
  const { name, version, license } = manifestOf(root, folder);
  const texts = readdirSync(join(root, folder))
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(root, folder, file), "utf8").trim());
  if (texts.length === 0) throw new Error(`${name} ${version} has no licence text in ${folder}`);
  return { name, version, licence: license ?? "see below", licenceText: texts.join("\n\n") };
}
