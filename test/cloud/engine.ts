/**
 * The engine for a test: a stack with a state of its own in a temporary folder, the
 * stand-ins before anything else in PATH, and an environment that has nothing of the
 * user's Pulumi and nothing of a real account.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../..");
const BIN = join(import.meta.dirname, "bin");
const PASSPHRASE = "a passphrase of a test";

/** The path of the engine, or why it is missing. */
export function findEngine(): { engine?: string; missing?: string } {
  try {
    const engine = execFileSync("bash", [join(import.meta.dirname, "toolchain.sh"), "--if-built"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    return { engine: engine.trim() };
  } catch (error) {
    return { missing: (error as { stderr: string }).stderr.trim() };
  }
}

export interface Run {
  code: number | null;
  /** Both streams, as they came. */
  output: string;
  stdout: string;
}

export interface Engine {
  env: NodeJS.ProcessEnv;
  /** `pulumi ARGS` in a project's folder. */
  pulumi(...args: string[]): Promise<Run>;
  /** The state of the stack, as it lies on disk. */
  state(): string;
}

export interface EngineOptions {
  /** Where Pulumi.yaml is. */
  project: string;
  stack: string;
  /** Emptied by nobody: the caller's. Every process that runs here names it in META_GENX_TEST_FOLDER (reap.sh). */
  folder: string;
  env?: NodeJS.ProcessEnv;
  /** A folder that comes first in PATH: with the `node` that the program gets. */
  path?: string;
}

export function createEngine(engine: string, { project, stack, folder, env, path }: EngineOptions): Engine {
  const home = join(folder, "home");
  const backend = join(folder, "backend");
  for (const each of [home, backend]) mkdirSync(each, { recursive: true });
  const node = path ?? join(ROOT, "node_modules/.bin");
  const all: NodeJS.ProcessEnv = {
    PATH: [node, BIN, dirname(engine), process.env.PATH].join(delimiter),
    HOME: home,
    PULUMI_HOME: join(home, ".pulumi"),
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_STACK: stack,
    META_GENX_TEST_FOLDER: folder,
    ...env,
  };
  return {
    env: all,
    pulumi: (...args) => run(engine, [...args, "--non-interactive", "--color=never"], project, all),
    state: () => readFileSync(join(backend, ".pulumi/stacks", projectName(project), `${stack}.json`), "utf8"),
  };
}

function projectName(project: string): string {
  return /^name: *(\S+)/m.exec(readFileSync(join(project, "Pulumi.yaml"), "utf8"))![1]!;
}

function run(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Run> {
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const result: Run = { code: null, output: "", stdout: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => {
    result.stdout += text;
    result.output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    result.output += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ ...result, code }));
  });
}
