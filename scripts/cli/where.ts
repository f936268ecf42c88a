/**
 * Where the user stands. npm starts a script in the project's folder and says in INIT_CWD where it was called, so that
 * `fit.gx` may be a file beside the user and not beside package.json.
 */
import { relative, resolve } from "node:path";
import { shellQuoted } from "../../runtime/shell.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** Paths, given and printed, are from then on relative to where `npm run NAME` was called. */
export function standWithUser(command: string, env: NodeJS.ProcessEnv = process.env): void {
  const { INIT_CWD: there, npm_lifecycle_event: called } = env;
  // Another script of npm's may call this one, with an environment that is not about it.
  if (there !== undefined && called === command) process.chdir(there);
}

/** A command for the user to type: `npm run sweep --`, which outside the project has to say where that is. */
export function npmRun(command: string): string {
  const outside = /^\.\.|^[A-Za-z]:|^\//.test(relative(ROOT, process.cwd()));
  return `npm ${outside ? `--prefix ${shellQuoted(ROOT)} ` : ""}run ${command} --`;
}
