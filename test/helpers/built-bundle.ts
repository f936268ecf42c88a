/** The true bundle of the project as it is now, built in a copy, so that nobody's edits come in between. */
import { execFile, execFileSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Bundle } from "../../scripts/bundle/build.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const PARTS = ["runtime", "scripts", "package.json", "package-lock.json", "tsconfig.json", "LICENSE"];

/** What a bundle is made from, and what a sweep needs, with the packages of this checkout. */
export function copyProject(to: string, from: string = ROOT): void {
  for (const part of PARTS) cpSync(join(from, part), join(to, part), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(to, "node_modules"));
}

/** `npm run bundle` in a copy. */
export async function buildIn(root: string): Promise<Bundle> {
  const args = [join(root, "scripts/bundle.ts"), "--out", join(root, "bundles"), "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  return JSON.parse(stdout);
}

export function unpack(bundle: string, folder: string): void {
  mkdirSync(folder);
  execFileSync("tar", ["-xzf", bundle, "-C", folder]);
}
