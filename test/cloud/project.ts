/**
 * The project for a test to use as its user does: a copy, so that what `pulumi config
 * set`, a bundle or a sweep writes lies beside nothing of the user's own, and nobody's
 * edits come in between; and its commands, run there.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { basename, delimiter, join } from "node:path";
import { ROOT } from "./engine.ts";

const PARTS = ["Pulumi.yaml", "package.json", "package-lock.json", "tsconfig.json", "LICENSE"];
PARTS.push("scripts", "runtime", "bench", "examples", "infra", "provisioning");
const NOT_COPIED = [".git", "node_modules", "sweeps"];

/** Everything but packages, which are those of this checkout. */
export function copyProject(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const filter = (source: string) => !NOT_COPIED.includes(basename(source));
  for (const name of PARTS) cpSync(join(ROOT, name), join(folder, name), { recursive: true, filter });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Command {
  child: ChildProcess;
  /** What it has said so far; all of it once it has ended. */
  said: Pick<Ended, "stdout" | "stderr">;
  ended: Promise<Ended>;
  /** To it and to all that it started, as Ctrl-C in a terminal does. */
  signal(name: NodeJS.Signals): void;
}

/**
 * What `npm run NAME -- ARGS` runs, with the project's own Node first in PATH as npm
 * has it, but without npm in between.
 * It has no terminal, and is the first of a process group of its own.
 */
export function startCommand(project: string, env: NodeJS.ProcessEnv, name: string, args: string[]): Command {
  const { scripts } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
  if (scripts[name] === undefined) throw new Error(`package.json has no command ${name}`);
  const [program, ...own] = scripts[name].replace(/^exec /, "").split(" ");
  const child = spawn(program, [...own, ...args], {
    cwd: project,
    env: { ...env, PATH: [join(project, "node_modules/.bin"), env.PATH].join(delimiter) },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const said = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => (said.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (said.stderr += text));
  return {
    child,
    said,
    ended: new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => resolve({ code, signal, ...said }));
    }),
    signal: (signalName) => {
      try {
        process.kill(-child.pid!, signalName);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
    },
  };
}
