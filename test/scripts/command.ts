/** Runs a script as a user does, in a process of its own, and keeps what it said. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** One of GenX's own start files for its optimiser: an oxide film by X-rays, five fitted parameters. */
export const FILM = join(ROOT, "test/golden/optimiser/op1_xray_film_5par.gx");

/**
 * @param watch  sees the running process, to send it a signal, say
 * @param env  changes to the environment
 */
export function command(
  script: string,
  args: string[],
  watch: (child: ChildProcess) => void = () => {},
  env: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [join(ROOT, "scripts", `${script}.ts`), ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
  });
  const outcome: Outcome = { code: null, stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (outcome.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (outcome.stderr += text));
  watch(child);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ ...outcome, code }));
  });
}

/** A folder that goes when the test ends. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "meta-genx-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
